"""Plain rows that organizers keep, such as vehicles and hotels: added, changed, taken out, always written down."""

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from delegations.actions.stale import refuse_stale
from forum import ledger
from forum.models import Edition, User

# Of the house: its manager is scoped and it has a version, which Django's own Model does not promise.
M = TypeVar("M", bound=models.Model)


class Taken(Exception):
    """Another row stands where this one should, such as a vehicle with the same number plate."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(f"{row._meta.verbose_name}: another one like {row} is there already.")
        self.row = row


class StillUsed(Exception):
    """The row cannot go while others hang on it, such as a vehicle that has transfers."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(f"{row} is still used.")
        self.row = row


@transaction.atomic
def add(row: M, *, natural: tuple[str, ...], verb: str, by: User, edition: Edition) -> M:
    """Save a new row; the same sent twice, as by a double click, is one. Raises Taken."""
    values = _values(row)
    known = {name: getattr(row, name) for name in natural}
    twin = type(row)._default_manager.filter(**known).scoped().first()  # type: ignore[attr-defined]  # see M
    if twin is not None:
        if _values(twin) == values:
            return twin  # type: ignore[no-any-return]  # see M
        raise Taken(twin)
    _save(row)
    ledger.record(verb, subject=row, by=by, edition=edition, after=values)
    return row


@transaction.atomic
def change(row: M, values: Mapping[str, Any], *, seen: int, verb: str, by: User, edition: Edition) -> M:
    """Give a row new values; the same again changes nothing. Raises Stale, Taken or DoesNotExist."""
    model = type(row)
    now: M = model._default_manager.scoped().select_for_update(of=("self",)).get(pk=row.pk)  # type: ignore[attr-defined]  # see M
    # A copy, for whoever comes too late is shown the row as it is.
    wanted = copy(now)
    for name, value in values.items():
        setattr(wanted, name, value)
    before, after = _values(now), _values(wanted)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return now
    refuse_stale(now, seen)
    wanted.version += 1  # type: ignore[attr-defined]  # see M
    _save(wanted)
    was, becomes = ({name: some[name] for name in changed} for some in (before, after))
    ledger.record(verb, subject=wanted, by=by, edition=edition, before=was, after=becomes)
    return wanted


@transaction.atomic
def remove(row: models.Model, *, verb: str, by: User, edition: Edition) -> None:
    """Take a row out; again changes nothing. Raises StillUsed."""
    found = type(row)._default_manager.scoped().select_for_update(of=("self",)).filter(pk=row.pk).first()  # type: ignore[attr-defined]  # see M
    if found is None:
        return
    ledger.record(verb, subject=found, by=by, edition=edition, before=_values(found))
    try:
        found.delete()
    except ProtectedError as used:
        raise StillUsed(found) from used


def _save(row: models.Model) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refusal:
        raise Taken(row) from refusal


def _values(row: models.Model) -> dict[str, Any]:
    named = (field.attname for field in row._meta.concrete_fields if field.name not in {"id", "version"})
    return {name: _plain(getattr(row, name)) for name in named}


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
    return value
