"""The table of what is known of an invented delegate beside name and function. Real people are not in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from sessions.reference import cells
from sessions.reference.columns import Complaint, Reference, Row, may, need

CONSENTS = ("photo", "list", "transfer")
INTERPRETATION = ("none", "needed", "own")


@dataclass(frozen=True, slots=True)
class Dossier(Row):
    FILE: ClassVar = "dossiers.csv"
    KEY: ClassVar = ("city", "person")
    REFERENCES: ClassVar = (Reference(("city", "person"), "delegates.csv"),)
    city: str = need(cells.slug())
    person: str = need(cells.slug(80))
    mobile: str = may(cells.text(20))
    emergency_name: str = may(cells.text(200))
    emergency_phone: str = may(cells.text(20))
    speaks: tuple[str, ...] = may(cells.languages, ())
    interpretation: str = may(cells.choice(*INTERPRETATION))
    agrees: tuple[str, ...] = may(cells.choices(*CONSENTS), ())
    refuses: tuple[str, ...] = may(cells.choices(*CONSENTS), ())
    photo: bool = may(cells.yes_no, False)

    def complaints(self) -> Iterator[Complaint]:
        for name in ("mobile", "emergency_phone"):
            if (number := getattr(self, name)) and not number.startswith("+"):
                yield name, "Write the telephone with its country code, such as +447700900123."
        if set(self.agrees) & set(self.refuses):
            yield "refuses", "Nobody agrees to a thing and refuses it."
