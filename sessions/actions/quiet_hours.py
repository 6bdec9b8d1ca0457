"""Hours that are kept free. The ledger says that they were entered, changed or taken out; whose they are, never."""

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.db import transaction

from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Delegation
from forum import keeping, ledger
from forum.models import Edition, User
from forum.privacy import Keep
from sessions.models import QuietWindow


class NotOfThisForum(Exception):
    """The delegation or the delegate belongs to another forum, or to none any more."""

    def __init__(self) -> None:
        super().__init__("Whoever these hours were for is not at this forum.")


@dataclass(frozen=True, slots=True)
class Hours:
    """When, for whom and what for. Neither a day nor a weekday is every day of the forum; nobody named, everybody."""

    from_hour: time
    to_hour: time
    kind: str = QuietWindow.Kind.QUIET
    day: date | None = None
    weekday: int | None = None
    delegation: int | None = None
    delegate: int | None = None

    def columns(self) -> dict[str, Any]:
        told = asdict(self)
        return told | {"delegation_id": told.pop("delegation"), "delegate_id": told.pop("delegate")}


@transaction.atomic
def add(edition: Edition, hours: Hours, *, by: User) -> QuietWindow:
    """Keep these hours free; the same sent twice are once. Raises NotOfThisForum."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    _refuse_strangers(edition, hours)
    columns = hours.columns()
    known: QuietWindow | None = QuietWindow.objects.within(edition).filter(**columns).first()
    if known:
        return known
    row = QuietWindow.objects.create(edition=edition, **columns)
    ledger.record("quiet.added", subject=row, by=by, edition=edition, after=_told(row))
    return row


@transaction.atomic
def change(window: QuietWindow, hours: Hours, *, seen: int, by: User) -> QuietWindow:
    """Set the hours anew; the same again changes nothing. Raises Stale, NotOfThisForum or QuietWindow.DoesNotExist."""
    row = _locked(window)
    if row is None:
        raise QuietWindow.DoesNotExist
    if hours_in(row) == hours:
        return row
    refuse_stale(row, seen)
    _refuse_strangers(row.edition, hours)
    before = _told(row)
    for name, value in hours.columns().items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    ledger.record("quiet.changed", subject=row, by=by, edition=row.edition, before=before, after=_told(row))
    return row


@transaction.atomic
def remove(window: QuietWindow, *, by: User) -> None:
    """These hours are not kept free any more. Twice is once."""
    row = _locked(window)
    if row:
        ledger.record("quiet.removed", subject=row, by=by, edition=row.edition, before=_told(row))
        row.delete()


def hours_in(row: QuietWindow) -> Hours:
    """What is written down in a row now."""
    return Hours(row.from_hour, row.to_hour, row.kind, row.day, row.weekday, row.delegation_id, row.delegate_id)


def due(edition: Edition) -> int:
    """How many rows that name somebody `forget` would delete now. Changes nothing."""
    over = keeping.is_over(Keep.ONE_MONTH, edition)
    return QuietWindow.objects.within(edition).private().count() if over else 0


@transaction.atomic
def forget(edition: Edition) -> int:
    """Delete the hours of people once their time is over; again does nothing. Says how many there were."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    count = due(edition)
    if count:
        QuietWindow.objects.within(edition).private().delete()
        ledger.record("quiet.forgotten", subject=edition, by=None, edition=edition, after={"count": count})
    return count


def forget_all() -> None:
    """Every edition whose time is over, each by itself."""
    for edition in Edition.objects.order_by("pk"):
        forget(edition)


def _told(row: QuietWindow) -> dict[str, Any]:
    if row.names_somebody:
        return {"for": "somebody"}
    hours = {"from": row.from_hour.isoformat("minutes"), "to": row.to_hour.isoformat("minutes"), "kind": str(row.kind)}
    day = {"day": row.day.isoformat()} if row.day else {"weekday": row.weekday} if row.weekday else {}
    return {"for": "everybody"} | hours | day


def _refuse_strangers(edition: Edition, hours: Hours) -> None:
    if hours.delegation and not Delegation.objects.within(edition).filter(pk=hours.delegation).exists():
        raise NotOfThisForum
    if hours.delegate and not Delegate.objects.within(edition).filter(pk=hours.delegate).exists():
        raise NotOfThisForum


def _locked(window: QuietWindow) -> QuietWindow | None:
    rows = QuietWindow.objects.within(window.edition).filter(pk=window.pk)
    found: QuietWindow | None = rows.select_related("edition").select_for_update(of=("self",)).first()
    return found
