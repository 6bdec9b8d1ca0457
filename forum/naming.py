"""Columns for names: kept in one form of Unicode, and found in whatever script somebody types."""

from collections.abc import Collection, Iterable
from typing import Any, Self, TypeVar

from django.db import models

from forum import spelling
from forum.fields import check_letters
from forum.folding import folded, matching

M = TypeVar("M", bound=models.Model)


class NameField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """A name, letter by letter as it was given, in Unicode's composed form; marks that turn a line are refused."""

    default_validators = [check_letters]

    def get_prep_value(self, value: Any) -> Any:
        return spelling.kept(value) if isinstance(value, str) else super().get_prep_value(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        found = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, found)
        return found


def check_renderings(value: object) -> None:
    """Raises ValidationError unless every text is one that a name may be."""
    for text in value.values() if isinstance(value, dict) else ():
        check_letters(str(text))


class FoldedField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """The folded forms of what the row's `names_to_find` gives; written whenever the row is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", "editable": False, **kwargs})

    def pre_save(self, model_instance: Any, add: bool) -> str:
        texts = getattr(model_instance, "names_to_find", None)  # rows of a migration cannot say their names
        found = folded(texts()) if texts else getattr(model_instance, self.attname)
        setattr(model_instance, self.attname, found)
        return found


class NamedQuerySet(models.QuerySet[M]):
    """Rows with a `folded` column, which follows the names also when many rows are written at once."""

    def named(self, text: str) -> Self:
        """Those that somebody who types this may mean, in whatever script."""
        return self.filter(matching(text, "folded"))

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows, names = list(objs), set(fields)
        for row in rows:
            row.folded = folded(row.names_to_find())  # type: ignore[attr-defined]  # see FoldedField
        return super().bulk_update(rows, sorted(names | {"folded"}), batch_size)

    def update(self, **values: Any) -> int:
        if not self._renames(values):
            return super().update(**values)
        keys = list(self.values_list("pk", flat=True))
        done = self.model._base_manager.filter(pk__in=keys).update(**values)
        for row in self.model._default_manager.filter(pk__in=keys):
            row.save(update_fields=["folded"])
        return done

    def _renames(self, values: Collection[str]) -> bool:
        return bool(set(values) & set(self.model.FOUND_BY))  # type: ignore[attr-defined]  # see Person and City
