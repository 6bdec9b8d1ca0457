"""What goes with a delegate who is taken off the list."""

from collections.abc import Sequence

from django.db import transaction

from delegations.actions import portraits, travel_documents
from delegations.models import Delegate, Portrait, TravelDocument
from forum.models import User


@transaction.atomic
def forget_papers(delegate: Delegate, *, by: User) -> None:
    """Delete passport and photo, with their files and the words of letters made from them; again changes nothing."""
    travel_documents.delete(delegate, by=by)
    portraits.delete(delegate, by=by)


def holders_among(delegates: Sequence[int]) -> set[int]:
    """Those of these delegates of whom there is a passport or a photo."""
    found: set[int] = set()
    for kind in (TravelDocument, Portrait):
        rows = kind.objects.filter(delegate__in=delegates).scoped()
        found |= set(rows.values_list("delegate_id", flat=True))
    return found
