"""A programme looked over once for all rules: what takes place, in order; who is in what; what lies within what."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sessions.engine.circumstances import Circumstances
from sessions.engine.values import Item, Leg, Programme
from sessions.engine.writing import iso


class Placed(NamedTuple):
    """An item that takes place, with its times at hand."""

    start: datetime
    end: datetime
    item: Item


class Same(NamedTuple):
    """People who have a part in the very same items; the items in order of their start."""

    people: tuple[int, ...]
    items: tuple[Placed, ...]


Pair = tuple[Placed, Placed]
Run = tuple[str, list[Leg]]  # "in" or "out", and the flights of one journey


class Survey:
    """What the rules read. Cancelled items, what lies within them, and items without a time are left out."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme

    @property
    def circumstances(self) -> Circumstances:
        return self.programme.circumstances

    @cached_property
    def placed(self) -> list[Placed]:
        held = self.programme.items_as_held()
        found = [Placed(i.span.start, i.span.end, i) for i in held if i.span and not i.cancelled]
        return sorted(found, key=attrgetter("start"))

    @cached_property
    def by_id(self) -> dict[int, Placed]:
        return {placed.item.id: placed for placed in self.placed}

    @cached_property
    def ancestors(self) -> Mapping[int, tuple[int, ...]]:
        return self.programme.ancestors()

    @cached_property
    def people(self) -> dict[int, frozenset[int]]:
        """Who has a part in each item."""
        return {placed.item.id: placed.item.people() for placed in self.placed}

    @cached_property
    def in_room(self) -> dict[int, list[Placed]]:
        """What takes place in each room, in order."""
        rooms: defaultdict[int, list[Placed]] = defaultdict(list)
        for placed in self.placed:
            if placed.item.room is not None:
                rooms[placed.item.room].append(placed)
        return rooms

    @cached_property
    def same(self) -> list[Same]:
        """Everybody with a part, those with the same days together: they are looked at once."""
        days: defaultdict[int, list[int]] = defaultdict(list)
        for n, placed in enumerate(self.placed):
            for person in self.people[placed.item.id]:
                days[person].append(n)
        alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        for person, numbers in days.items():
            alike[tuple(numbers)].append(person)
        return [Same(tuple(people), tuple(self.placed[n] for n in items)) for items, people in alike.items()]

    @cached_property
    def items_of(self) -> dict[int, tuple[Placed, ...]]:
        """What each person has a part in, in order."""
        return {person: same.items for same in self.same for person in same.people}

    @cached_property
    def inside(self) -> dict[int, list[Item]]:
        """What lies within each item, however deep."""
        found: defaultdict[int, list[Item]] = defaultdict(list)
        for placed in self.placed:
            for above in self.ancestors.get(placed.item.id, ()):
                found[above].append(placed.item)
        return found

    @cached_property
    def runs(self) -> dict[int, list[Run]]:
        """Everybody's journeys. Connecting flights are one: in with the last landing, gone with the first start."""
        journeys: defaultdict[int, list[Leg]] = defaultdict(list)
        for leg in sorted(self.programme.legs, key=attrgetter("leaves_at")):
            journeys[leg.delegate].append(leg)
        return {
            person: [(way, list(run)) for way, run in groupby(legs, key=attrgetter("direction"))]
            for person, legs in journeys.items()
        }

    @cached_property
    def _midnights(self) -> list[datetime]:
        return [day.start for day in self.circumstances.days]

    def day_of(self, moment: datetime) -> int:
        """The number of the day where the forum is; 0 before the first."""
        return bisect_right(self._midnights, moment)

    def together(self, one: Item, other: Item) -> bool:
        """Whether one lies within the other: they may share room and people."""
        return other.id in self.ancestors.get(one.id, ()) or one.id in self.ancestors.get(other.id, ())

    def overlapping(self, placed: Iterable[Placed]) -> Iterator[Pair]:
        """Every two that share time and are not part of each other, the lower id first; given in order of start."""
        running: list[Placed] = []
        for later in placed:
            running = [earlier for earlier in running if earlier.end > later.start]
            for earlier in running:
                if not self.together(earlier.item, later.item):
                    yield (earlier, later) if earlier.item.id < later.item.id else (later, earlier)
            running.append(later)


def minutes(length: timedelta) -> int:
    """The whole minutes of a length."""
    return int(length.total_seconds() // 60)


def times(placed: Placed, whose: str = "") -> dict[str, str]:
    return {f"{whose}starts_at": iso(placed.start), f"{whose}ends_at": iso(placed.end)}


def shared(one: Placed, other: Placed) -> dict[str, str]:
    """The time that two have in common."""
    return {"starts_at": iso(max(one.start, other.start)), "ends_at": iso(min(one.end, other.end))}
