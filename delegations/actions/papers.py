"""What goes with a delegate who is taken off the list."""

from django.db import transaction

from delegations.actions import portraits, travel_documents
from delegations.models import Delegate
from forum.models import User


@transaction.atomic
def forget_papers(delegate: Delegate, *, by: User) -> None:
    """Delete passport and photo, with their files and the words of letters made from them; again changes nothing."""
    travel_documents.delete(delegate, by=by)
    portraits.delete(delegate, by=by)
