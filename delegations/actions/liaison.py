"""Liaison officers of delegations: named, changed, taken away, always written down."""

from typing import Any

from django.db import transaction

from delegations.actions import rows
from delegations.models import Delegation, LiaisonOfficer
from forum.models import User


def name(delegation: Delegation, values: dict[str, Any], *, by: User) -> LiaisonOfficer:
    """Name an officer for a delegation; the same sent twice is one. Raises rows.Taken."""
    row = LiaisonOfficer(delegation=delegation, **values)
    natural = ("delegation", "name")
    return rows.add(row, natural=natural, verb="liaison.named", by=by, edition=delegation.edition)


def change(row: LiaisonOfficer, values: dict[str, Any], *, seen: int, by: User) -> LiaisonOfficer:
    """Another officer, telephone or language; the same again changes nothing. Raises Stale or rows.Taken."""
    return rows.change(row, values, seen=seen, verb="liaison.changed", by=by, edition=row.delegation.edition)


@transaction.atomic
def take_away(row: LiaisonOfficer, *, by: User) -> None:
    """The delegation has this officer no longer; again changes nothing."""
    rows.remove(row, verb="liaison.removed", by=by, edition=row.delegation.edition)
