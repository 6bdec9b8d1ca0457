"""What a table is made of: columns, families of columns in several languages, and references to other tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sessions.reference import cells

Texts = dict[str, str]  # language tag → text
Complaint = tuple[str, str]  # column, sentence


@dataclass(frozen=True, slots=True)
class Column:
    """How the cells of a column are read. A family of columns holds one text in several languages."""

    parse: cells.Parse
    required: bool = True
    absent: object = ""
    family: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """These columns of a row together name a row of another file."""

    columns: tuple[str, ...]
    file: str


def need(parse: cells.Parse) -> Any:
    return field(metadata={"column": Column(parse)})


def may(parse: cells.Parse, absent: object = "") -> Any:
    return field(metadata={"column": Column(parse, required=False, absent=absent)})


def texts(*, required: bool = False, most: int = 200) -> Any:
    """One text in several languages: the field `name` reads the columns `name_en`, `name_fr` …"""
    return field(metadata={"column": Column(cells.text(most), required=required, family=True)})


@dataclass(frozen=True, slots=True)
class Row:
    FILE: ClassVar[str] = ""
    KEY: ClassVar[tuple[str, ...]] = ()
    REFERENCES: ClassVar[tuple[Reference, ...]] = ()
    line: int

    def complaints(self) -> Iterator[Complaint]:
        """What is wrong with the row as a whole."""
        yield from ()
