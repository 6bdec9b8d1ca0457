"""Whose clock a reader has at home."""

from delegations.models import Delegate
from forum import clock
from forum.models import User


def own_zone(user: User | None, delegate: Delegate) -> str:
    """The zone of the second line under hours: what the account chose, else that of the delegate's city."""
    return (user.zone if user else "") or str(delegate.delegation.city.zone)


def own_place(user: User | None, delegate: Delegate, language: str) -> str:
    """The place that the second line names: that of the chosen zone, else the delegate's city."""
    if user and user.zone:
        return clock.place_of(user.zone, language)
    return str(delegate.delegation.city.name_in(language))
