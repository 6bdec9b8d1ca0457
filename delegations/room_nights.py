"""How many rooms are held and taken on each night. Pure: plain values in, plain values out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Rooms:
    """Some rooms of one kind, from the first night until a day that is no longer slept."""

    kind: str
    count: int
    first_night: date
    until: date

    def nights(self) -> Iterator[date]:
        for n in range((self.until - self.first_night).days):
            yield self.first_night + timedelta(days=n)


@dataclass(frozen=True, slots=True)
class Night:
    """One night of one kind of room: how many are held for us, how many are taken."""

    kind: str
    night: date
    held: int
    taken: int

    @property
    def left(self) -> int:
        return self.held - self.taken


def nights(blocks: Iterable[Rooms], taken: Iterable[Rooms]) -> list[Night]:
    """Every night on which rooms are held or taken, in order of kind and day."""
    held, used = _by_night(blocks), _by_night(taken)
    return [
        Night(kind, night, held[kind, night], used[kind, night]) for kind, night in sorted(held.keys() | used.keys())
    ]


def overbooked(blocks: Iterable[Rooms], taken: Iterable[Rooms]) -> list[Night]:
    """The nights on which more rooms are taken than are held."""
    return [night for night in nights(blocks, taken) if night.left < 0]


def _by_night(some: Iterable[Rooms]) -> Counter[tuple[str, date]]:
    found: Counter[tuple[str, date]] = Counter()
    for rooms in some:
        for night in rooms.nights():
            found[rooms.kind, night] += rooms.count
    return found
