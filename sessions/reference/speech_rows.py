"""The tables of a forum's folder that tell of sub-forums and speeches: who wishes what, and which texts are in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from sessions.reference import cells
from sessions.reference.columns import Complaint, Reference, Row, may, need
from sessions.reference.vocabulary import PAPER_KINDS, PAPER_STATES


@dataclass(frozen=True, slots=True)
class Wish(Row):
    FILE: ClassVar = "wishes.csv"
    KEY: ClassVar = ("city", "rank")
    REFERENCES: ClassVar = (
        Reference(("city",), "delegations.csv"),
        Reference(("engagement",), "subforums.csv"),
    )
    city: str = need(cells.slug())
    rank: int = need(cells.number(1, 20))
    engagement: str = need(cells.slug(80))


@dataclass(frozen=True, slots=True)
class Text(Row):
    """A text or slides that were handed in; the words themselves stand in the cell."""

    FILE: ClassVar = "texts.csv"
    KEY: ClassVar = ("engagement", "kind", "number")
    REFERENCES: ClassVar = (Reference(("engagement",), "speeches.csv"),)
    engagement: str = need(cells.slug(80))
    kind: str = may(cells.choice(*PAPER_KINDS), "text")
    number: int = may(cells.number(1, 99), 1)
    language: str = may(cells.language)
    status: str = may(cells.choice(*PAPER_STATES), "received")
    reason: str = may(cells.text(500))
    words: str = need(cells.text(4000))

    def complaints(self) -> Iterator[Complaint]:
        if self.status == "returned" and not self.reason:
            yield "reason", "Say why it was returned."


SPEECH_TABLES: tuple[type[Row], ...] = (Wish, Text)
