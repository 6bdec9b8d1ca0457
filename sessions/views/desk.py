"""The board as it is drawn: the page, and the part of it that is fetched again when something has changed."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from forum.gates import OrganizerRequest
from forum.models import Change, Edition, Room
from forum.reading import reads_only
from sessions import board, checking, draft_words, forms
from sessions.actions import programme
from sessions.engine.values import Clash, Programme
from sessions.models import DraftStep, Engagement, Speech
from sessions.views.plan import Drawing
from sessions.views.scene import clashes_in_words, grades_of, people_in, telling_of

MOST_NEWS = 5


@require_safe
@reads_only
def show_programme(request: OrganizerRequest) -> HttpResponse:
    """The board: days and rooms, the tray, and every clash with what would mend it."""
    return render(request, "organizer/sessions/programme.html", _context(request))


@require_safe
@reads_only
def show_board(request: OrganizerRequest) -> HttpResponse:
    """The board alone, for the page that shows it already."""
    return render(request, "organizer/sessions/_board.html", _context(request))


@require_safe
@reads_only
def show_state(request: OrganizerRequest) -> HttpResponse:
    """Whether the draft is still as the page has it, and if not who did what. One query while nothing happens."""
    state = f'"{Engagement.objects.within(request.edition).fingerprint()}"'
    if request.headers.get("If-None-Match") == state:
        return HttpResponse(status=304, headers={"ETag": state})
    changes = _changes(request.edition).exclude(actor=request.user)
    since = request.GET.get("since", "")
    news = changes.filter(pk__gt=int(since)) if since.isdecimal() and len(since) < 19 else changes.none()
    told = draft_words.deeds_of(request.edition, list(news.order_by("-pk")[:MOST_NEWS])[::-1], get_language() or "en")
    answer = {"number": _newest(request.edition), "news": list(dict.fromkeys(deed.sentence for deed in told))}
    return JsonResponse(answer, headers={"ETag": state})


def _context(request: OrganizerRequest) -> dict[str, Any]:
    edition = request.edition
    # Before the draft: what is drawn may be newer than these say, and is then fetched or refused; never older.
    number = _newest(edition)
    rows = Engagement.objects.within(edition).values_list("pk", "version", "set_up_minutes", "clear_minutes", "room")
    known = list(rows)
    versions = {pk: version for pk, version, *_rest in known}
    draft = board.programme_of(edition)
    checked = checking.check(edition, draft).seen_by(request.permissions)
    found = checked.clashes
    rooms = list(forms.rooms_of(edition))
    telling = telling_of(edition, people_in(edition, found))
    set_up = {room.pk: room.setup_minutes for room in rooms}
    drawing = Drawing(
        edition=edition,
        items=draft.items_as_held(),
        versions=versions,
        clashing=_items_of(checked.blocking()),
        warned=_items_of(clash for clash in found if clash.grade == "warn" and clash.key not in checked.accepted),
        telling=telling,
        buffers={pk: (max(before, set_up.get(room, 0)), after) for pk, _version, before, after, room in known},
        closures=tuple(programme.closures_of(edition)),
        lengths=dict(Speech.objects.filter(engagement__edition=edition).values_list("engagement", "minutes")),
    )
    everything = "rooms" in request.GET
    return {
        "plan": drawing.plan(_rooms_in_use(draft, rooms, set(request.GET.getlist("keep")), everything=everything)),
        "clashes": clashes_in_words(found, checked, rooms, edition.slug, telling),
        "counts": grades_of(found, checked),
        "kinds": Engagement.Kind.choices,
        "all_rooms": everything,
        "number": number,
        "state": f"{len(versions)}-{sum(versions.values())}-{max(versions, default=0)}",  # as `fingerprint` says
        **steps_of(request),
    }


def _items_of(clashes: Iterable[Clash]) -> frozenset[int]:
    return frozenset(number for clash in clashes for number in clash.items)


def steps_of(request: OrganizerRequest) -> dict[str, Any]:
    """Whether this organizer has steps to take back or to do again. One query."""
    rows = DraftStep.objects.within(request.edition).filter(user=request.user)
    undone = set(rows.order_by().values_list("undone", flat=True).distinct())
    return {"can_undo": False in undone, "can_redo": True in undone}


def _rooms_in_use(draft: Programme, rooms: list[Room], shown: set[str], *, everything: bool) -> list[Room]:
    used = {item.room for item in draft.items}
    return [room for room in rooms if everything or room.pk in used or str(room.pk) in shown] or rooms


def _changes(edition: Edition) -> Any:
    return Change.objects.filter(edition=edition, subject__startswith=f"{draft_words.SUBJECT}:")


def _newest(edition: Edition) -> int:
    newest: int | None = _changes(edition).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0
