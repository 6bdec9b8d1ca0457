"""The tables of a forum's folder: one class per file, one field per column, and what must hold within a row.

Here those of the programme, and the list of all."""

# ruff: noqa: RUF009 -- need(), may() and texts() are dataclasses.field() by shorter names

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sessions.reference import cells, delegation_rows, house_rows, ruling_rows, whole
from sessions.reference.columns import Complaint, Reference, Row, Texts, may, need, texts
from sessions.reference.dossier_rows import Dossier
from sessions.reference.speech_rows import SPEECH_TABLES
from sessions.reference.stay_rows import STAY_TABLES
from sessions.reference.vocabulary import (
    AUDIENCES,
    DRESSES,
    INTERPRETATIONS,
    KINDS,
    PARTS,
    TEXT_KINDS,
)


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
    channels: tuple[str, ...] = may(cells.languages, ())  # in the order of their numbers, from 1

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
    wishes_by: datetime | None = may(cells.moment, None)


@dataclass(frozen=True, slots=True)
class Speech(Part):
    FILE: ClassVar = "speeches.csv"
    KIND: ClassVar = "speech"
    minutes: int = may(cells.number(1, 600), 8)
    language: str = may(cells.language)
    topic: Texts = texts(most=300)
    interpretation: str = may(cells.choice(*INTERPRETATIONS), "simultaneous")
    pointer: str = may(cells.text(120))
    inscribed: datetime | None = may(cells.moment, None)


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


TABLES: tuple[type[Row], ...] = (
    *(
        house_rows.City,
        house_rows.Tie,
        house_rows.Office,
        house_rows.Person,
        house_rows.Tenure,
        house_rows.Venue,
        house_rows.Room,
        delegation_rows.Delegation,
        delegation_rows.Letter,
        delegation_rows.Delegate,
        delegation_rows.Assistant,
        house_rows.Organizer,
        delegation_rows.VisaPost,
        delegation_rows.Papers,
    ),
    delegation_rows.Policy,
    *(Engagement, SubForum, Speech, Visit, Signing, Attendance, delegation_rows.Flight),
    *SPEECH_TABLES,
    *STAY_TABLES,
    Dossier,
    *whole.TABLES,
    *ruling_rows.TABLES,
)
REQUIRED = frozenset({"cities.csv", "offices.csv"})
