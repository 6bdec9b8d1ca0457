"""Where guests sleep, who fetches them, what they need. Only what is missing is made: later changes are people's."""

from typing import Any

from django.db import models

from delegations.models import (
    BookedRoom,
    Driver,
    Flight,
    Hotel,
    LiaisonOfficer,
    Needs,
    RoomBlock,
    Seat,
    Stay,
    Transfer,
    Vehicle,
)
from forum.clock import instant
from forum.texts import pick
from sessions.actions.reference.shelf import Shelf
from sessions.reference import stay_rows as told


def keep_hotels(shelf: Shelf) -> None:
    known = {pick(one.names, "en"): one for one in Hotel.objects.within(shelf.edition)}
    for row in shelf.forum.rows(told.Hotel):
        values = {"names": row.name, "addresses": row.address, "phone": row.phone}
        shelf.hotel[row.key] = known.get(pick(row.name, "en")) or _make(shelf, Hotel(edition=shelf.edition, **values))


def keep_blocks(shelf: Shelf) -> None:
    fields = ("hotel_id", "kind", "first_night", "until")
    known = set(RoomBlock.objects.within(shelf.edition).values_list(*fields))
    for row in shelf.forum.rows(told.RoomBlock):
        values = {"kind": row.kind, "first_night": row.first_night, "until": row.until}
        hotel = shelf.hotel[row.hotel]
        if (hotel.pk, *values.values()) not in known:
            more = {"rooms": row.rooms, "cut_off_on": row.cut_off_on, "price": row.price, "currency": row.currency}
            _make(shelf, RoomBlock(hotel=hotel, **values, **more))


def keep_stays(shelf: Shelf) -> None:
    known = set(Stay.objects.within(shelf.edition).values_list("delegate_id", flat=True))
    shared: dict[tuple[str, str], BookedRoom] = {}
    for row in shelf.forum.rows(told.Stay):
        delegate = shelf.delegate[row.city, row.person]
        if delegate in known:
            continue
        room, bed = None, 1
        if row.hotel:
            room = shared.get((row.hotel, row.room)) if row.room else None
            bed = 2 if room else 1
            nights = {"first_night": row.first_night, "until": row.until}
            room = room or _make(shelf, BookedRoom(hotel=shelf.hotel[row.hotel], kind=row.kind, **nights))
            shared[row.hotel, row.room] = room
        paid = {"host_from": row.host_from, "host_until": row.host_until, "early": row.early, "late": row.late}
        _make(shelf, Stay(delegate_id=delegate, room=room, bed=bed, elsewhere=row.elsewhere, **paid))


def keep_cars(shelf: Shelf) -> None:
    vehicles = {one.plate: one for one in Vehicle.objects.within(shelf.edition)}
    drivers = {one.name: one for one in Driver.objects.within(shelf.edition)}
    rides = {(one.vehicle_id, one.leaves_at): one for one in Transfer.objects.within(shelf.edition)}
    for car in shelf.forum.rows(told.Vehicle):
        if car.plate not in vehicles:
            vehicle = Vehicle(edition=shelf.edition, plate=car.plate, kind=car.kind, seats=car.seats)
            vehicles[car.plate] = _make(shelf, vehicle)
    for man in shelf.forum.rows(told.Driver):
        if man.name not in drivers:
            drivers[man.name] = _make(shelf, Driver(edition=shelf.edition, name=man.name, phone=man.phone))
    made: dict[Any, Transfer] = {}
    for ride in shelf.forum.rows(told.Transfer):
        vehicle, at = vehicles[ride.vehicle], instant(shelf.edition.zone, ride.leaves)
        if (vehicle.pk, at) not in rides:
            names = ("origin", "destination", "liaison", "liaison_phone")
            values = {name: getattr(ride, name) for name in names} | {"driver": drivers.get(ride.driver)}
            row = Transfer(edition=shelf.edition, vehicle=vehicle, leaves_at=at, **values)
            made[ride.vehicle, ride.leaves] = _make(shelf, row)
    _keep_seats(shelf, made, vehicles)


def _keep_seats(shelf: Shelf, made: dict[Any, Transfer], vehicles: dict[str, Vehicle]) -> None:
    """Who sits in the transfers that were made just now."""
    legs: dict[Any, Flight] = {}
    for leg in Flight.objects.within(shelf.edition).order_by("leaves_at"):
        # Of connecting flights the last one in and the first one out.
        if leg.direction == Flight.Direction.IN:
            legs[leg.delegate_id, "in"] = leg
        else:
            legs.setdefault((leg.delegate_id, "out"), leg)
    numbers: dict[int, int] = {}
    for row in shelf.forum.rows(told.Seat):
        transfer = made.get((row.vehicle, row.leaves))
        if transfer is None:
            continue
        number = numbers[transfer.pk] = numbers.get(transfer.pk, 0) + 1
        delegate = shelf.delegate[row.city, row.person]
        flight = legs.get((delegate, row.direction))
        when = flight.here_at if flight else None
        of = vehicles[row.vehicle].seats
        whose = {"delegate_id": delegate, "flight": flight, "planned_for": when}
        _make(shelf, Seat(transfer=transfer, number=number, of=of, **whose))


def keep_needs(shelf: Shelf) -> None:
    known = set(Needs.objects.within(shelf.edition).values_list("delegate_id", flat=True))
    for row in shelf.forum.rows(told.Needs):
        delegate = shelf.delegate[row.city, row.person]
        if delegate not in known:
            lists = {"allergens": list(row.allergens), "provisions": list(row.provisions)}
            quiet = {"quiet_room": bool(row.quiet_times), "quiet_times": row.quiet_times}
            _make(shelf, Needs(delegate_id=delegate, menu=row.menu, mobility=row.mobility, **lists, **quiet))


def keep_liaison(shelf: Shelf) -> None:
    known = set(LiaisonOfficer.objects.within(shelf.edition).values_list("delegation_id", "name"))
    for row in shelf.forum.rows(told.Liaison):
        whose = shelf.delegation[row.city]
        if (whose, row.name) not in known:
            values = {"name": row.name, "phone": row.phone, "languages": list(row.languages)}
            _make(shelf, LiaisonOfficer(delegation_id=whose, **values))


def _make(shelf: Shelf, row: models.Model) -> Any:
    row.save()
    shelf.tally.made[row._meta.label_lower] += 1
    return row


STEPS = (keep_hotels, keep_blocks, keep_stays, keep_cars, keep_needs, keep_liaison)
