"""Vehicles, drivers, transfers, and who gets which seat. Never more guests than seats, whoever presses at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from delegations.actions import awaited, rows
from delegations.models import Delegate, Driver, Flight, Seat, Transfer, Vehicle
from forum import ledger
from forum.models import Edition, User


class NoSeatLeft(Exception):
    """Every seat of the transfer is given."""

    def __init__(self, transfer: Transfer, seats: int) -> None:
        super().__init__(f"All {seats} seats of {transfer} are given.")
        self.transfer, self.seats = transfer, seats


class TooManyAboard(Exception):
    """The vehicle has fewer seats than guests have been given in it."""

    def __init__(self, transfer: Transfer, aboard: int, seats: int) -> None:
        super().__init__(f"{aboard} guests have a seat in {transfer}, and the vehicle has {seats}.")
        self.transfer, self.aboard, self.seats = transfer, aboard, seats


@dataclass(frozen=True, slots=True)
class Ride:
    """A transfer to be made, and who is to sit in it for which flight."""

    origin: str
    destination: str
    leaves_at: datetime
    vehicle: int
    passengers: tuple[tuple[int, int], ...]  # delegate and flight


def add_vehicle(edition: Edition, values: dict[str, Any], *, by: User) -> Vehicle:
    """Raises rows.Taken."""
    row = Vehicle(edition=edition, **values)
    return rows.add(row, natural=("edition", "plate"), verb="vehicle.added", by=by, edition=edition)


@transaction.atomic
def change_vehicle(row: Vehicle, values: dict[str, Any], *, seen: int, by: User) -> Vehicle:
    """Raises Stale, rows.Taken, or TooManyAboard when guests would lose their seats."""
    changed = rows.change(row, values, seen=seen, verb="vehicle.changed", by=by, edition=row.edition)
    for transfer in Transfer.objects.within(row.edition).filter(vehicle=row).select_for_update(of=("self",)):
        _fit_in(transfer, changed.seats)
    return changed


def add_driver(edition: Edition, values: dict[str, Any], *, by: User) -> Driver:
    """Raises rows.Taken."""
    row = Driver(edition=edition, **values)
    return rows.add(row, natural=("edition", "name", "phone"), verb="driver.added", by=by, edition=edition)


def change_driver(row: Driver, values: dict[str, Any], *, seen: int, by: User) -> Driver:
    """Raises Stale or rows.Taken."""
    return rows.change(row, values, seen=seen, verb="driver.changed", by=by, edition=row.edition)


def add_transfer(edition: Edition, values: dict[str, Any], *, by: User) -> Transfer:
    """Raises rows.Taken when the vehicle leaves for another ride at that time."""
    row = Transfer(edition=edition, **values)
    return rows.add(row, natural=("vehicle", "leaves_at"), verb="transfer.added", by=by, edition=edition)


@transaction.atomic
def change_transfer(row: Transfer, values: dict[str, Any], *, seen: int, by: User) -> Transfer:
    """Raises Stale, rows.Taken, or TooManyAboard for a vehicle with too few seats."""
    changed = rows.change(row, values, seen=seen, verb="transfer.changed", by=by, edition=row.edition)
    _fit_in(changed, changed.vehicle.seats)
    return changed


@transaction.atomic
def cancel_transfer(row: Transfer, *, by: User) -> None:
    """Take the transfer out; its seats are freed, each written down."""
    for seat in Seat.objects.within(row.edition).filter(transfer=row):
        free_seat(seat, by=by)
    rows.remove(row, verb="transfer.removed", by=by, edition=row.edition)


@transaction.atomic
def give_seat(transfer: Transfer, delegate: Delegate, *, flight: Flight | None = None, by: User) -> Seat:
    """The lowest free seat; who has one keeps it, and a seat for the same flight in another car is freed.

    Raises NoSeatLeft, DoesNotCome or Transfer.DoesNotExist.
    """
    awaited.hold(delegate.delegation_id)
    # The transfer's row is the queue: two who give the last seat wait for each other.
    row = Transfer.objects.within(transfer.edition).select_for_update(of=("self",)).get(pk=transfer.pk)
    vehicle = Vehicle.objects.within(row.edition).get(pk=row.vehicle_id)
    seats: list[Seat] = list(row.seats.all())
    for seat in seats:
        if seat.delegate_id == delegate.pk:
            return seat
    numbers = {seat.number for seat in seats}
    number = next((n for n in range(1, vehicle.seats + 1) if n not in numbers), None)
    if number is None:
        raise NoSeatLeft(row, vehicle.seats)
    if flight is not None:
        for elsewhere in Seat.objects.within(row.edition).filter(flight=flight):
            free_seat(elsewhere, by=by)
    given: Seat = Seat.objects.create(
        transfer=row,
        delegate=delegate,
        number=number,
        of=vehicle.seats,
        flight=flight,
        planned_for=flight.here_at if flight else None,
    )
    _record("seat.given", given, row, by)
    return given


@transaction.atomic
def free_seat(seat: Seat, *, by: User) -> None:
    """Take a seat back; again changes nothing."""
    row = Seat.objects.scoped().filter(pk=seat.pk).select_related("transfer__edition").first()
    if row is not None:
        _record("seat.freed", row, row.transfer, by)
        row.delete()


@transaction.atomic
def confirm(edition: Edition, rides: Iterable[Ride], *, by: User) -> int:
    """Make transfers of a proposal and give the seats; say how many transfers. Twice is once.

    Raises rows.Taken or NoSeatLeft when the cars have been given away meanwhile, or DoesNotCome; then nothing is made.
    """
    made, planned = 0, list(rides)
    awaited.hold_those_of(delegate for ride in planned for delegate, _flight in ride.passengers)
    for ride in planned:
        vehicle = Vehicle.objects.within(edition).get(pk=ride.vehicle)
        values = {"origin": ride.origin, "destination": ride.destination, "leaves_at": ride.leaves_at}
        transfer = add_transfer(edition, values | {"vehicle": vehicle}, by=by)
        people = Delegate.objects.within(edition).in_bulk([delegate for delegate, _flight in ride.passengers])
        flights = Flight.objects.within(edition).in_bulk([flight for _delegate, flight in ride.passengers])
        for delegate, flight in ride.passengers:
            give_seat(transfer, people[delegate], flight=flights[flight], by=by)
        made += 1
    return made


def _fit_in(transfer: Transfer, seats: int) -> None:
    """Number the seats anew, within those of the vehicle. Going up the list never meets a number still in use."""
    given = list(transfer.seats.order_by("number"))
    if len(given) > seats:
        raise TooManyAboard(transfer, len(given), seats)
    for number, seat in enumerate(given, start=1):
        if (seat.number, seat.of) != (number, seats):
            transfer.seats.filter(pk=seat.pk).update(number=number, of=seats)


def _record(verb: str, seat: Seat, transfer: Transfer, by: User) -> None:
    facts = {"delegate": seat.delegate_id, "transfer": transfer.pk, "seat": seat.number}
    delegation = Delegate.objects.filter(pk=seat.delegate_id).scoped().values_list("delegation_id", flat=True).first()
    given = verb == "seat.given"
    ledger.record(
        verb,
        subject=transfer,
        by=by,
        edition=transfer.edition,
        before={} if given else facts | {"delegation": delegation},
        after=facts if given else {},
    )
