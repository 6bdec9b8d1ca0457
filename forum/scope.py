"""Rows of an edition or a delegation are read inside a scope, or not at all.

A query on such a model that names neither an edition, a delegation, a user nor a parent row raises
`Unscoped`: another city's rows cannot leak through a filter that somebody forgot.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self

from django.db import models

_everywhere: ContextVar[str] = ContextVar("everywhere", default="")


class Unscoped(Exception):
    """A query on scoped rows named no edition, delegation, user or parent row."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(
            f"{model.__name__} rows are read within an edition, for a delegation or for a user: "
            f"begin with .within(edition), or say scope.everywhere(reason)."
        )


@contextmanager
def everywhere(reason: str) -> Iterator[None]:
    """Lift the lock for work that belongs to the whole house, such as a sweep. The reason is for the reader."""
    token = _everywhere.set(reason)
    try:
        yield
    finally:
        _everywhere.reset(token)


class ScopedQuerySet(models.QuerySet[Any]):
    """A QuerySet that refuses to run before it was given a scope."""

    EDITION: ClassVar[str] = "edition"
    _scoped = False

    def within(self, edition: models.Model) -> Self:
        """Rows of one edition."""
        return self.filter(**{self.EDITION: edition}).scoped()

    def scoped(self) -> Self:
        """Mark as scoped: for QuerySet words that filter by an owner."""
        clone: Self = self._chain()  # type: ignore[attr-defined]  # Django's own way to copy a query
        clone._scoped = True
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own way to copy a query
        clone._scoped = self._scoped
        return clone

    def _guard(self) -> None:
        # Rows reached through a related row ("delegation.delegates") carry that row as a hint.
        if not (self._scoped or _everywhere.get() or _parent(self) is not None):
            raise Unscoped(self.model)

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        self._guard()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()


def _parent(rows: models.QuerySet[Any]) -> models.Model | None:
    hints: dict[str, models.Model] = rows._hints  # type: ignore[attr-defined]  # set by Django's related managers
    return hints.get("instance")


class ScopedModel(models.Model):
    """Base of rows that belong to an edition or a delegation."""

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Any = None) -> None:
        with everywhere("uniqueness is asked of all rows"):
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with everywhere("constraints are asked of all rows"):
            super().validate_constraints(exclude)
