"""The tables of a forum's folder that belong to the house: the forum, cities, offices, people, venues, the staff."""

# ruff: noqa: RUF009 -- need(), may() and texts() are dataclasses.field() by shorter names

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from forum.clock import instants
from sessions.reference import cells
from sessions.reference.columns import Complaint, Reference, Row, Texts, may, need, texts
from sessions.reference.vocabulary import (
    LEVELS,
    RANKS,
    STAFF,
    TIES,
)


def hour_that_never_comes(column: str, zone: str, wall: datetime) -> Iterator[Complaint]:
    """A complaint about an hour that the clocks of a zone leap over in the night in which they are put forward."""
    if not instants(zone, wall):
        yield column, f"There is no {wall:%H:%M} on {wall:%Y-%m-%d} in {zone}: the clocks are put forward that night."


@dataclass(frozen=True, slots=True)
class Edition(Row):
    FILE: ClassVar = "forum.toml"
    KEY: ClassVar = ("slug",)
    REFERENCES: ClassVar = (
        Reference(("city",), "cities.csv"),
        Reference(("city", "signatory"), "offices.csv"),
    )
    slug: str = need(cells.slug())
    series: str = may(cells.text(120))
    name: Texts = texts(required=True)
    theme: Texts = texts()
    city: str = need(cells.slug())
    zone: str = need(cells.zone)
    starts_on: date = need(cells.day)
    ends_on: date = need(cells.day)
    languages: tuple[str, ...] = need(cells.languages)
    host_language: str = need(cells.language)
    reply_by: datetime = need(cells.moment)
    register_by: datetime = need(cells.moment)
    signatory: str = may(cells.slug())
    letter_prefix: str = need(cells.text(30))
    hospitality: Texts = texts(most=2000)
    ordering: Texts = texts(most=2000)
    chase_days: tuple[int, ...] = may(cells.words(cells.number(1, 365)), (14, 3))
    desk: Texts = texts(required=True)
    desk_email: str = need(cells.email)
    desk_phone: str = may(cells.text(40))

    def complaints(self) -> Iterator[Complaint]:
        if self.ends_on < self.starts_on:
            yield (
                "ends_on",
                f"The last day, {self.ends_on}, is before the first, {self.starts_on}.",
            )
        if self.register_by < self.reply_by:
            yield (
                "register_by",
                "Registration closes before the answers are due; set register_by later.",
            )
        yield from hour_that_never_comes("reply_by", self.zone, self.reply_by)
        yield from hour_that_never_comes("register_by", self.zone, self.register_by)
        if self.host_language not in self.languages:
            yield (
                "host_language",
                f"'{self.host_language}' is not among the languages of the forum; add it there.",
            )


@dataclass(frozen=True, slots=True)
class City(Row):
    FILE: ClassVar = "cities.csv"
    KEY: ClassVar = ("key",)
    key: str = need(cells.slug())
    name: Texts = texts(required=True)
    native_name: str = may(cells.text())
    level: str = need(cells.choice(*LEVELS))
    country: str = need(cells.country)
    subdivision: str = may(cells.subdivision)
    zone: str = need(cells.zone)
    languages: tuple[str, ...] = need(cells.languages)
    latitude: float | None = may(cells.degrees(90), None)
    longitude: float | None = may(cells.degrees(180), None)
    airports: tuple[str, ...] = may(cells.words(cells.airport), ())


@dataclass(frozen=True, slots=True)
class Tie(Row):
    FILE: ClassVar = "ties.csv"
    KEY: ClassVar = ("city", "partner", "kind")
    REFERENCES: ClassVar = (
        Reference(("city",), "cities.csv"),
        Reference(("partner",), "cities.csv"),
    )
    city: str = need(cells.slug())
    partner: str = need(cells.slug())
    kind: str = need(cells.choice(*TIES))
    signed: str = may(cells.partial_date)
    note: str = may(cells.text(300))

    def complaints(self) -> Iterator[Complaint]:
        if self.city == self.partner:
            yield "partner", f"'{self.city}' cannot have a tie with itself."


@dataclass(frozen=True, slots=True)
class Office(Row):
    FILE: ClassVar = "offices.csv"
    KEY: ClassVar = ("city", "key")
    REFERENCES: ClassVar = (Reference(("city",), "cities.csv"),)
    city: str = need(cells.slug())
    key: str = need(cells.slug())
    rank_class: str = need(cells.choice(*RANKS))
    title: Texts = texts(required=True)
    salutation: Texts = texts()
    honorific: Texts = texts()
    envelope: Texts = texts()
    spoken: Texts = texts()


@dataclass(frozen=True, slots=True)
class Person(Row):
    FILE: ClassVar = "people.csv"
    KEY: ClassVar = ("key",)
    key: str = need(cells.slug(80))
    family_name: str = may(cells.name(120))
    given_name: str = may(cells.name(120))
    family_first: bool = need(cells.yes_no)
    native_name: str = may(cells.name())
    name_language: str = may(cells.language)
    passport_family: str = may(cells.name(120))
    passport_given: str = may(cells.name(120))
    badge: str = may(cells.name(120))
    place_card: str = may(cells.name(120))
    listed: str = may(cells.name(120))
    spoken: str = may(cells.name(120))
    name_in: Texts = texts()
    courtesy: Texts = texts()
    fictitious: bool = need(cells.yes_no)

    def complaints(self) -> Iterator[Complaint]:
        if not (self.family_name or self.given_name):
            yield (
                "family_name",
                "The person has no name: fill in family_name, given_name or both.",
            )


@dataclass(frozen=True, slots=True)
class Tenure(Row):
    FILE: ClassVar = "tenures.csv"
    KEY: ClassVar = ("city", "office", "person")
    REFERENCES: ClassVar = (
        Reference(("city", "office"), "offices.csv"),
        Reference(("person",), "people.csv"),
    )
    city: str = need(cells.slug())
    office: str = need(cells.slug())
    person: str = need(cells.slug(80))
    since: str = may(cells.partial_date)
    until: str = may(cells.partial_date)


@dataclass(frozen=True, slots=True)
class Venue(Row):
    FILE: ClassVar = "venues.csv"
    KEY: ClassVar = ("key",)
    REFERENCES: ClassVar = (Reference(("city",), "cities.csv"),)
    city: str = need(cells.slug())
    key: str = need(cells.slug())
    name: Texts = texts(required=True)
    address: Texts = texts(most=300)


@dataclass(frozen=True, slots=True)
class Room(Row):
    FILE: ClassVar = "rooms.csv"
    KEY: ClassVar = ("key",)
    REFERENCES: ClassVar = (Reference(("venue",), "venues.csv"),)
    venue: str = need(cells.slug())
    key: str = need(cells.slug())
    name: Texts = texts(required=True)
    capacity: int | None = may(cells.number(1, 1_000_000), None)
    setup_minutes: int = may(cells.number(0, 1440), 0)
    position: int = may(cells.number(), 0)


@dataclass(frozen=True, slots=True)
class Organizer(Row):
    FILE: ClassVar = "organizers.csv"
    KEY: ClassVar = ("email", "role")
    email: str = need(cells.email)
    name: str = need(cells.text())
    language: str = need(cells.language)
    role: str = need(cells.choice(*STAFF))
