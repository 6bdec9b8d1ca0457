"""Whose clock a reader has at home."""

from delegations.models import Delegate
from forum.models import User


def own_zone(user: User | None, delegate: Delegate) -> str:
    """The zone of the second line under hours: what the account chose, else that of the delegate's city."""
    return (user.zone if user else "") or str(delegate.delegation.city.zone)
