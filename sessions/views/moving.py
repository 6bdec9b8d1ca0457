"""Moving items about: cards dropped on the board, with script or without, and steps taken back."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum import ledger
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.models import Room
from forum.texts import pick
from sessions import board, forms
from sessions.actions import programme, refusals, steps
from sessions.engine.values import Span
from sessions.models import DraftStep, Engagement
from sessions.views import refused
from sessions.views.scene import telling_of


@require_POST
def move(request: OrganizerRequest) -> HttpResponse:
    """A card was dropped on the board, or made longer or shorter there."""
    row = get_object_or_404(rows_of(request), pk=as_key(request.POST.get("item", "")))
    form = forms.MoveForm(request.edition, request.POST)
    if not form.is_valid():
        return refuse(request, [str(sentence) for errors in form.errors.values() for sentence in errors])
    wanted = form.cleaned_data
    minutes = wanted["minutes"] or forms.minutes_of(row)
    place = {"room": wanted["room"], "starts_at": wanted["start"], "minutes": minutes}
    try:
        with steps.one_step(request.edition, by=request.user):
            moved = programme.place(row, **place, version=wanted["version"], by=request.user)
    except programme.StaleDraft as stale:
        return stale_card(request, stale.engagement, _wanted(row, wanted["room"], wanted["start"], minutes))
    except refusals.Refused as no:
        return refuse(request, [refused.in_words(no)])
    return done(request, _("“%s” was moved.") % row, version=moved.version)


@require_POST
def undo(request: OrganizerRequest) -> HttpResponse:
    """Take one's last step back."""
    try:
        step = steps.take_back(request.edition, by=request.user)
    except refusals.Refused as no:
        return refuse(request, [refused.in_words(no)])
    return done(request, _("Taken back: %s.") % _titles(step))


@require_POST
def redo(request: OrganizerRequest) -> HttpResponse:
    """Do again what was taken back last."""
    try:
        step = steps.do_again(request.edition, by=request.user)
    except refusals.Refused as no:
        return refuse(request, [refused.in_words(no)])
    return done(request, _("Done again: %s.") % _titles(step))


def wants_json(request: OrganizerRequest) -> bool:
    """Whether the board's script asks, which stays on its page."""
    return request.headers.get("Accept") == "application/json"


def done(request: OrganizerRequest, words: str, **facts: Any) -> HttpResponse:
    """What was done, said on the page that asked or on the board."""
    if wants_json(request):
        return JsonResponse({"said": words, **facts})
    messages.success(request, words)
    return back_to_board(request)


def refuse(request: OrganizerRequest, sentences: list[str]) -> HttpResponse:
    """Why nothing was done."""
    if wants_json(request):
        return JsonResponse({"refused": sentences}, status=422)
    for sentence in sentences:
        messages.error(request, sentence)
    return back_to_board(request)


def rows_of(request: OrganizerRequest) -> Any:
    """The items of this forum, with what a page about one of them needs."""
    return Engagement.objects.within(request.edition).select_related("edition__city", "room__venue", "speech")


def back_to_board(request: OrganizerRequest) -> HttpResponse:
    return redirect("organizer:programme", edition=request.edition.slug)


def stale_card(request: OrganizerRequest, row: Engagement, wanted: str) -> HttpResponse:
    """Both versions: as it is now and who made it so, and what was wanted."""
    telling = telling_of(request.edition, {})
    now = next(item for item in board.programme_of(request.edition).items if item.id == row.pk)
    facts = {"title": str(row), "now": telling.comma([telling.when(now.span), telling.place(now)]), "wanted": wanted}
    if wants_json(request):
        newest = ledger.history_of(row).first()
        return JsonResponse(facts | {"who": newest.who if newest else "", "version": row.version}, status=409)
    words = _(
        "Somebody else changed “%(title)s” meanwhile; it is now: %(now)s. You wanted: %(wanted)s. Nothing was moved."
    )
    return refuse(request, [words % facts])


def _wanted(row: Engagement, room: Room | None, start: datetime, minutes: int) -> str:
    telling = telling_of(row.edition, {})
    span = Span(start, start + timedelta(minutes=max(minutes, 1)))
    return telling.comma([telling.when(span), str(room or _("no room"))])


def _titles(step: DraftStep) -> str:
    titles = dict.fromkeys(pick(touch["titles"], get_language() or "en") for touch in step.touches)
    return _(", ").join(f"“{title}”" for title in list(titles)[:3])
