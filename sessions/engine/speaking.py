"""Who speaks when: the order with a reason for each place, and the slots that follow from it.

The order goes by precedence or by the time of inscription; what the one does not decide, the other does. Somebody may
be put at a place by hand, and the others fill the places around it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

OrderedBy = Literal["precedence", "inscription"]
Why = Literal["precedence", "inscription", "not_inscribed", "no_place", "hand"]
LAST = 1_000_000
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speech as the order sees it; `id` is its item, `hand` the place that somebody gave it."""

    id: int
    place: int | None = None
    inscribed_at: datetime | None = None
    hand: int | None = None
    minutes: int = 8
    consecutive: bool = False
    within: tuple[int, ...] = ()  # the place among the people of one delegation

    @property
    def slot_minutes(self) -> int:
        """Consecutive interpretation says everything twice."""
        return self.minutes * (2 if self.consecutive else 1)


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the order, from 1, and what decided it."""

    number: int
    speaker: Speaker
    why: Why


@dataclass(frozen=True, slots=True)
class Slot:
    """When a speech would be held; whether it ends in time."""

    number: int
    id: int
    starts_at: datetime
    ends_at: datetime
    fits: bool


def order(speakers: Iterable[Speaker], by: OrderedBy) -> tuple[Turn, ...]:
    """The speakers in order, whatever order they came in."""
    known = list(speakers)
    rest = sorted((one for one in known if one.hand is None), key=lambda one: _key(one, by))
    row: list[Speaker] = rest
    for one in sorted((one for one in known if one.hand is not None), key=lambda one: (one.hand or 0, one.id)):
        row.insert(min(max((one.hand or 1) - 1, 0), len(row)), one)
    return tuple(Turn(number, one, _why(one, by)) for number, one in enumerate(row, start=1))


def _key(one: Speaker, by: OrderedBy) -> tuple[object, ...]:
    place, at = one.place or LAST, one.inscribed_at or NEVER
    first = (place, at) if by == "precedence" else (at, place)
    return (*first, one.within, one.id)


def _why(one: Speaker, by: OrderedBy) -> Why:
    if one.hand is not None:
        return "hand"
    if by == "precedence":
        return "precedence" if one.place else "no_place"
    return "inscription" if one.inscribed_at else "not_inscribed"


def lay_out(
    turns: Sequence[Turn], *, start: datetime, end: datetime, opening_minutes: int = 0, changeover_minutes: int = 0
) -> tuple[Slot, ...]:
    """Slots one after another, from the end of the welcome on; what would end too late says so."""
    at = start + timedelta(minutes=opening_minutes)
    slots: list[Slot] = []
    for turn in turns:
        ends = at + timedelta(minutes=turn.speaker.slot_minutes)
        slots.append(Slot(turn.number, turn.speaker.id, at, ends, ends <= end))
        if ends <= end:
            at = ends + timedelta(minutes=changeover_minutes)
    return tuple(slots)


def swapped(
    one: tuple[datetime, datetime], other: tuple[datetime, datetime], *, near: timedelta = timedelta(minutes=5)
) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    """The times of two speeches when each takes the other's turn and keeps its own length.

    Of two that follow on each other the later one ends when the later one ended, so that a longer speech pushes nobody.
    """
    if one[0] > other[0]:
        later, earlier = swapped(other, one, near=near)
        return earlier, later
    long_one, long_other = one[1] - one[0], other[1] - other[0]
    gap = other[0] - one[1]
    starts = other[1] - long_one if timedelta(0) <= gap <= near else other[0]
    return (starts, starts + long_one), (one[0], one[0] + long_other)
