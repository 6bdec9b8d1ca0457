"""Which delegation sits in which sub-forum: wishes, seats, precedence, and a balance of regions and languages.

The rule, in the order in which it decides:

1. Whoever speaks or presides in a sub-forum sits in it.
2. A first wish goes before any second wish, a second before any third. Among equal wishes the order that was chosen
   decides: precedence, or the time of the wish. No sub-forum takes more than its seats, nor more of one region than
   was allowed.
3. Whoever has no wish, or none that can be met, fills the free seats where the own region is least represented, then
   the own language, then where most seats are free.

Nobody could be better off unless somebody else were worse off or a limit were broken. The outcome does not depend on
the order in which delegations come in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Priority = Literal["precedence", "time"]
Because = Literal["part", "wish", "balance", "hand", "nowhere"]
Obstacle = Literal["full", "region"]
LAST = 1_000_000
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hall:
    """A sub-forum with its seats; None is as many as come."""

    id: int
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Wisher:
    """A delegation: its place, where it is at home, its wishes from the first to the last.

    `fixed` is the sub-forum in which it has a part, `by_hand` the one that somebody chose for it.
    """

    id: int
    place: int = LAST
    region: str = ""
    language: str = ""
    wishes: tuple[int, ...] = ()
    wished_at: datetime | None = None
    fixed: int | None = None
    by_hand: int | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A wish that could not be met: why, and how many went before."""

    hall: int
    why: Obstacle
    before: int


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a delegation sits, and why. `wish` is 1 for a first wish, 0 for none; `hall` is None without a seat."""

    delegation: int
    hall: int | None
    because: Because
    wish: int = 0
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What decides among equal wishes, and how many delegations of one region a sub-forum takes at most."""

    priority: Priority = "precedence"
    most_of_a_region: int | None = None


@dataclass(slots=True)
class _Seats:
    hall: Hall
    limits: Limits
    taken: list[Wisher] = field(default_factory=list)

    def obstacle(self, wisher: Wisher) -> Obstacle | None:
        if self.hall.seats is not None and len(self.taken) >= self.hall.seats:
            return "full"
        most = self.limits.most_of_a_region
        if most is not None and wisher.region and self._of_region(wisher) >= most:
            return "region"
        return None

    def weight(self, wisher: Wisher) -> tuple[int, int, float, int]:
        """How much the hall has already of what this delegation brings; the lightest is the best for the balance."""
        language = sum(one.language == wisher.language for one in self.taken)
        filled = len(self.taken) / self.hall.seats if self.hall.seats else len(self.taken) / LAST
        return self._of_region(wisher), language, filled, self.hall.id

    def before(self, wisher: Wisher, why: Obstacle) -> int:
        return self._of_region(wisher) if why == "region" else len(self.taken)

    def _of_region(self, wisher: Wisher) -> int:
        return sum(one.region == wisher.region for one in self.taken)


def assign(halls: Iterable[Hall], wishers: Iterable[Wisher], limits: Limits | None = None) -> tuple[Placing, ...]:
    """A place for every delegation, with the reason; in the order that decides among equals."""
    limits = limits or Limits()
    seats = {hall.id: _Seats(hall, limits) for hall in sorted(halls, key=lambda one: one.id)}
    queue = sorted(wishers, key=lambda one: _turn(one, limits.priority))
    placed: dict[int, Placing] = {}
    missed: dict[int, list[Missed]] = {one.id: [] for one in queue}
    for one in queue:
        chosen, because = (one.by_hand, "hand") if one.by_hand is not None else (one.fixed, "part")
        if chosen in seats:
            seats[chosen].taken.append(one)
            wish = one.wishes.index(chosen) + 1 if chosen in one.wishes else 0
            placed[one.id] = Placing(one.id, chosen, "hand" if because == "hand" else "part", wish)
    for rank in range(1, max((len(one.wishes) for one in queue), default=0) + 1):
        _grant(rank, [one for one in queue if one.id not in placed], seats, placed, missed)
    for one in queue:
        if one.id not in placed:
            placed[one.id] = _balanced(one, seats, tuple(missed[one.id]))
    return tuple(placed[one.id] for one in queue)


def _grant(
    rank: int,
    waiting: Sequence[Wisher],
    seats: Mapping[int, _Seats],
    placed: dict[int, Placing],
    missed: Mapping[int, list[Missed]],
) -> None:
    for one in waiting:
        hall = seats.get(one.wishes[rank - 1]) if len(one.wishes) >= rank else None
        if hall is None:
            continue
        why = hall.obstacle(one)
        if why:
            missed[one.id].append(Missed(hall.hall.id, why, hall.before(one, why)))
        else:
            hall.taken.append(one)
            placed[one.id] = Placing(one.id, hall.hall.id, "wish", rank, tuple(missed[one.id]))


def _balanced(one: Wisher, seats: Mapping[int, _Seats], missed: tuple[Missed, ...]) -> Placing:
    free = [hall for hall in seats.values() if hall.obstacle(one) is None]
    if not free:
        return Placing(one.id, None, "nowhere", 0, missed)
    best = min(free, key=lambda hall: hall.weight(one))
    best.taken.append(one)
    return Placing(one.id, best.hall.id, "balance", 0, missed)


def _turn(one: Wisher, priority: Priority) -> tuple[int | datetime, ...]:
    at = one.wished_at or NEVER
    return (one.place, one.id) if priority == "precedence" else (_stamp(at), one.place, one.id)


def _stamp(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000) if at != NEVER else LAST**3


def balance(placings: Iterable[Placing], traits: Mapping[int, str]) -> dict[int, Counter[str]]:
    """For each hall how many delegations bring each trait, such as a region or a language."""
    found: dict[int, Counter[str]] = {}
    for one in placings:
        if one.hall is not None:
            found.setdefault(one.hall, Counter())[traits.get(one.delegation, "")] += 1
    return found
