"""The tables of a forum's folder: one class per file, one field per column, and what must hold within a row."""

# ruff: noqa: RUF009 -- need(), may() and texts() are dataclasses.field() by shorter names

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from forum.clock import instant, instants, local
from sessions.reference import cells, whole
from sessions.reference.columns import Complaint, Reference, Row, Texts, may, need, texts
from sessions.reference.dossier_rows import Dossier
from sessions.reference.stay_rows import STAY_TABLES
from sessions.reference.vocabulary import (
    ANSWERS,
    AUDIENCES,
    CHANNELS,
    CHINESE_ORDERS,
    DRESSES,
    KINDS,
    LEVELS,
    NAME_FORMS,
    PARTS,
    PASSPORTS,
    POWERS,
    RANKS,
    ROLES,
    RULES,
    STAFF,
    STAND_INS,
    TEXT_KINDS,
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
class Organizer(Row):
    FILE: ClassVar = "organizers.csv"
    KEY: ClassVar = ("email", "role")
    email: str = need(cells.email)
    name: str = need(cells.text())
    language: str = need(cells.language)
    role: str = need(cells.choice(*STAFF))


@dataclass(frozen=True, slots=True)
class Engagement(Row):
    FILE: ClassVar = "engagements.csv"
    KEY: ClassVar = ("key",)
    REFERENCES: ClassVar = (
        Reference(("parent",), "engagements.csv"),
        Reference(("room",), "rooms.csv"),
        Reference(("city",), "delegations.csv"),
    )
    key: str = need(cells.slug(80))
    kind: str = need(cells.choice(*KINDS))
    parent: str = may(cells.slug(80))
    title: Texts = texts(required=True)
    note: Texts = texts(most=1000)
    room: str = may(cells.slug())
    starts: datetime | None = may(cells.moment, None)
    ends: datetime | None = may(cells.moment, None)
    position: int = may(cells.number(), 0)
    audience: str = may(cells.choice(*AUDIENCES), "delegates")
    city: str = may(cells.slug())
    dress: str = may(cells.choice(*DRESSES))
    languages: tuple[str, ...] = may(cells.languages, ())

    def complaints(self) -> Iterator[Complaint]:
        if bool(self.starts) != bool(self.ends):
            yield "ends", "Give both a start and an end, or neither."
        if self.starts and self.ends and self.ends <= self.starts:
            yield (
                "ends",
                f"It ends ({self.ends:%Y-%m-%d %H:%M}) before it has started ({self.starts:%Y-%m-%d %H:%M}).",
            )
        if self.audience == "delegation" and not self.city:
            yield "city", "An engagement of one delegation must name its city."


@dataclass(frozen=True, slots=True)
class Part(Row):
    """The special part of an engagement: a row of a file that belongs to one kind."""

    KIND: ClassVar[str] = ""
    KEY: ClassVar = ("engagement",)
    REFERENCES: ClassVar[tuple[Reference, ...]] = (Reference(("engagement",), "engagements.csv"),)
    engagement: str = need(cells.slug(80))


@dataclass(frozen=True, slots=True)
class SubForum(Part):
    FILE: ClassVar = "subforums.csv"
    KIND: ClassVar = "sub_forum"
    theme: Texts = texts()
    seats: int | None = may(cells.number(1), None)


@dataclass(frozen=True, slots=True)
class Speech(Part):
    FILE: ClassVar = "speeches.csv"
    KIND: ClassVar = "speech"
    minutes: int = may(cells.number(1, 600), 8)
    language: str = may(cells.language)


@dataclass(frozen=True, slots=True)
class Visit(Part):
    FILE: ClassVar = "visits.csv"
    KIND: ClassVar = "site_visit"
    seats: int | None = may(cells.number(1), None)
    meeting_point: Texts = texts()


@dataclass(frozen=True, slots=True)
class Signing(Part):
    FILE: ClassVar = "signings.csv"
    KIND: ClassVar = "signing"
    REFERENCES: ClassVar = (*Part.REFERENCES, Reference(("party",), "cities.csv"))
    text_kind: str = need(cells.choice(*TEXT_KINDS))
    party: str = need(cells.slug())
    text_title: Texts = texts(required=True)


@dataclass(frozen=True, slots=True)
class Attendance(Row):
    FILE: ClassVar = "attendances.csv"
    KEY: ClassVar = ("engagement", "city", "person")
    REFERENCES: ClassVar = (
        Reference(("engagement",), "engagements.csv"),
        Reference(("city", "person"), "delegates.csv"),
    )
    engagement: str = need(cells.slug(80))
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    part: str = need(cells.choice(*PARTS))
    position: int = may(cells.number(), 0)


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


TABLES: tuple[type[Row], ...] = (
    *(
        City,
        Tie,
        Office,
        Person,
        Tenure,
        Venue,
        Room,
        Delegation,
        Letter,
        Delegate,
        Assistant,
        Organizer,
        VisaPost,
        Papers,
    ),
    Policy,
    *(Engagement, SubForum, Speech, Visit, Signing, Attendance, Flight),
    *STAY_TABLES,
    Dossier,
    *whole.TABLES,
)
REQUIRED = frozenset({"cities.csv", "offices.csv"})
