"""Who arrives and leaves when: rows in, days of lines out. Read anew each time, so that a changed flight has moved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from delegations.models import Delegate, Flight, Seat
from delegations.models.answers import Answer
from forum import clock
from forum.models import Edition

T = TypeVar("T")

# Whoever has not been seen a quarter of an hour after landing is looked for.
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Passenger:
    """One guest on a line: the leg that counts, where the journey began (or ends), and the car."""

    flight: Flight
    far_end: str
    seat: Seat | None

    @property
    def delegate(self) -> Delegate:
        return self.flight.delegate

    @property
    def is_met(self) -> bool:
        welcome = getattr(self.flight, "welcome", None)
        return bool(welcome and welcome.met_at)

    @property
    def is_ticked(self) -> bool:
        """Whether there is anything to take back."""
        return _is_ticked(self.flight)

    @property
    def keys(self) -> list[int]:
        return [self.flight.pk]


@dataclass(frozen=True, slots=True)
class Party:
    """Those of one delegation on a line: one city may be met while the other waits for its baggage."""

    delegation: Any
    people: tuple[Passenger, ...]

    @property
    def keys(self) -> list[int]:
        return [one.flight.pk for one in self.people]

    @property
    def met(self) -> int:
        return sum(one.is_met for one in self.people)

    @property
    def is_met(self) -> bool:
        return self.met == len(self.people)

    @property
    def is_ticked(self) -> bool:
        """Whether there is anything to take back."""
        return any(_is_ticked(one.flight) for one in self.people)


@dataclass(slots=True)
class Line:
    """One flight, train or own arrival, with everybody on it."""

    direction: str
    mode: str
    number: str
    here: str
    terminal: str
    at: datetime
    passengers: list[Passenger] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.number or str(self.passengers[0].flight.get_mode_display())

    @property
    def far_ends(self) -> list[str]:
        return sorted({one.far_end for one in self.passengers if one.far_end})

    @property
    def pax(self) -> int:
        return len(self.passengers)

    @property
    def pieces(self) -> int:
        return sum(one.flight.pieces or 0 for one in self.passengers)

    @property
    def items(self) -> list[str]:
        return [one.flight.items for one in self.passengers if one.flight.items]

    @property
    def groups(self) -> list[tuple[Any, list[Passenger]]]:
        """The delegations on it, each with its people in order."""
        return [(delegation, list(some)) for delegation, some in groupby(self.passengers, _delegation_of)]

    @property
    def parties(self) -> list[Party]:
        """The same, as they are met."""
        return [Party(delegation, tuple(some)) for delegation, some in self.groups]

    @property
    def met_so_far(self) -> int:
        return sum(one.is_met for one in self.passengers)

    @property
    def greeters(self) -> list[tuple[str, str]]:
        """Who meets them: name and telephone."""
        return _once(_greeter(one) for one in self.passengers)

    @property
    def cars(self) -> list[str]:
        seats = [one.seat for one in self.passengers if one.seat]
        return _once(seat.transfer.vehicle.plate for seat in seats)

    @property
    def keys(self) -> list[int]:
        return [one.flight.pk for one in self.passengers]

    @property
    def landed(self) -> Any:
        """The welcome of whoever ticked first that it has landed."""
        ticked: list[Any] = [one.flight.welcome for one in self.passengers if _is_ticked(one.flight)]
        return min(ticked, key=lambda one: one.landed_at, default=None)

    @property
    def met(self) -> Any:
        """The last welcome of all, once everybody was met."""
        welcomes: list[Any] = [one.flight.welcome for one in self.passengers if one.is_met]
        return max(welcomes, key=lambda one: one.met_at) if len(welcomes) == self.pax else None

    def state(self, now: datetime) -> str:
        """Due, late, landed or met."""
        if self.met:
            return "met"
        if self.landed:
            return "landed"
        return "late" if now > self.at + LATE else "due"


@dataclass(slots=True)
class Day:
    """A day of the event's zone with its lines in the order of the hours."""

    on: date
    lines: list[Line] = field(default_factory=list)

    @property
    def heading(self) -> str:
        return clock.day_text(get_language() or "en", self.on)

    @property
    def pax(self) -> int:
        return sum(line.pax for line in self.lines)

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)


def days(edition: Edition, direction: str) -> list[Day]:
    """The manifest of arrivals or of departures. Two queries, whatever its size."""
    found: dict[date, Day] = {}
    for line in lines(edition, direction):
        on = clock.day_at(edition.zone, line.at)
        found.setdefault(on, Day(on)).lines.append(line)
    return list(found.values())


def lines(edition: Edition, direction: str) -> list[Line]:
    """Every flight, train or own journey that counts, in the order of the hours."""
    found: dict[Any, Line] = {}
    for passenger in passengers(edition, direction):
        leg = passenger.flight
        whose = leg.delegate.delegation_id if leg.mode == Flight.Mode.OWN else None
        key = (leg.here_at, leg.mode, leg.number, leg.here, leg.terminal, whose)
        line = Line(direction, leg.mode, leg.number, leg.here, leg.terminal, leg.here_at)
        found.setdefault(key, line).passengers.append(passenger)
    for line in found.values():
        line.passengers.sort(key=_in_order)
    return sorted(found.values(), key=lambda line: (line.at, line.number, line.here))


def passengers(edition: Edition, direction: str) -> Iterator[Passenger]:
    """Each guest's leg that counts: the last one in, the first one out; connecting flights are one journey."""
    yield from passengers_of(by_guest(edition), direction)


def passengers_of(legs: Iterable[list[Flight]], direction: str) -> Iterator[Passenger]:
    """As `passengers`, from legs that are at hand. No query."""
    for own in legs:
        for way, some in groupby(own, key=lambda leg: leg.direction):
            run = list(some)
            if way != direction:
                continue
            counts = run[-1] if way == Flight.Direction.IN else run[0]
            far_end = run[0].origin if way == Flight.Direction.IN else run[-1].destination
            yield Passenger(counts, far_end, next(iter(counts.seats.all()), None))


def by_guest(edition: Edition) -> list[list[Flight]]:
    """The legs of each guest who comes, in order."""
    rows = (
        Flight.objects.within(edition)
        .filter(delegate__delegation__withdrawn_at=None)
        .exclude(delegate__delegation__answer=Answer.NO)
        .select_related("delegate__person", "delegate__delegation__city", "welcome")
        .prefetch_related("seats__transfer__vehicle")
        .order_by("delegate", "leaves_at", "lands_at", "pk")
    )
    return [list(own) for _delegate, own in groupby(rows, key=lambda leg: leg.delegate_id)]


def place_of(line: Line) -> str:
    """Where the guests are met or seen off, with the terminal."""
    if not line.terminal:
        return line.here
    return pgettext("place and terminal", "%(place)s, %(terminal)s") % {"place": line.here, "terminal": line.terminal}


def why_missed(seat: Seat, zone: str) -> str:
    """In words, why a seat is no longer the right one; empty while it is."""
    if not seat.is_missed:
        return ""
    if seat.flight is None:
        return _("The flight for which this seat was given has been deleted.")
    language = get_language() or "en"
    assert seat.planned_for
    return _("%(flight)s is now at %(now)s; this seat was given for %(then)s.") % {
        "flight": seat.flight,
        "now": clock.moment_text(language, zone, seat.flight.here_at),
        "then": clock.moment_text(language, zone, seat.planned_for),
    }


def _delegation_of(one: Passenger) -> Any:
    return one.delegate.delegation


def _in_order(one: Passenger) -> Any:
    delegate = one.delegate
    city = delegate.delegation.city
    return city.country, city.key, delegate.position, delegate.pk


def _greeter(one: Passenger) -> tuple[str, str] | None:
    welcome = getattr(one.flight, "welcome", None)
    return (welcome.greeter, welcome.greeter_phone) if welcome and welcome.greeter else None


def _is_ticked(flight: Flight) -> bool:
    welcome = getattr(flight, "welcome", None)
    return bool(welcome and welcome.landed_at)


def _once(some: Iterable[T | None]) -> list[T]:
    return list(dict.fromkeys(one for one in some if one))
