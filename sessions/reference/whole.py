"""The tables about delegations as a whole: how many people, who pays what, the permit, who asks and who withdraws."""

# ruff: noqa: RUF009 -- need() and may() are dataclasses.field() by shorter names

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sessions.reference import cells
from sessions.reference.columns import Complaint, Reference, Row, may, need
from sessions.reference.vocabulary import ITEMS, PAYERS, ROLES, SIDES

ALL = "all"


@dataclass(frozen=True, slots=True)
class Ceiling(Row):
    FILE: ClassVar = "ceilings.csv"
    KEY: ClassVar = ("role",)
    role: str = need(cells.choice(*ROLES, ALL))
    most: int = need(cells.number())


@dataclass(frozen=True, slots=True)
class Cover(Row):
    FILE: ClassVar = "hospitality.csv"
    KEY: ClassVar = ("role", "item")
    role: str = need(cells.choice(*ROLES))
    item: str = need(cells.choice(*ITEMS))
    payer: str = need(cells.choice(*PAYERS))
    nights: int | None = may(cells.number(0, 60), None)
    sponsor: str = may(cells.text(120))
    note: str = may(cells.text(200))

    def complaints(self) -> Iterator[Complaint]:
        if self.nights is not None and (self.item != "nights" or self.payer == "city"):
            yield "nights", "Nights are counted only for accommodation that the city does not pay itself."
        if (self.payer == "sponsor") != bool(self.sponsor):
            yield "sponsor", "Name the sponsor where one pays, and only there."
        if self.payer == "shared" and not self.note:
            yield "note", "Say how it is shared."


@dataclass(frozen=True, slots=True)
class Permit(Row):
    FILE: ClassVar = "permit.csv"
    KEY: ClassVar = ("approving_body",)
    approving_body: str = need(cells.text())
    file_number: str = may(cells.text(120))
    approved_on: date | None = may(cells.day, None)
    foreign_guests: int | None = may(cells.number(), None)
    people: int | None = may(cells.number(), None)
    days: int | None = may(cells.number(), None)
    countries: int | None = may(cells.number(), None)
    budget: str = may(cells.text(500))
    conditions: str = may(cells.text(2000))
    holds_letters: bool = may(cells.yes_no, True)

    def complaints(self) -> Iterator[Complaint]:
        if self.line > 2:
            yield "approving_body", "A forum has one permit: this file has one line."


@dataclass(frozen=True, slots=True)
class SizeRequest(Row):
    FILE: ClassVar = "size_requests.csv"
    KEY: ClassVar = ("city", "role")
    REFERENCES: ClassVar = (Reference(("city",), "delegations.csv"),)
    city: str = need(cells.slug())
    role: str = need(cells.choice(*ROLES, ALL))
    wanted: int = need(cells.number(1, 500))
    reason: str = need(cells.text(500))


@dataclass(frozen=True, slots=True)
class Withdrawal(Row):
    FILE: ClassVar = "withdrawals.csv"
    KEY: ClassVar = ("city",)
    REFERENCES: ClassVar = (Reference(("city",), "delegations.csv"),)
    city: str = need(cells.slug())
    side: str = need(cells.choice(*SIDES))
    withdrawn_on: date = need(cells.day)
    reason: str = need(cells.text(500))


TABLES: tuple[type[Row], ...] = (Ceiling, Cover, Permit, SizeRequest, Withdrawal)
