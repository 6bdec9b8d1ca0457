"""The tables of a forum's folder about who comes: delegations, letters, delegates, precedence, papers, flights."""

# ruff: noqa: RUF009 -- need(), may() and texts() are dataclasses.field() by shorter names

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from forum.clock import instant, local
from sessions.reference import cells
from sessions.reference.columns import Complaint, Reference, Row, Texts, may, need, texts
from sessions.reference.house_rows import hour_that_never_comes
from sessions.reference.vocabulary import (
    ANSWERS,
    CHANNELS,
    CHINESE_ORDERS,
    NAME_FORMS,
    PASSPORTS,
    POWERS,
    ROLES,
    RULES,
    STAND_INS,
)


@dataclass(frozen=True, slots=True)
class Delegation(Row):
    FILE: ClassVar = "delegations.csv"
    KEY: ClassVar = ("city",)
    REFERENCES: ClassVar = (
        Reference(("city",), "cities.csv"),
        Reference(("city", "office"), "offices.csv"),
    )
    city: str = need(cells.slug())
    office: str = may(cells.slug())
    language: str = need(cells.language)
    contact_name: str = may(cells.text())
    contact_email: str = may(cells.email)
    tier: int = may(cells.number(1, 9), 1)
    wave: date | None = may(cells.day, None)


@dataclass(frozen=True, slots=True)
class Letter(Row):
    """A letter that went out, or was answered, before the forum came into this system."""

    FILE: ClassVar = "letters.csv"
    KEY: ClassVar = ("city", "office")
    REFERENCES: ClassVar = (
        Reference(("city",), "delegations.csv"),
        Reference(("city", "office"), "offices.csv"),
        Reference(("city", "follows"), "letters.csv"),
    )
    city: str = need(cells.slug())
    office: str = need(cells.slug())
    sent: datetime | None = may(cells.moment, None)
    follows: str = may(cells.slug())
    answer: str = may(cells.choice(*ANSWERS))
    given_by: str = may(cells.text())
    channel: str = may(cells.choice(*CHANNELS), "phone")
    said: datetime | None = may(cells.moment, None)
    expected_on: date | None = may(cells.day, None)
    note: str = may(cells.text(300))

    def complaints(self) -> Iterator[Complaint]:
        if self.answer and not (self.sent and self.said and self.given_by):
            yield "answer", "An answer needs a letter that was sent, and says who gave it and when (given_by, said)."
        if self.expected_on and self.answer != "pending":
            yield "expected_on", "Only a city that has not decided says when to expect its answer."


@dataclass(frozen=True, slots=True)
class Delegate(Row):
    FILE: ClassVar = "delegates.csv"
    KEY: ClassVar = ("city", "person")
    REFERENCES: ClassVar = (
        Reference(("city",), "delegations.csv"),
        Reference(("person",), "people.csv"),
    )
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    role: str = need(cells.choice(*ROLES))
    position: int = need(cells.number(1))
    title: Texts = texts()
    email: str = may(cells.email)
    language: str = need(cells.language)
    signs_in: bool = may(cells.yes_no, False)

    def complaints(self) -> Iterator[Complaint]:
        if self.signs_in and not self.email:
            yield "email", "Whoever signs in needs an e-mail address."


@dataclass(frozen=True, slots=True)
class Policy(Row):
    """How guests are ordered. What stands under `frozen` is the note under which the order is frozen once."""

    FILE: ClassVar = "precedence.csv"
    KEY: ClassVar = ("name",)
    name: str = need(cells.text(120))
    rules: tuple[str, ...] = need(cells.choices(*RULES))
    language: str = need(cells.language)
    name_form: str = may(cells.choice(*NAME_FORMS), "common")
    variant: str = may(cells.choice(*CHINESE_ORDERS))
    stand_in: str = may(cells.choice(*STAND_INS), "after")
    makes_order: bool = may(cells.yes_no, False)
    frozen: str = may(cells.text(300))

    def complaints(self) -> Iterator[Complaint]:
        if len(set(self.rules)) < len(self.rules):
            yield "rules", "A rule stands there twice."
        if self.name_form == "iso" and not self.language.startswith("en"):
            yield "name_form", "The names of ISO 3166 are there in English alone; write common."
        if self.variant and not self.language.startswith("zh"):
            yield "variant", "Only Chinese is sorted by pinyin or stroke; leave the cell empty."
        if self.frozen and not self.makes_order:
            yield "frozen", "Only the order that is made by this policy can be frozen; write yes under makes_order."


@dataclass(frozen=True, slots=True)
class Assistant(Row):
    FILE: ClassVar = "assistants.csv"
    KEY: ClassVar = ("email", "name", "city", "person")
    REFERENCES: ClassVar = (
        Reference(("city",), "delegations.csv"),
        Reference(("city", "person"), "delegates.csv"),
    )
    email: str = need(cells.email)
    name: str = need(cells.text())
    language: str = need(cells.language)
    city: str = need(cells.slug())
    powers: tuple[str, ...] = may(cells.choices(*POWERS), POWERS)
    person: str = may(cells.slug(80))
    focal_point: bool = may(cells.yes_no, False)
    since: date | None = may(cells.day, None)
    until: date | None = may(cells.day, None)
    note: str = may(cells.text(200))

    def complaints(self) -> Iterator[Complaint]:
        if self.focal_point and self.person:
            yield "person", "The focal point acts for the whole delegation; leave the person empty."
        if self.until and not self.since:
            yield "since", "Whoever acts until a day needs a day since when."
        if self.until and self.since and self.until < self.since:
            yield "until", f"It would end on {self.until}, before it begins on {self.since}."


@dataclass(frozen=True, slots=True)
class VisaPost(Row):
    FILE: ClassVar = "visa-posts.csv"
    KEY: ClassVar = ("key",)
    key: str = need(cells.slug())
    country: str = need(cells.country)
    name: Texts = texts(required=True)
    city: Texts = texts(required=True)


@dataclass(frozen=True, slots=True)
class Papers(Row):
    """A specimen passport of the state UTO, and whether a visa is needed. Real passports never stand in a file."""

    FILE: ClassVar = "papers.csv"
    KEY: ClassVar = ("city", "person")
    REFERENCES: ClassVar = (Reference(("city", "person"), "delegates.csv"), Reference(("post",), "visa-posts.csv"))
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    kind: str = may(cells.choice(*PASSPORTS), "passport")
    number: str = may(cells.matching("[A-Z0-9]{6,9}", "is no number: write six to nine capitals and digits."))
    family_name: str = may(cells.text(120))
    given_names: str = may(cells.text(120))
    birth: str = may(cells.partial_date)
    sex: str = may(cells.choice("F", "M"))
    issued_on: date | None = may(cells.day, None)
    expires_on: date | None = may(cells.day, None)
    visa: str = may(cells.choice("yes", "no"))
    post: str = may(cells.slug())

    def complaints(self) -> Iterator[Complaint]:
        if self.number and not (self.birth and self.expires_on):
            yield "number", "A passport has a date of birth and a date of expiry; give both."
        if self.post and self.visa != "yes":
            yield "post", "An embassy or consulate is named only where a visa is needed; write 'yes' under visa."


@dataclass(frozen=True, slots=True)
class Flight(Row):
    FILE: ClassVar = "flights.csv"
    KEY: ClassVar = ("city", "person", "direction", "number")
    REFERENCES: ClassVar = (Reference(("city", "person"), "delegates.csv"),)
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    direction: str = need(cells.choice("in", "out"))
    number: str = need(cells.flight_number)
    origin: str = need(cells.airport)
    origin_zone: str = need(cells.zone)
    leaves: datetime = need(cells.moment)
    destination: str = need(cells.airport)
    destination_zone: str = need(cells.zone)
    lands: datetime = need(cells.moment)
    terminal: str = may(cells.text(20))
    pieces: int | None = may(cells.number(0, 99), None)
    items: str = may(cells.text(200))

    @property
    def leaves_at(self) -> datetime:
        return instant(self.origin_zone, self.leaves)

    @property
    def lands_at(self) -> datetime:
        return instant(self.destination_zone, self.lands)

    def complaints(self) -> Iterator[Complaint]:
        yield from hour_that_never_comes("leaves", self.origin_zone, self.leaves)
        yield from hour_that_never_comes("lands", self.destination_zone, self.lands)
        if self.lands_at <= self.leaves_at:
            leaves, lands = local(self.origin_zone, self.leaves_at), local(self.destination_zone, self.lands_at)
            yield (
                "lands",
                (
                    f"The flight lands ({lands:%Y-%m-%d %H:%M %Z}) before it leaves "
                    f"({leaves:%Y-%m-%d %H:%M %Z}); check the days and both zones."
                ),
            )
        if self.origin == self.destination:
            yield "destination", f"The flight goes from {self.origin} to {self.origin}."
