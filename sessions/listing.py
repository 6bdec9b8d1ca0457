"""The published programme as a reader goes through it: days, items, what lies within them, who speaks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from forum import clock
from forum.texts import pick
from sessions.board import Published
from sessions.engine.values import Item, Part, Span
from sessions.item_words import People, Telling, kind_label, language_names, part_label

# Named in print: whoever does something, not everybody who sits in the hall.
NAMED = ("chair", "moderator", "rapporteur", "speaker", "signatory", "witness", "guest")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody with a part, as printed."""

    name: str
    title: str
    city: str
    part: str
    part_name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item as printed, with what lies within it."""

    item: Item
    start: str
    end: str
    title: str
    kind: str
    place: str
    people: list[Named]
    languages: str
    note: str
    children: list["Line"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    heading: str
    lines: list[Line]


def open_items_of(of: Published) -> list[Item]:
    """What a stranger may see: items for the public that have a time; cancelled with what is around them."""
    return [item for item in of.programme.items_as_held() if item.audience == "public" and item.span]


def days_of(of: Published, language: str) -> list[Day]:
    """The public items day by day, in the edition's zone."""
    telling = Telling(language, of.programme.zone, of.people)
    open_items = open_items_of(of)
    shown = {item.id for item in open_items}
    days: dict[date, list[Line]] = {}
    for item in sorted((one for one in open_items if one.parent not in shown), key=_order):
        day = clock.day_at(telling.zone, _span(item).start)
        days.setdefault(day, []).append(_line(item, open_items, telling))
    return [Day(day, clock.day_text(language, day), lines) for day, lines in days.items()]


def _line(item: Item, among: list[Item], telling: Telling) -> Line:
    inside = sorted((child for child in among if child.parent == item.id), key=_order)
    return Line(
        item=item,
        start=clock.hour_text(telling.zone, _span(item).start),
        end=clock.hour_text(telling.zone, _span(item).end),
        title=telling.title(item),
        kind=kind_label(item.kind),
        place=telling.place(item),
        people=[_named(part, telling) for part in in_order(item.parts, telling.people) if part.role in NAMED],
        languages=language_names(item.languages, telling.language),
        note=pick(item.notes, telling.language),
        children=[_line(child, among, telling) for child in inside],
    )


def _named(part: Part, telling: Telling) -> Named:
    known = telling.people.get(str(part.delegate), {})
    words = {name: pick(known.get(name, {}), telling.language) for name in ("names", "title", "city")}
    return Named(words["names"], words["title"], words["city"], part_label(part.role), part.role)


def in_order(parts: Iterable[Part], people: People) -> list[Part]:
    """Who presides first, then who speaks …; within a part by the order of precedence that the release froze."""
    return sorted(parts, key=partial(_rank, people))


def _rank(people: People, part: Part) -> tuple[int, str, int]:
    rank = NAMED.index(part.role) if part.role in NAMED else len(NAMED)
    return rank, people.get(str(part.delegate), {}).get("order", {}).get("place", ""), part.delegate


def _order(item: Item) -> tuple[datetime, int]:
    return _span(item).start, item.id


def _span(item: Item) -> Span:
    assert item.span is not None, "only items with a time are listed"
    return item.span
