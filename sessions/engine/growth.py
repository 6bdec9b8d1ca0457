"""What itineraries have come to tell since the first ones were written.

When the house learns to tell something new, everybody's itinerary becomes longer overnight. That is no news about
anybody's days, and no letter says so: see docs/decisions/0013.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sessions.engine.values import Entry

FIRST, NOW = 1, 2
KINDS_SINCE = {"ride": 2, "hotel": 2, "liaison": 2}
FIELDS_SINCE = {"channels": 2, "companions": 2}


def as_known_in(scope: int, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """These lines as an itinerary of that scope would have told them."""
    if scope >= NOW:
        return tuple(entries)
    unknown: dict[str, Any] = {name: {} for name, since in FIELDS_SINCE.items() if since > scope}
    return tuple(replace(entry, **unknown) for entry in entries if KINDS_SINCE.get(entry.kind, FIRST) <= scope)
