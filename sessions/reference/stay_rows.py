"""The tables of a forum's folder that tell of hotels, cars and needs."""

# ruff: noqa: RUF009 -- need(), may() and texts() are dataclasses.field() by shorter names

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sessions.reference import cells
from sessions.reference.columns import Complaint, Reference, Row, Texts, may, need, texts
from sessions.reference.vocabulary import ALLERGENS, MENUS, MOBILITY, PROVISIONS, ROOM_KINDS, VEHICLES


def _backwards(first: date | None, until: date | None, column: str) -> Iterator[Complaint]:
    if first and until and until <= first:
        yield column, f"The stay ends ({until}) before its first night ({first}) is over."


@dataclass(frozen=True, slots=True)
class Hotel(Row):
    FILE: ClassVar = "hotels.csv"
    KEY: ClassVar = ("key",)
    key: str = need(cells.slug())
    name: Texts = texts(required=True)
    address: Texts = texts(most=250)
    phone: str = may(cells.text(40))


@dataclass(frozen=True, slots=True)
class RoomBlock(Row):
    FILE: ClassVar = "blocks.csv"
    KEY: ClassVar = ("hotel", "kind", "first_night", "until")
    REFERENCES: ClassVar = (Reference(("hotel",), "hotels.csv"),)
    hotel: str = need(cells.slug())
    kind: str = need(cells.choice(*ROOM_KINDS))
    rooms: int = need(cells.number(1, 2000))
    first_night: date = need(cells.day)
    until: date = need(cells.day)
    cut_off_on: date | None = may(cells.day, None)
    price: int | None = may(cells.number(0, 32_767), None)
    currency: str = may(cells.text(3))

    def complaints(self) -> Iterator[Complaint]:
        yield from _backwards(self.first_night, self.until, "until")
        if self.price is not None and not self.currency:
            yield "currency", "Say in which currency the price is."


@dataclass(frozen=True, slots=True)
class Stay(Row):
    """Who sleeps where. People with the same word in `room` share one."""

    FILE: ClassVar = "stays.csv"
    KEY: ClassVar = ("city", "person")
    REFERENCES: ClassVar = (
        Reference(("city", "person"), "delegates.csv"),
        Reference(("hotel",), "hotels.csv"),
    )
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    hotel: str = may(cells.slug())
    kind: str = may(cells.choice(*ROOM_KINDS))
    first_night: date | None = may(cells.day, None)
    until: date | None = may(cells.day, None)
    room: str = may(cells.text(20))
    host_from: date | None = may(cells.day, None)
    host_until: date | None = may(cells.day, None)
    early: bool = may(cells.yes_no, False)
    late: bool = may(cells.yes_no, False)
    elsewhere: str = may(cells.text(120))

    def complaints(self) -> Iterator[Complaint]:
        yield from _backwards(self.first_night, self.until, "until")
        yield from _backwards(self.host_from, self.host_until, "host_until")
        if bool(self.hotel) == bool(self.elsewhere):
            yield "hotel", "Name a hotel, or say in 'elsewhere' where else the guest stays."
        if self.hotel and not (self.kind and self.first_night and self.until):
            yield "kind", "A room needs kind, first_night and until."


@dataclass(frozen=True, slots=True)
class Vehicle(Row):
    FILE: ClassVar = "vehicles.csv"
    KEY: ClassVar = ("plate",)
    plate: str = need(cells.text(20))
    kind: str = need(cells.choice(*VEHICLES))
    seats: int = need(cells.number(1, 99))


@dataclass(frozen=True, slots=True)
class Driver(Row):
    FILE: ClassVar = "drivers.csv"
    KEY: ClassVar = ("name",)
    name: str = need(cells.text(120))
    phone: str = need(cells.text(40))


@dataclass(frozen=True, slots=True)
class Transfer(Row):
    FILE: ClassVar = "transfers.csv"
    KEY: ClassVar = ("vehicle", "leaves")
    REFERENCES: ClassVar = (
        Reference(("vehicle",), "vehicles.csv"),
        Reference(("driver",), "drivers.csv"),
    )
    vehicle: str = need(cells.text(20))
    leaves: datetime = need(cells.moment)
    driver: str = may(cells.text(120))
    origin: str = need(cells.text(120))
    destination: str = need(cells.text(120))
    liaison: str = may(cells.text(120))
    liaison_phone: str = may(cells.text(40))


@dataclass(frozen=True, slots=True)
class Seat(Row):
    """Somebody who sits in a transfer, for a flight in or out or for none."""

    FILE: ClassVar = "seats.csv"
    KEY: ClassVar = ("vehicle", "leaves", "city", "person")
    REFERENCES: ClassVar = (
        Reference(("vehicle", "leaves"), "transfers.csv"),
        Reference(("city", "person"), "delegates.csv"),
    )
    vehicle: str = need(cells.text(20))
    leaves: datetime = need(cells.moment)
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    direction: str = may(cells.choice("in", "out"))


@dataclass(frozen=True, slots=True)
class Needs(Row):
    FILE: ClassVar = "needs.csv"
    KEY: ClassVar = ("city", "person")
    REFERENCES: ClassVar = (Reference(("city", "person"), "delegates.csv"),)
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    menu: str = may(cells.choice(*MENUS), "standard")
    allergens: tuple[str, ...] = may(cells.choices(*ALLERGENS), ())
    provisions: tuple[str, ...] = may(cells.choices(*PROVISIONS), ())
    mobility: str = may(cells.choice(*MOBILITY), "unaided")
    quiet_times: str = may(cells.text(120))


@dataclass(frozen=True, slots=True)
class Liaison(Row):
    """Who is there for a delegation."""

    FILE: ClassVar = "liaison.csv"
    KEY: ClassVar = ("city", "name")
    REFERENCES: ClassVar = (Reference(("city",), "delegations.csv"),)
    city: str = need(cells.slug())
    name: str = need(cells.text(120))
    phone: str = may(cells.text(40))
    languages: tuple[str, ...] = may(cells.languages, ())


STAY_TABLES: tuple[type[Row], ...] = (Hotel, RoomBlock, Stay, Vehicle, Driver, Transfer, Seat, Needs, Liaison)
