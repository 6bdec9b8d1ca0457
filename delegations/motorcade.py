"""The bridge between manifests and the engine that proposes cars: rows → riders and cars → transfers to be made."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from delegations import manifests
from delegations.actions.cars import Ride
from delegations.carpool import Car, Rider, propose
from delegations.models import Delegate, Flight, Stay, Transfer, Vehicle
from forum import clock
from forum.models import Edition

# Guests of one place within an hour share a car; a car is back after three; passports and baggage take 45 minutes;
# whoever flies home is at the airport three hours before.
WINDOW, TURN = timedelta(minutes=60), timedelta(hours=3)
AFTER_LANDING, BEFORE_LEAVING = timedelta(minutes=45), timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposed transfer, to be read and to be made."""

    ride: Ride
    vehicle: Vehicle
    passengers: tuple[manifests.Passenger, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    rides: tuple[Proposed, ...]
    left: tuple[manifests.Passenger, ...]

    @property
    def fingerprint(self) -> str:
        """What was seen: a plan that is confirmed after something moved is shown anew."""
        return hashlib.sha256(repr([one.ride for one in self.rides]).encode()).hexdigest()[:16]


def plan(edition: Edition, direction: str, day: date) -> Plan:
    """Cars for everybody who arrives (or leaves) that day and has no seat yet. Five queries."""
    waiting = {
        one.flight.pk: one
        for one in manifests.passengers(edition, direction)
        if one.seat is None
        and one.flight.mode != Flight.Mode.OWN
        and clock.day_at(edition.zone, one.flight.here_at) == day
    }
    hotels = _hotels_of(edition)
    riders = [_rider(one, hotels) for one in waiting.values()]
    vehicles = {one.pk: one for one in Vehicle.objects.within(edition)}
    inbound = direction == Flight.Direction.IN
    found = propose(riders, _cars(edition, vehicles.values(), inbound=inbound), window=WINDOW, turn=TURN)
    proposed = []
    for ride in found.rides:
        aboard = tuple(waiting[rider.id] for rider in ride.riders)
        at = ride.at(first=False) + AFTER_LANDING if inbound else ride.at(first=True) - BEFORE_LEAVING
        station = _station(aboard[0])
        hotel = hotels.get(aboard[0].delegate.pk, str(edition.city))
        ends = (station, hotel) if inbound else (hotel, station)
        made = Ride(*ends, at, ride.car.id, tuple((one.delegate.pk, one.flight.pk) for one in aboard))
        proposed.append(Proposed(made, vehicles[ride.car.id], aboard))
    proposed.sort(key=lambda one: (one.ride.leaves_at, one.vehicle.pk))
    return Plan(tuple(proposed), tuple(waiting[rider.id] for rider in found.left))


def _rider(one: manifests.Passenger, hotels: dict[int, str]) -> Rider:
    flight = one.flight
    return Rider(
        id=flight.pk,
        group=one.delegate.delegation_id,
        place=f"{_station(one)} → {hotels.get(one.delegate.pk, '')}",
        at=flight.here_at,
        alone=one.delegate.role == Delegate.Role.HEAD,
    )


def _station(one: manifests.Passenger) -> str:
    return " ".join(word for word in (one.flight.here, one.flight.terminal) if word)


def _hotels_of(edition: Edition) -> dict[int, str]:
    rows = Stay.objects.within(edition).filter(room__isnull=False).select_related("room__hotel")
    return {stay.delegate_id: str(stay.room.hotel) for stay in rows if stay.room}


def _cars(edition: Edition, vehicles: object, *, inbound: bool) -> list[Car]:
    """The vehicles, busy when they leave for other transfers, said on the clock of the flights."""
    busy: dict[int, list[datetime]] = {}
    shift = -AFTER_LANDING if inbound else BEFORE_LEAVING
    for key, leaves_at in Transfer.objects.within(edition).order_by().values_list("vehicle_id", "leaves_at"):
        busy.setdefault(key, []).append(leaves_at + shift)
    rows: list[Vehicle] = list(vehicles)  # type: ignore[call-overload]
    return [Car(one.pk, one.kind, one.seats, tuple(busy.get(one.pk, ()))) for one in rows]
