"""A delegation does not come after all. Everything is kept; what it held becomes free, and is listed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from delegations import duties, notices
from delegations.models import Delegation, Withdrawal
from forum import clock, ledger
from forum.models import User


@dataclass(frozen=True, slots=True)
class Reason:
    """Who withdrew the delegation, on which day, and why."""

    side: str
    withdrawn_on: date
    words: str


class NotWithdrawn(Exception):
    """The delegation comes; there is nothing to take back."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"The delegation of {delegation} is not withdrawn.")
        self.delegation = delegation


@transaction.atomic
def withdraw(delegation: Delegation, why: Reason, *, by: User) -> Withdrawal:
    """Say that a delegation will not come: free what it holds, and confirm it to the city by one letter.

    Withdrawn again, it stays as it was withdrawn.
    """
    delegation = _locked(delegation)
    if standing := delegation.withdrawals.in_force().first():
        found: Withdrawal = standing
        return found
    now = clock.now()
    freed = duties.free(delegation, by=by)
    row: Withdrawal = Withdrawal.objects.create(
        delegation=delegation,
        side=why.side,
        withdrawn_on=why.withdrawn_on,
        reason=why.words,
        freed=[duty.to_json() for duty in freed],
        made_by=by,
        made_at=now,
    )
    _mark(delegation, withdrawn_at=now)
    ledger.record(
        "delegation.withdrawn",
        subject=delegation,
        by=by,
        edition=delegation.edition,
        before={"withdrawn_at": None},
        after={
            "withdrawn_at": now.isoformat(),
            "side": why.side,
            "on": why.withdrawn_on.isoformat(),
            "reason": why.words,
            "freed": [duty.words["en"] for duty in freed],
        },
        on_behalf_of=str(delegation.city) if why.side == Withdrawal.Side.CITY else "",
    )
    notices.confirm_withdrawal(row)
    return row


@transaction.atomic
def take_back(delegation: Delegation, *, by: User) -> Withdrawal:
    """The delegation comes after all. What was freed stays freed. Raises NotWithdrawn."""
    delegation = _locked(delegation)
    row: Withdrawal | None = delegation.withdrawals.in_force().first()
    if row is None:
        raise NotWithdrawn(delegation)
    row.undone_by, row.undone_at = by, clock.now()
    row.save(update_fields=["undone_by", "undone_at"])
    was = delegation.withdrawn_at
    _mark(delegation, withdrawn_at=None)
    ledger.record(
        "delegation.restored",
        subject=delegation,
        by=by,
        edition=delegation.edition,
        before={"withdrawn_at": was.isoformat() if was else None},
        after={"withdrawn_at": None},
    )
    return row


def _mark(delegation: Delegation, **fields: object) -> None:
    rows = Delegation.objects.filter(pk=delegation.pk).scoped()
    rows.update(**fields, version=F("version") + 1)


def _locked(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.filter(pk=delegation.pk).scoped().select_related("edition", "city")
    found: Delegation = rows.select_for_update(of=("self",)).get()
    return found
