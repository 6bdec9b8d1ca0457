"""The published programme as a reader goes through it: days, items, what lies within them, who speaks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from forum import clock
from forum.texts import pick
from sessions.board import Published
from sessions.engine.values import AUDIENCES, Item, Part, Programme, Span
from sessions.item_words import People, Telling, audience_label, dress_label, kind_label, language_names, part_label

# Named in print: whoever does something, not everybody who sits in the hall.
NAMED = ("chair", "moderator", "rapporteur", "speaker", "signatory", "witness", "guest")
STRANGERS = frozenset({"public"})
GUESTS = STRANGERS | {"delegates"}
EVERYBODY = frozenset(AUDIENCES)


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
    dress: str = ""
    audience: str = ""
    meeting_point: str = ""
    news: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    heading: str
    lines: list[Line]


def open_items_of(of: Published) -> list[Item]:
    """What a stranger may know: items for the public that have a time, bare of all that is for the house.

    Everything that goes out to the public is made from these, so that nothing else can.
    """
    return [_bare(item) for item in items_for(of.programme, STRANGERS)]


def items_for(programme: Programme, audiences: frozenset[str], delegation: int | None = None) -> list[Item]:
    """What a reader may see who is of these audiences, and perhaps of a delegation: items that have a time.

    What lies within something that he may not see he does not see either; cancelled with what is around it.
    """
    held = programme.items_as_held()
    around = programme.ancestors()
    seen = {item.id for item in held if item.audience in audiences or _is_own(item, delegation)}
    return [item for item in held if item.span and item.id in seen and seen.issuperset(around.get(item.id, ()))]


def _is_own(item: Item, delegation: int | None) -> bool:
    return item.audience == "delegation" and item.delegation is not None and item.delegation == delegation


def _bare(item: Item) -> Item:
    named = tuple(part for part in item.parts if part.role in NAMED)
    return replace(
        item, parts=named, audience="", delegation=None, dress="", capacity=None, seats=None, meeting_points={}
    )


def days_of(
    of: Published, language: str, items: Iterable[Item] | None = None, news: Mapping[int, str] | None = None
) -> list[Day]:
    """The items day by day, in the edition's zone: the public ones, or those given; `news` says what is new in some."""
    telling = Telling(language, of.programme.zone, of.people)
    shown = {item.id: item for item in (open_items_of(of) if items is None else items)}
    among = list(shown.values())
    days: dict[date, list[Line]] = {}
    for item in sorted((one for one in among if one.parent not in shown), key=_order):
        day = clock.day_at(telling.zone, _span(item).start)
        days.setdefault(day, []).append(_line(item, among, telling, news or {}))
    return [Day(day, clock.day_text(language, day), lines) for day, lines in days.items()]


def _line(item: Item, among: list[Item], telling: Telling, news: Mapping[int, str]) -> Line:
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
        children=[_line(child, among, telling, news) for child in inside],
        dress=dress_label(item.dress),
        audience=audience_label(item.audience),
        meeting_point=telling.meeting_point(item),
        news=news.get(item.id, ""),
        topic=telling.topic(item),
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
