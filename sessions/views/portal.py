import hashlib
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from delegations.models import Delegate
from delegations.models.mandate import Power
from forum import clock, names
from forum.gates import SignedInRequest
from forum.models import User
from forum.reading import reads_only
from sessions.board import entries_in, people_in
from sessions.calendar import itinerary_calendar
from sessions.clocks import own_place, own_zone
from sessions.days import contacts_of
from sessions.daysheet import day_sheet
from sessions.item_words import Telling, changes_of
from sessions.itinerary_page import days_shown
from sessions.models import ItineraryVersion
from sessions.readers import Looked, looked_at
from sessions.views import fresh


@require_safe
@reads_only
def itinerary(request: SignedInRequest, pk: int) -> HttpResponse:
    """The itinerary that is true now: what is new since this reader last looked, and what no letter has told yet."""
    delegate = delegate_of(request, pk)
    looked = looked_at(delegate.itineraries.all(), request.user).get(delegate.pk)
    context: dict[str, Any] = {
        "delegate": delegate,
        "edition": delegate.delegation.edition,
        "name": names.in_language(delegate.person, get_language() or "en"),
        "version": looked.newest if looked else None,
        "looked": looked,
        "reader_mark": reader_mark(request.user),
        "call": call(delegate.delegation.edition.desk_phone),
    }
    shown = shown_of(delegate, looked, request.user) if looked and looked.newest else {}
    made_of = [context["name"], _frame(delegate), looked and _standing(looked), shown]
    return fresh.page(request, "portal/sessions/itinerary.html", context | shown, made_of=made_of)


def shown_of(delegate: Delegate, looked: Looked, reader: User) -> dict[str, Any]:
    """The days, what is new in them to this reader, and since when all of it is known by letter."""
    known, newest = looked.known, looked.newest
    assert newest
    telling = telling_of(delegate, looked, get_language() or "en", reader)
    plain = telling.without_home()  # old and new are told by the one clock that both are promised on
    since, untold = looked.since_last_look(), known.news()
    # No letter is on its way when there is nothing that it could say in its own language.
    by_letter = changes_of(untold, replace(plain, language=delegate.language))
    # Whoever looks for the first time has seen nothing yet: his lines are marked by what his letters say.
    marked = since if looked.seen_number else untold
    return {
        "days": days_shown(entries_in(newest), telling, marked, clock.now()),
        "since": changes_of(since, plain),
        "changes": changes_of(untold, plain),
        "told_at": known.told.told_at if known.told and not by_letter else None,
        "contacts": [(one, call(one.phone)) for one in contacts_of(entries_in(newest), telling)],
        "last_told": known.told and (known.told.number, known.told.told_at),
    }


def call(phone: str) -> str:
    """The address under which a telephone dials this number; nothing without one."""
    digits = "".join(sign for sign in phone if sign in "+0123456789")
    return f"tel:{digits}" if digits else ""


def telling_of(delegate: Delegate, looked: Looked, language: str, reader: User) -> Telling:
    """How this delegate's days are told to the reader, with a second line by the clock at home."""
    people = people_in(version.release_id for version in looked.versions())
    home = own_zone(reader, delegate), own_place(reader, delegate, language)
    return Telling(language, delegate.delegation.edition.zone, people, *home)


def _standing(looked: Looked) -> tuple[object, ...]:
    newest = looked.newest
    own = newest and (newest.number, newest.checksum)
    return own, looked.seen_number, looked.confirmed_number, looked.confirmed_at


def _frame(delegate: Delegate) -> tuple[object, ...]:
    """What stands around the days and may change without them."""
    edition, city = delegate.delegation.edition, delegate.delegation.city
    return edition.name, str(edition.zone_label), edition.desk, edition.desk_phone, str(city), delegate.title


@require_safe
@reads_only
def itinerary_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The days on paper, in the language of the person whose days they are; `?day=` for one, `?form=pocket` for A6."""
    delegate = delegate_of(request, pk)
    version = newest_of(delegate)
    pocket, day = request.GET.get("form") == "pocket", request.GET.get("day", "")
    with translation.override(_language_of_paper(request, delegate)):
        language = get_language() or "en"
        sheet = day_sheet(delegate, version, entries_in(version), language, day=day, pocket=pocket)
    response = fresh.file(request, sheet, "application/pdf", f"itinerary-{version.number}.pdf")
    response.headers["X-Itinerary-Checksum"] = version.checksum
    return response


def _language_of_paper(request: SignedInRequest, delegate: Delegate) -> str:
    """What the reader asks for, if the house speaks it; else the language of the person."""
    spoken, wanted = dict(settings.LANGUAGES), request.GET.get("language", "")
    return next((one for one in (wanted, delegate.language) if one in spoken), settings.LANGUAGE_CODE)


@require_safe
@reads_only
def itinerary_ics(request: SignedInRequest, pk: int) -> HttpResponse:
    delegate = delegate_of(request, pk)
    return calendar(request, delegate, newest_of(delegate), get_language() or "en")


def calendar(request: Any, delegate: Delegate, version: ItineraryVersion, language: str) -> HttpResponse:
    """The version as a calendar file."""
    edition, name = delegate.delegation.edition, names.in_language(delegate.person, language)
    content = itinerary_calendar(edition, version, entries_in(version), language, name=name)
    response = fresh.file(request, content.encode(), "text/calendar; charset=utf-8", f"itinerary-{version.number}.ics")
    response.headers["X-Itinerary-Checksum"] = version.checksum
    return response


def delegate_of(request: SignedInRequest, pk: int) -> Delegate:
    """The delegate whose itinerary this account may read, or 404."""
    rows = (
        Delegate.objects.held_by(request.user, Power.TRAVEL)
        .with_names()
        .select_related("delegation__edition__city", "user")
    )
    found: Delegate = get_object_or_404(rows, pk=pk)
    return found


def newest_of(delegate: Delegate) -> ItineraryVersion:
    """The version that is true now; 404 before the first."""
    version: ItineraryVersion | None = delegate.itineraries.newest_first().first()
    if version is None:
        raise Http404
    return version


def reader_mark(user: User) -> str:
    """Tells readers of one telephone apart without naming them."""
    return hashlib.sha256(f"offline:{settings.SECRET_KEY}:{user.pk}".encode()).hexdigest()[:16]
