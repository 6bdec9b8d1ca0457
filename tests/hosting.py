"""Builders of hotels, rooms, cars and needs for scenes."""

from datetime import date, datetime, timedelta
from typing import Any

from delegations.actions import cars, needs, stays
from delegations.models import Delegate, Delegation, Driver, Hotel, LiaisonOfficer, RoomBlock, Stay, Transfer, Vehicle
from forum.models import Edition, User
from tests import factories


def hotel(of: Edition | None = None, *, rooms: int = 2, kind: str = "single", **fields: Any) -> Hotel:
    """With a block of rooms for the nights of the forum."""
    of = of or factories.edition()
    names = {"en": "Riverside Hotel", "zh-hans": "江畔饭店"}
    found = Hotel.objects.create(edition=of, **{"names": names, "addresses": {"zh-hans": "江畔路1号"}, **fields})
    if rooms:
        block(found, rooms=rooms, kind=kind)
    return found


def block(of: Hotel, *, rooms: int = 2, kind: str = "single", **fields: Any) -> RoomBlock:
    first, until = nights(of.edition)
    known = {"first_night": first, "until": until}
    return RoomBlock.objects.create(hotel=of, kind=kind, rooms=rooms, **{**known, **fields})


def nights(of: Edition) -> tuple[date, date]:
    return of.starts_on - timedelta(days=1), of.ends_on + timedelta(days=1)


def booking(at: Hotel, **fields: Any) -> stays.Booking:
    first, until = nights(at.edition)
    return stays.Booking(**{"hotel": at.pk, "kind": "single", "first_night": first, "until": until, **fields})


def stay(of: Delegate, at: Hotel, *, by: User, **fields: Any) -> Stay:
    return stays.book(of, booking(at, **fields), seen=0, by=by)


def vehicle(of: Edition | None = None, *, plate: str = "ZZ 0001", seats: int = 3, kind: str = "sedan") -> Vehicle:
    return Vehicle.objects.create(edition=of or factories.edition(), plate=plate, seats=seats, kind=kind)


def driver(of: Edition | None = None, name: str = "Lin Wei") -> Driver:
    return Driver.objects.create(edition=of or factories.edition(), name=name, phone="+86 21 5550 0199")


def officer(of: Delegation, name: str = "Xu Zhiwei", **fields: Any) -> LiaisonOfficer:
    known = {"phone": "+999 21 5550 0220", "languages": ["en", "zh-hans"]}
    return LiaisonOfficer.objects.create(delegation=of, name=name, **{**known, **fields})


def transfer(by: Vehicle, *, at: datetime | None = None, **fields: Any) -> Transfer:
    at = at or factories.instant_on(by.edition, by.edition.starts_on, "13:00")
    ends = {"origin": "PVG", "destination": "Riverside Hotel"}
    return Transfer.objects.create(edition=by.edition, vehicle=by, leaves_at=at, **{**ends, **fields})


def seat(in_: Transfer, of: Delegate, *, by: User, **fields: Any) -> Any:
    return cars.give_seat(in_, of, by=by, **fields)


def told(of: Delegate, *, by: User, **fields: Any) -> Any:
    return needs.tell(of, needs.Told(**fields), seen=0, by=by)
