"""What one reader has seen of an itinerary, beside what letters have told: the page marks both, each for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, FilteredRelation, Q, QuerySet

from forum import clock
from forum.models import User
from sessions.board import entries_in
from sessions.engine.itinerary import edits
from sessions.engine.values import Edit
from sessions.models import ItineraryVersion
from sessions.notices import Known, that_count

# Whoever looks again within the hour is still at the same look: a page loaded twice does not lose its marks.
SAME_LOOK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Looked:
    """One reader before one itinerary: what is known of it, and the versions that he has seen and confirmed."""

    known: Known
    # The version that he knew before this look; None when he never looked, or has seen the newest before.
    before: ItineraryVersion | None = None
    seen_number: int = 0
    confirmed_number: int = 0
    confirmed_at: datetime | None = None

    @property
    def newest(self) -> ItineraryVersion | None:
        return self.known.newest

    @property
    def has_confirmed(self) -> bool:
        """Whether he has said that he has seen the version that is true now."""
        return self.newest is not None and self.confirmed_number == self.newest.number

    def since_last_look(self) -> tuple[Edit, ...]:
        """What is different from what he saw when he last looked; nothing for whoever looks for the first time."""
        if self.newest is None or self.before is None:
            return ()
        return edits(entries_in(self.before), entries_in(self.newest))

    def versions(self) -> list[ItineraryVersion]:
        """Every version whose people may have to be named."""
        return [*self.known.versions(), *([self.before] if self.before else [])]


def looked_at(rows: "QuerySet[ItineraryVersion]", reader: User) -> dict[int, Looked]:
    """By delegate, what this reader knows of each of these itineraries. One query."""
    own = FilteredRelation("delegate__readings", condition=Q(delegate__readings__reader=reader))
    fields = {f"of_{name}": F(f"own__{name}") for name in READ}
    seen = Q(number=F("of_seen_number")) | Q(number=F("of_before_number"))
    found: dict[int, list[ItineraryVersion]] = {}
    for version in that_count(rows.annotate(own=own).annotate(**fields), also=seen):
        found.setdefault(version.delegate_id, []).append(version)
    return {delegate: _looked(versions) for delegate, versions in found.items()}


READ = ("seen_number", "seen_at", "before_number", "confirmed_number", "confirmed_at")


def _looked(versions: Iterable[ItineraryVersion]) -> Looked:
    by_number = {version.number: version for version in versions}
    known = Known.of(by_number.values())
    any_one = next(iter(by_number.values()))
    seen, seen_at, before, confirmed, confirmed_at = (getattr(any_one, f"of_{name}") for name in READ)
    if seen is None or known.newest is None:
        return Looked(known)
    base = base_of(known.newest.number, seen, before, confirmed, same_look=clock.now() - seen_at < SAME_LOOK)
    return Looked(known, by_number.get(base), seen, confirmed, confirmed_at)


def base_of(newest: int, seen: int, before: int, confirmed: int, *, same_look: bool) -> int:
    """The number of the version against which a reader's news are found; 0 when there is nothing to compare.

    He saw `seen` last, knew `before` until then, and has confirmed `confirmed`.
    """
    if seen < newest:
        return seen
    return before if same_look and confirmed < newest else 0
