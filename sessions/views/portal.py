from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from delegations.models import Delegate
from delegations.models.mandate import Power
from forum import names
from forum.gates import SignedInRequest
from forum.models import User
from forum.reading import reads_only
from sessions.board import entries_in
from sessions.calendar import itinerary_calendar
from sessions.days import days_of
from sessions.daysheet import day_sheet
from sessions.item_words import changes_of
from sessions.models import ItineraryVersion
from sessions.notices import Known, known_from, telling_to

FEED_SALT = "sessions.feed"


@require_safe
@reads_only
def itinerary(request: SignedInRequest, pk: int) -> HttpResponse:
    """The itinerary that is true now, with what is new since a letter last told it."""
    delegate = _delegate(request, pk)
    known = known_from(delegate.itineraries.all()).get(delegate.pk, Known())
    context: dict[str, Any] = {
        "delegate": delegate,
        "edition": delegate.delegation.edition,
        "name": names.in_language(delegate.person, get_language() or "en"),
        "version": known.newest,
    }
    if known.newest:
        context |= _shown(delegate, known, known.newest)
        context |= {"feed": settings.SITE_URL + reverse("portal:feed", args=[_token(delegate, request.user)])}
    return render(request, "portal/sessions/itinerary.html", context)


def _shown(delegate: Delegate, known: Known, newest: ItineraryVersion) -> dict[str, Any]:
    """The days, what is new in them, and since when all of it is known by letter."""
    news = known.news()
    telling = telling_to(delegate, known, get_language() or "en")
    # No letter is on its way when there is nothing that it could say in its own language.
    by_letter = changes_of(news, replace(telling, language=delegate.language))
    return {
        "days": days_of(entries_in(newest), telling, news),
        "changes": changes_of(news, telling),
        "told_at": known.told.told_at if known.told and not by_letter else None,
    }


@require_safe
@reads_only
def itinerary_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    delegate = _delegate(request, pk)
    version = _newest(delegate)
    sheet = day_sheet(delegate, version, entries_in(version), get_language() or "en")
    return _file(sheet, "application/pdf", f"itinerary-{version.number}.pdf", version)


@require_safe
@reads_only
def itinerary_ics(request: SignedInRequest, pk: int) -> HttpResponse:
    delegate = _delegate(request, pk)
    return _calendar(delegate, _newest(delegate), get_language() or "en")


@require_safe
@reads_only
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: whoever holds the address reads this one itinerary, nothing else.

    Only as long as the account that it was made for may itself read it: the address dies with the mandate.
    """
    try:
        pk, person, user = map(int, signing.Signer(salt=FEED_SALT).unsign(token).split("-"))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    reader = get_object_or_404(User, pk=user, is_active=True)
    rows = Delegate.objects.held_by(reader, Power.TRAVEL).filter(pk=pk, person=person).with_names()
    delegate = get_object_or_404(rows.select_related("delegation__edition__city"))
    with translation.override(delegate.language):
        return _calendar(delegate, _newest(delegate), delegate.language)


def _calendar(delegate: Delegate, version: ItineraryVersion, language: str) -> HttpResponse:
    content = itinerary_calendar(delegate.delegation.edition, version, entries_in(version), language)
    return _file(content.encode(), "text/calendar; charset=utf-8", f"itinerary-{version.number}.ics", version)


def _file(content: bytes, kind: str, name: str, version: ItineraryVersion) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Itinerary-Checksum"] = version.checksum
    return response


def _token(delegate: Delegate, reader: User) -> str:
    # With the person in it: whoever takes somebody's place in the delegation does not share the days with him.
    # With the reader in it: whose mandate is revoked, his calendar falls silent, and nobody else's.
    return signing.Signer(salt=FEED_SALT).sign(f"{delegate.pk}-{delegate.person_id}-{reader.pk}")


def _delegate(request: SignedInRequest, pk: int) -> Delegate:
    rows = Delegate.objects.held_by(request.user, Power.TRAVEL).with_names().select_related("delegation__edition__city")
    found: Delegate = get_object_or_404(rows, pk=pk)
    return found


def _newest(delegate: Delegate) -> ItineraryVersion:
    version: ItineraryVersion | None = delegate.itineraries.newest_first().first()
    if version is None:
        raise Http404
    return version
