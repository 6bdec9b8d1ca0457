"""Readers of the ledger."""

from forum.models import Change


def keep_itineraries(change: Change) -> None:
    """Bring the itineraries up to date that a change touches."""
