"""Two people wrote the same row at the same time."""

from django.db import models


class Stale(Exception):
    """The row has changed since its writer looked. Carries the row as it is now."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(f"{row} has been changed by somebody else meanwhile.")
        self.row = row


def refuse_stale(row: models.Model, seen: int) -> None:
    """Raises Stale unless the writer saw the row's present version."""
    if row.version != seen:  # type: ignore[attr-defined]  # every row that people edit has a version
        raise Stale(row)
