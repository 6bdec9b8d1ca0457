"""Screens at the doors of rooms: what is on now, and what comes next. Public items only: anybody walks by."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from forum import clock
from forum.reading import reads_only
from sessions.board import Published
from sessions.engine.values import Item
from sessions.item_words import Telling
from sessions.listing import Line, days_of, open_items_of
from sessions.views.narrowing import in_asked_language
from sessions.views.public import find_released_or_404

NEXT = 3


@require_safe
@reads_only
@in_asked_language
def screens(request: HttpRequest, slug: str) -> HttpResponse:
    """The rooms, each with the address of its screen."""
    edition, released = find_released_or_404(slug)
    telling = Telling(get_language() or "en", edition.zone, released.people)
    rooms = {item.room: telling.place(item) for item in open_items_of(released) if item.room}
    context = {"edition": edition, "rooms": sorted(rooms.items(), key=lambda room: room[1])}
    return render(request, "public/sessions/screens.html", context)


@require_safe
@reads_only
@in_asked_language
def screen(request: HttpRequest, slug: str, room: int) -> HttpResponse:
    """One room: now and next, on the clocks of the forum. Two queries; the page comes again every half minute."""
    edition, released = find_released_or_404(slug)
    items = [item for item in open_items_of(released) if item.room == room]
    if not items:
        raise Http404
    language, now = get_language() or "en", clock.now()
    telling = Telling(language, edition.zone, released.people)
    running = [item for item in items if item.span and item.span.start <= now < item.span.end and not item.cancelled]
    coming = sorted((item for item in items if item.span and item.span.start > now), key=_start)[:NEXT]
    context = {
        "edition": edition,
        "room": telling.place(items[0]),
        "running": _lines(released, running, language),
        "within": _lines(released, _within(released, running, now), language),
        "coming": days_of(released, language, coming),
        "today": clock.day_at(edition.zone, now),
        "now": now,
    }
    response = render(request, "public/sessions/screen.html", context)
    response["Cache-Control"] = "no-cache"
    return response


def _within(released: Published, running: list[Item], now: datetime) -> list[Item]:
    """The speech that is given at this moment within what is on."""
    around = {item.id for item in running}
    return [
        item
        for item in open_items_of(released)
        if item.parent in around and item.room is None and item.span and item.span.start <= now < item.span.end
    ]


def _lines(released: Published, items: list[Item], language: str) -> list[Line]:
    return [line for day in days_of(released, language, items) for line in day.lines]


def _start(item: Item) -> datetime:
    assert item.span, "only items with a time are open"
    return item.span.start
