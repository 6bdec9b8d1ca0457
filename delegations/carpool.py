"""Who rides with whom: a proposal made of arrivals (or departures) and cars. Pure: values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

SEDAN = "sedan"


@dataclass(frozen=True, slots=True)
class Rider:
    """Somebody who is to be fetched at a place, or to be there, at an hour."""

    id: int
    group: int  # the delegation, which likes to stay together
    place: str
    at: datetime
    alone: bool = False  # a head of delegation, who has a car of their own


@dataclass(frozen=True, slots=True)
class Car:
    id: int
    kind: str
    seats: int
    busy: tuple[datetime, ...] = ()  # when it already leaves for other rides


@dataclass(slots=True)
class Ride:
    """A car filled with riders of one place whose hours lie within one window."""

    car: Car
    place: str
    riders: list[Rider] = field(default_factory=list)

    @property
    def free(self) -> int:
        return self.car.seats - len(self.riders)

    def at(self, *, first: bool) -> datetime:
        """The hour of the first of them, or of the last."""
        hours = [rider.at for rider in self.riders]
        return min(hours) if first else max(hours)


@dataclass(frozen=True, slots=True)
class Proposal:
    rides: tuple[Ride, ...]
    left: tuple[Rider, ...]  # for whom no car was free


def propose(riders: Iterable[Rider], cars: Iterable[Car], *, window: timedelta, turn: timedelta) -> Proposal:
    """Cars for all riders as far as there are cars.

    Riders of one place whose hours lie within `window` may share a car. Between two rides of a car lies at least a
    `turn`. A rider who rides alone gets the smallest free sedan, and a seat among the others only if there is none.
    """
    garage, left = _Garage(list(cars), turn), []
    for batch in _batches(riders, window):
        left += _fill(batch, garage)
    return Proposal(tuple(garage.rides), tuple(left))


def _batches(riders: Iterable[Rider], window: timedelta) -> list[list[Rider]]:
    found: list[list[Rider]] = []
    ordered = sorted(riders, key=lambda one: (one.place, one.at, one.group, one.id))
    for _place, here in groupby(ordered, key=lambda one: one.place):
        batch: list[Rider] = []
        for rider in here:
            if batch and rider.at - batch[0].at > window:
                found.append(batch)
                batch = []
            batch.append(rider)
        found.append(batch)
    # Cars are given out as the day runs, whatever the place.
    return sorted(found, key=lambda batch: (batch[0].at, batch[0].place))


def _fill(batch: Sequence[Rider], garage: "_Garage") -> list[Rider]:
    """Rides for a batch; those for whom there is none are given back."""
    together = [rider for rider in batch if not (rider.alone and garage.start([rider], sedan=True))]
    shared: list[Ride] = []
    return [rider for group in _groups(together) for rider in _seat(group, shared, garage)]


def _groups(riders: Iterable[Rider]) -> list[list[Rider]]:
    """The delegations, the largest first: a large one finds an empty van, small ones fill what is left."""
    ordered = sorted(riders, key=lambda one: one.group)
    found = [list(group) for _key, group in groupby(ordered, key=lambda one: one.group)]
    return sorted(found, key=lambda group: (-len(group), group[0].group))


def _seat(group: list[Rider], shared: list[Ride], garage: "_Garage") -> list[Rider]:
    """Seats for a delegation, together if there is room; those for whom there is none are given back."""
    rest = list(group)
    while rest:
        open_rides = [ride for ride in shared if ride.free and garage.may_wait(ride, rest)]
        ride = min((one for one in open_rides if one.free >= len(rest)), key=lambda one: one.free, default=None)
        if ride is not None:
            ride.riders += rest
            return []
        ride = garage.start(rest, sedan=False)
        if ride is None and open_rides:
            ride = max(open_rides, key=lambda one: one.free)
            ride.riders += rest[: ride.free]
        ride = ride or garage.start(rest, sedan=True)
        if ride is None:
            return rest
        if not any(ride is one for one in shared):
            shared.append(ride)
        seated = {rider.id for rider in ride.riders}
        rest = [rider for rider in rest if rider.id not in seated]
    return []


class _Garage:
    """The cars and the rides that they are given so far."""

    def __init__(self, cars: list[Car], turn: timedelta) -> None:
        self.cars, self.turn = cars, turn
        self.rides: list[Ride] = []

    def start(self, riders: Sequence[Rider], *, sedan: bool) -> Ride | None:
        """A new ride in the smallest free car that holds them all, else in the largest, filled."""
        free = [car for car in self.cars if (car.kind == SEDAN) == sedan and self._is_free(car, riders)]
        fitting = [car for car in free if car.seats >= len(riders)]
        car = min(fitting, key=lambda one: (one.seats, one.id), default=None)
        car = car or max(free, key=lambda one: (one.seats, -one.id), default=None)
        if car is None:
            return None
        ride = Ride(car, riders[0].place, list(riders[: car.seats]))
        self.rides.append(ride)
        return ride

    def may_wait(self, ride: Ride, riders: Sequence[Rider]) -> bool:
        """Whether the car of this ride has the time to take these riders, too."""
        return self._is_free(ride.car, riders, besides=ride)

    def _is_free(self, car: Car, riders: Sequence[Rider], besides: Ride | None = None) -> bool:
        away = list(car.busy)
        for ride in self.rides:
            if ride.car.id == car.id and ride is not besides:
                away += [rider.at for rider in ride.riders]
        return all(abs(rider.at - gone) >= self.turn for rider in riders for gone in away)
