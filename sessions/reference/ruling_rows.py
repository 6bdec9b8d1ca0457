"""The tables that the rules read: drives between venues, interpreters and where they work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sessions.reference import cells
from sessions.reference.columns import Complaint, Reference, Row, may, need


@dataclass(frozen=True, slots=True)
class Drive(Row):
    FILE: ClassVar = "drives.csv"
    KEY: ClassVar = ("venue", "other")
    REFERENCES: ClassVar = (Reference(("venue",), "venues.csv"), Reference(("other",), "venues.csv"))
    venue: str = need(cells.slug())
    other: str = need(cells.slug())
    minutes: int = need(cells.number(0, 600))
    estimated: bool = may(cells.yes_no, False)

    def complaints(self) -> Iterator[Complaint]:
        if self.venue >= self.other:
            yield "other", "Write each drive once, the two venues in the order of the alphabet."


@dataclass(frozen=True, slots=True)
class Interpreter(Row):
    FILE: ClassVar = "interpreters.csv"
    KEY: ClassVar = ("name",)
    name: str = need(cells.name(200))
    a: tuple[str, ...] = may(cells.languages, ())
    b: tuple[str, ...] = may(cells.languages, ())
    c: tuple[str, ...] = may(cells.languages, ())
    days: tuple[date, ...] = may(cells.words(cells.day), ())

    def classes(self) -> dict[str, str]:
        told = (("A", self.a), ("B", self.b), ("C", self.c))
        return {tag: level for level, tags in told for tag in tags}

    def complaints(self) -> Iterator[Complaint]:
        if len(self.classes()) < 2 or not (self.a or self.b):
            yield "a", "Name two languages at least, and one of them under a or b."


@dataclass(frozen=True, slots=True)
class Duty(Row):
    FILE: ClassVar = "interpreter_duties.csv"
    KEY: ClassVar = ("engagement", "interpreter", "source", "target")
    REFERENCES: ClassVar = (
        Reference(("engagement",), "engagements.csv"),
        Reference(("interpreter",), "interpreters.csv"),
    )
    engagement: str = need(cells.slug(80))
    interpreter: str = need(cells.name(200))
    source: str = need(cells.language)
    target: str = need(cells.language)

    def complaints(self) -> Iterator[Complaint]:
        if self.source == self.target:
            yield "target", "Nobody interprets a language into itself."


TABLES: tuple[type[Row], ...] = (Drive, Interpreter, Duty)
