"""How long the drives between the venues of a city take."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from forum import ledger
from forum.models import Edition, User, Venue
from sessions.models import Engagement, VenueDistance

Pair = tuple[int, int]  # two venues, the lower key first


@dataclass(frozen=True, slots=True)
class Drive:
    """Minutes by car in either direction, and whether nobody has driven it yet."""

    minutes: int
    estimated: bool = False


Drives = Mapping[Pair, Drive | None]


class StaleDrives(Exception):
    """Somebody else has set some of these drives since they were read. They are carried as they are now."""

    def __init__(self, now: Drives) -> None:
        super().__init__(f"{len(now)} drives were set by somebody else meanwhile. Nothing was saved.")
        self.now = now


def venues_of(edition: Edition) -> list[Venue]:
    """The venues that the draft of an edition uses, by their keys. One query."""
    used = Engagement.objects.within(edition).exclude(room=None).order_by().values("room__venue")
    return list(Venue.objects.filter(pk__in=used).order_by("pk"))


def drives_between(venues: Collection[int]) -> dict[Pair, Drive]:
    """What is known of the drives among these venues. One query."""
    rows = VenueDistance.objects.filter(one__in=venues, other__in=venues).order_by("one", "other")
    return {(row.one_id, row.other_id): Drive(row.minutes, row.estimated) for row in rows}


@transaction.atomic
def set_drives(edition: Edition, wanted: Drives, *, seen: Drives, by: User) -> int:
    """Set drives, or forget those that are None; `seen` is what was read of each. Says how many were changed.

    What is wanted as it was seen is left alone, whoever changed it meanwhile. Raises StaleDrives.
    """
    changed = {pair: drive for pair, drive in wanted.items() if drive != seen.get(pair)}
    keys = sorted({key for pair in changed for key in pair})
    list(Venue.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))
    now = drives_between(keys)
    stale = {pair: now.get(pair) for pair, to in changed.items() if now.get(pair) not in (seen.get(pair), to)}
    if stale:
        raise StaleDrives(stale)
    fresh = {pair: drive for pair, drive in changed.items() if drive != now.get(pair)}
    for pair, drive in fresh.items():
        _set(edition, pair, now.get(pair), drive, by)
    return len(fresh)


def _set(edition: Edition, pair: Pair, before: Drive | None, after: Drive | None, by: User) -> None:
    rows = VenueDistance.objects.filter(one=pair[0], other=pair[1])
    if after:
        rows.update_or_create(one_id=pair[0], other_id=pair[1], defaults=asdict(after))
    row = rows.get()
    told, now = _told(pair, before), _told(pair, after)
    ledger.record("drive.set", subject=row, by=by, edition=edition, before=told, after=now)
    if after is None:
        row.delete()


def _told(pair: Pair, drive: Drive | None) -> dict[str, Any]:
    return {"one": pair[0], "other": pair[1], **asdict(drive)} if drive else {}
