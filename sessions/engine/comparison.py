"""What is different between two itineraries or two programmes, and how to get from one to the other."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from sessions.engine.values import EDIT_KINDS, Edit, Entry, Item, ItemEdit, Programme, Span

Aspects = tuple[tuple[str, Callable[[Any], object]], ...]

# Every field of the value stands in one aspect, so that no difference is without a name.
ENTRY_ASPECTS: Aspects = (
    ("retitled", attrgetter("titles", "kind", "topics")),
    ("room", attrgetter("room_names", "venue_names", "meeting_points")),
    ("role", attrgetter("role")),
    ("people", attrgetter("people")),
    ("language", attrgetter("languages")),
    ("dress", attrgetter("dress")),
    ("notes", attrgetter("notes")),
    ("channel", attrgetter("channels")),
    ("companion", attrgetter("companions")),
)
# What the details say depends on what the line is of; of anything else they are a flight's.
DETAILS_OF = {"ride": "ride", "hotel": "hotel", "liaison": "liaison"}
ITEM_ASPECTS: Aspects = (
    ("retitled", attrgetter("titles", "kind", "topics")),
    # Where it is: also where one meets for it, how many fit in, and the item that it lies within.
    ("room", attrgetter("room", "room_names", "venue", "venue_names", "meeting_points", "capacity", "seats", "parent")),
    ("people", lambda item: (item.people(), item.audience, item.delegation)),
    ("language", attrgetter("languages")),
    ("dress", attrgetter("dress")),
    ("notes", attrgetter("notes")),
    ("channel", attrgetter("channels")),
)


def edits(told: Iterable[Entry], true: Iterable[Entry]) -> tuple[Edit, ...]:
    """What somebody who was told one itinerary must hear to know the other; in the order of the day."""
    before = {entry.key: entry for entry in told}
    after = {entry.key: entry for entry in true}
    news = [
        Edit(key, _entry_kinds(before.get(key), after.get(key)), before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    ]
    return tuple(sorted(news, key=_when))


def news(known: Iterable[Iterable[Entry]], true: Iterable[Entry]) -> tuple[Edit, ...]:
    """What somebody must hear who knows one of several itineraries, and nobody knows which; the surest comes first.

    The old side of a line is what the first itinerary that says otherwise says of it.
    """
    now = tuple(true)
    found: dict[str, Edit] = {}
    for one in known:
        for edit in edits(one, now):
            found.setdefault(edit.key, edit)
    return tuple(sorted(found.values(), key=_when))


def apply(news: Iterable[Edit], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The itinerary after the edits."""
    after = {entry.key: entry for entry in entries}
    for edit in news:
        if edit.new is None:
            after.pop(edit.key, None)
        else:
            after[edit.key] = edit.new
    return in_order(after.values())


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries as the day runs."""
    return tuple(sorted(entries, key=attrgetter("span.start", "span.end", "key")))


def item_edits(before: Programme, after: Programme) -> tuple[ItemEdit, ...]:
    """What is different between two programmes, item by item; flights are nobody else's business and left out."""
    old = {item.id: item for item in before.items}
    new = {item.id: item for item in after.items}
    return tuple(
        ItemEdit(f"item:{number}", _item_kinds(old.get(number), new.get(number)), old.get(number), new.get(number))
        for number in sorted(old.keys() | new.keys())
        if old.get(number) != new.get(number)
    )


def _when(edit: Edit) -> tuple[object, ...]:
    entry = edit.new or edit.old
    return (entry.span.start, entry.span.end, edit.key) if entry else ()


def _entry_kinds(old: Entry | None, new: Entry | None) -> tuple[str, ...]:
    kinds = set(_kinds(old, new, ENTRY_ASPECTS))
    if old and new and old.details != new.details:
        kinds.add(DETAILS_OF.get(new.kind, "flight"))
    return _sorted_kinds(kinds)


def _item_kinds(old: Item | None, new: Item | None) -> tuple[str, ...]:
    kinds = set(_kinds(old, new, ITEM_ASPECTS))
    if old and new and old.parts != new.parts and old.people() == new.people():
        kinds.add("role")
    return _sorted_kinds(kinds)


def _sorted_kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(kinds, key=EDIT_KINDS.index))


def _kinds(old: Entry | Item | None, new: Entry | Item | None, aspects: Aspects) -> Iterator[str]:
    if new is None:
        yield "removed"
        return
    if new.cancelled and not (old and old.cancelled):
        yield "cancelled"
    if old is None:
        yield "added"
        return
    if old.cancelled and not new.cancelled:
        yield "restored"
    yield from _span_kinds(old.span, new.span)
    yield from (kind for kind, aspect in aspects if aspect(old) != aspect(new))


def _span_kinds(old: Span | None, new: Span | None) -> Iterator[str]:
    if old is None or new is None:
        if old != new:
            yield "moved"
        return
    if old.start != new.start:
        yield "moved"
    if old.end - old.start != new.end - new.start:
        yield "resized"
