"""Rows kept as a list tells them: made where they are missing, changed where they differ, found by natural keys."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)
Values = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True)
class Tally:
    """How many rows of each model were made and changed; and which rows were changed."""

    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    touched: list[models.Model] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.made or self.changed)

    def keep(
        self,
        among: models.QuerySet[M],
        rows: Iterable[Values],
        *,
        by: tuple[str, ...],
        in_place: Callable[[M], bool] = lambda row: False,
    ) -> dict[Key, M]:
        """See to it that each of `rows` is there, and give all rows by their key: the values of the fields `by`.

        Fields that are not named stay as they are; rows that are not named stay. `in_place` says which rows are
        in a place for one, so that two may change places.
        """
        kept = {_key(row, by): row for row in among.order_by("pk")}
        made, changed, fields = [], [], set()
        for values in rows:
            key = tuple(values[name] for name in by)
            if key not in kept:
                kept[key] = among.model(**values)
                made.append(kept[key])
            elif different := _differences(kept[key], values):
                changed.append(kept[key])
                fields |= _set(kept[key], different)
                self.touched.append(kept[key])
        # Who leaves a place makes room for whoever is to have it, and both for whoever is new.
        for comes in (False, True):
            if some := [row for row in changed if in_place(row) == comes]:
                among.model._default_manager.bulk_update(some, sorted(fields))
        among.model._default_manager.bulk_create(made)
        self._count(among.model, len(made), len(changed))
        return kept

    def _count(self, model: type[models.Model], made: int, changed: int) -> None:
        # A count of nothing would make the tally look as if something had happened.
        if made:
            self.made[model._meta.label_lower] += made
        if changed:
            self.changed[model._meta.label_lower] += changed


def _key(row: models.Model, by: tuple[str, ...]) -> Key:
    return tuple(getattr(row, name) for name in by)


def _differences(row: models.Model, values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _set(row: models.Model, values: Values) -> set[str]:
    """Give the row its new values; the names of all fields that this touched."""
    for name, value in values.items():
        setattr(row, name, value)
    if hasattr(row, "version"):
        row.version += 1
        return {*values, "version"}
    return set(values)
