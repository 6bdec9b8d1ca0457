"""What no programme may do. The board warns by this list, the planner obeys it and the checker verifies it.

Cancelled items, what lies within them, and items without a time break no rule. An item may share room and people
with the items around it: a speech with its sub-forum. Facts are instants, numbers and names as plain text; the words
are made elsewhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sessions.engine.values import Clash, Grade, Item, Leg, Programme
from sessions.engine.writing import iso

EVER_BEFORE = datetime.min.replace(tzinfo=UTC)
EVER_AFTER = datetime.max.replace(tzinfo=UTC)


class Finding(NamedTuple):
    """A clash before its rule has signed it."""

    items: tuple[int, ...]
    people: tuple[int, ...]
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name and grade; called with a programme it gives the clashes. Parameters are minutes."""

    name: str
    grade: Grade
    find: Callable[..., Iterator[Finding]]

    def __call__(self, programme: Programme, **parameters: int) -> Iterator[Clash]:
        for found in self.find(programme, **parameters):
            yield Clash(self.name, self.grade, found.items, found.people, found.facts)


def rule(grade: Grade) -> Callable[[Callable[..., Iterator[Finding]]], Rule]:
    """Make a rule of a generator of findings; its name is the rule's name."""
    return lambda find: Rule(find.__name__, grade, find)


class Placed(NamedTuple):
    """An item that takes place, with its times at hand."""

    start: datetime
    end: datetime
    item: Item


class Absence(NamedTuple):
    """A stretch in which somebody is away: before he has landed, or after he has left."""

    since: datetime
    until: datetime
    leg: Leg


AbsencesOf = Callable[[list[Leg], timedelta], Iterable[Absence]]


@rule("block")
def one_item_per_room(programme: Programme) -> Iterator[Finding]:
    rooms: defaultdict[int, list[Placed]] = defaultdict(list)
    for placed in _in_order(programme):
        if placed.item.room is not None:
            rooms[placed.item.room].append(placed)
    ancestors = programme.ancestors()
    for room, booked in rooms.items():
        for one, other in _overlapping(booked):
            if not _within(one.item, other.item, ancestors):
                yield _pair(one, other, (), {"room": str(room)})


@rule("block")
def nobody_twice_at_once(programme: Programme) -> Iterator[Finding]:
    days: defaultdict[int, list[Placed]] = defaultdict(list)
    for placed in _in_order(programme):
        for person in placed.item.people():
            days[person].append(placed)
    ancestors = programme.ancestors()
    torn: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    pairs: dict[tuple[int, int], tuple[Placed, Placed]] = {}
    for person in sorted(days):
        for one, other in _overlapping(days[person]):
            if not _within(one.item, other.item, ancestors):
                both = (one.item.id, other.item.id)
                pairs[both] = (one, other)
                torn[both].append(person)
    for both, people in torn.items():
        yield _pair(*pairs[both], tuple(people), {})


@rule("block")
def nobody_before_landing(programme: Programme, clear_after_landing_minutes: int = 90) -> Iterator[Finding]:
    for placed, person, absence in _away(programme, _until_landing, clear_after_landing_minutes):
        yield _journey(placed, person, absence.leg, {"clear_at": iso(absence.until)})


@rule("block")
def nobody_after_departure(programme: Programme, gone_before_departure_minutes: int = 120) -> Iterator[Finding]:
    for placed, person, absence in _away(programme, _since_departure, gone_before_departure_minutes):
        yield _journey(placed, person, absence.leg, {"gone_at": iso(absence.since)})


@rule("warn")
def room_large_enough(programme: Programme) -> Iterator[Finding]:
    inside = _items_inside(programme)
    for _, _, item in _taking_place(programme):
        people = _people_in_room(item, inside.get(item.id, ()))
        if item.capacity is not None and len(people) > item.capacity:
            yield Finding((item.id,), (), {"people": str(len(people)), "capacity": str(item.capacity)})


@rule("warn")
def seats_enough(programme: Programme) -> Iterator[Finding]:
    for _, _, item in _taking_place(programme):
        people = item.people()
        if item.seats is not None and len(people) > item.seats:
            yield Finding((item.id,), (), {"people": str(len(people)), "seats": str(item.seats)})


@rule("warn")
def nobody_who_declined(programme: Programme) -> Iterator[Finding]:
    declined = frozenset(programme.declined)
    for _, _, item in _taking_place(programme):
        if absent := item.people() & declined:
            yield Finding((item.id,), tuple(sorted(absent)), {})


@rule("block")
def child_inside_parent(programme: Programme) -> Iterator[Finding]:
    placed = {p.item.id: p for p in _taking_place(programme)}
    for child in placed.values():
        parent = placed.get(child.item.parent) if child.item.parent is not None else None
        if parent and not (parent.start <= child.start and child.end <= parent.end):
            yield Finding((child.item.id, parent.item.id), (), _times(child) | _times(parent, "parent_"))


RULES: tuple[Rule, ...] = (
    one_item_per_room,
    nobody_twice_at_once,
    nobody_before_landing,
    nobody_after_departure,
    child_inside_parent,
    room_large_enough,
    seats_enough,
    nobody_who_declined,
)
GRAVITY: Mapping[Grade, int] = {"block": 0, "warn": 1, "info": 2}


def clashes(programme: Programme, rules: Iterable[Rule] = RULES) -> list[Clash]:
    """Every clash of the programme, the gravest first, in an order that only the clashes themselves decide."""
    found = [clash for each in rules for clash in each(programme)]
    return sorted(found, key=lambda clash: (GRAVITY[clash.grade], clash.rule, clash.items, clash.people))


def _taking_place(programme: Programme) -> list[Placed]:
    return [Placed(i.span.start, i.span.end, i) for i in programme.items_as_held() if i.span and not i.cancelled]


def _in_order(programme: Programme) -> list[Placed]:
    return sorted(_taking_place(programme), key=attrgetter("start"))


def _overlapping(booked: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Every two that share time, the lower id first; `booked` is in order of start."""
    running: list[Placed] = []
    for placed in booked:
        running = [earlier for earlier in running if earlier.end > placed.start]
        for earlier in running:
            yield (earlier, placed) if earlier.item.id < placed.item.id else (placed, earlier)
        running.append(placed)


def _within(one: Item, other: Item, ancestors: Mapping[int, tuple[int, ...]]) -> bool:
    return other.id in ancestors.get(one.id, ()) or one.id in ancestors.get(other.id, ())


def _items_inside(programme: Programme) -> dict[int, list[Item]]:
    ancestors = programme.ancestors()
    inside: defaultdict[int, list[Item]] = defaultdict(list)
    for _, _, item in _taking_place(programme):
        for above in ancestors.get(item.id, ()):
            inside[above].append(item)
    return inside


def _people_in_room(item: Item, inside: Iterable[Item]) -> frozenset[int]:
    together = [i.people() for i in inside if i.room is None or i.room == item.room]
    return item.people().union(*together)


def _away(programme: Programme, absences_of: AbsencesOf, minutes: int) -> Iterator[tuple[Placed, int, Absence]]:
    """Every item that somebody with a part in it would miss."""
    journeys: defaultdict[int, list[Leg]] = defaultdict(list)
    for leg in sorted(programme.legs, key=attrgetter("leaves_at")):
        journeys[leg.delegate].append(leg)
    ordinary = {person: list(absences_of(legs, timedelta(minutes=minutes))) for person, legs in journeys.items()}
    # The car waits at the airport: a transfer may begin with the landing and end with the departure.
    by_car = {person: list(absences_of(legs, timedelta(0))) for person, legs in journeys.items()}
    for placed in _taking_place(programme):
        absences = by_car if placed.item.kind == "transfer" else ordinary
        for person in placed.item.people() & absences.keys():
            for absence in absences[person]:
                if placed.start < absence.until and absence.since < placed.end:
                    yield placed, person, absence


def _until_landing(legs: list[Leg], margin: timedelta) -> Iterator[Absence]:
    for n, (direction, run) in enumerate(_runs(legs)):
        if direction == "in":
            yield Absence(run[0].leaves_at if n else EVER_BEFORE, run[-1].lands_at + margin, run[-1])


def _since_departure(legs: list[Leg], margin: timedelta) -> Iterator[Absence]:
    runs = _runs(legs)
    for n, (direction, run) in enumerate(runs, start=1):
        if direction == "out":
            back = runs[n][1][0].leaves_at if n < len(runs) else EVER_AFTER
            yield Absence(run[0].leaves_at - margin, back, run[0])


def _runs(legs: list[Leg]) -> list[tuple[str, list[Leg]]]:
    """Connecting flights are one journey: he is here when the last has landed, gone when the first leaves."""
    return [(direction, list(run)) for direction, run in groupby(legs, key=attrgetter("direction"))]


def _pair(one: Placed, other: Placed, people: tuple[int, ...], facts: dict[str, str]) -> Finding:
    shared = {"starts_at": iso(max(one.start, other.start)), "ends_at": iso(min(one.end, other.end))}
    return Finding((one.item.id, other.item.id), people, facts | shared)


def _journey(placed: Placed, person: int, leg: Leg, facts: dict[str, str]) -> Finding:
    flight = {
        "leg": str(leg.id),
        "flight": leg.number,
        "origin": leg.origin,
        "destination": leg.destination,
        "origin_zone": leg.origin_zone,
        "destination_zone": leg.destination_zone,
        "leaves_at": iso(leg.leaves_at),
        "lands_at": iso(leg.lands_at),
    }
    if leg.mode:
        flight["mode"] = leg.mode
    return Finding((placed.item.id,), (person,), facts | flight | _times(placed))


def _times(placed: Placed, whose: str = "") -> dict[str, str]:
    return {f"{whose}starts_at": iso(placed.start), f"{whose}ends_at": iso(placed.end)}
