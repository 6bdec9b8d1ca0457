"""Every model field says what kind of datum it holds and how long it is kept.

Export, erasure and retention are generated from these classes, so a field without one fails the suite.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Level(StrEnum):
    PUBLIC = "public"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"


class Keep(StrEnum):
    """How long a datum may stay, counted from the edition's last day unless it says otherwise."""

    LONG_TERM = "long term: the public record of a public role"
    WITH_THE_ROW = "as long as the row it belongs to"
    ONE_MONTH = "one month after the edition"
    THREE_MONTHS = "three months after the edition"
    TWO_YEARS = "two years after the edition: proof of what was done"
    ONE_DAY = "one day after it was made"
    ACCOUNT = "as long as the account has a mandate or an appointment, then three months"


@dataclass(frozen=True, slots=True)
class DataClass:
    level: Level
    keep: Keep


def classified(*groups: tuple[Level, Keep, str]) -> dict[str, DataClass]:
    """Field name → class, from groups of (level, keep, "names separated by spaces").

    Raises ValueError when a field is named twice.
    """
    table: dict[str, DataClass] = {}
    for level, keep, names in groups:
        for name in names.split():
            if name in table:
                raise ValueError(f"The field {name} is classified twice.")
            table[name] = DataClass(level, keep)
    return table


def public(names: str, keep: Keep = Keep.WITH_THE_ROW) -> tuple[Level, Keep, str]:
    return Level.PUBLIC, keep, names


def personal(names: str, keep: Keep = Keep.THREE_MONTHS) -> tuple[Level, Keep, str]:
    return Level.PERSONAL, keep, names


def sensitive(names: str, keep: Keep = Keep.ONE_MONTH) -> tuple[Level, Keep, str]:
    return Level.SENSITIVE, keep, names


def secret(names: str, keep: Keep = Keep.ONE_DAY) -> tuple[Level, Keep, str]:
    return Level.SECRET, keep, names


def unclassified(model: type[models.Model]) -> set[str]:
    """Names of concrete fields without a class, and of classes without a field."""
    fields = {field.name for field in model._meta.concrete_fields}
    return fields ^ set(getattr(model, "DATA", {}))
