"""The permission to hold the forum: written down, and obeyed before a letter goes out."""

from datetime import date
from typing import Any

from django.db import transaction

from delegations import permits
from delegations.actions.stale import refuse_stale
from delegations.models import Permit
from forum import ledger
from forum.models import Edition, User

FIELDS = (
    *("approving_body", "file_number", "approved_on", "foreign_guests", "people", "days", "countries"),
    *("budget", "conditions", "holds_letters"),
)


class NotApprovedYet(Exception):
    """The approval does not exist yet, and the permit says that nobody is invited before."""

    def __init__(self, permit: Permit) -> None:
        super().__init__(f"{permit.approving_body} has not approved the forum yet.")
        self.permit = permit


@transaction.atomic
def keep(edition: Edition, *, seen: int, by: User, **fields: Any) -> Permit:
    """Write down what was asked or approved; `seen` is 0 for the first. Raises Stale."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    row = permits.of(edition)
    if row and _values(row) == {**_values(row), **_written(fields)}:
        return row
    if row is None:
        row, before = Permit(edition=edition, version=0), {}
    else:
        refuse_stale(row, seen)
        before = _values(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    after = {name: value for name, value in _values(row).items() if before.get(name) != value}
    was = {name: before[name] for name in after if name in before}
    ledger.record("permit.kept", subject=row, by=by, edition=edition, before=was, after=after)
    return row


def refuse_before_approval(edition: Edition) -> None:
    """Raises NotApprovedYet where the edition has a permit that holds letters and is not approved."""
    permit = permits.of(edition)
    if permit and permit.holds_letters and permit.approved_on is None:
        raise NotApprovedYet(permit)


def _values(permit: Permit) -> dict[str, Any]:
    return _written({name: getattr(permit, name) for name in FIELDS})


def _written(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
