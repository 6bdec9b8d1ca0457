"""What this room shows on the organizers' dashboard, and its entries in their navigation."""

from forum.frame import NavEntry
from forum.models import Edition
from forum.panels import Figure

NAV: list[NavEntry] = []


def figures(edition: Edition) -> list[Figure]:
    """The figures of this room for the dashboard."""
    return []
