"""Itineraries: one version for each moment at which a delegate's days were different."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.db.models import Max

from delegations.models import Delegate
from forum.models import Edition
from sessions import board, notices
from sessions.engine.itinerary import Guide, checksum
from sessions.engine.values import Entry
from sessions.models import ItineraryVersion


@dataclass(frozen=True, slots=True)
class Known:
    """Of one delegate: the newest version, the one last told, and one that may have been told before a crash."""

    newest: ItineraryVersion | None = None
    told: ItineraryVersion | None = None
    doubtful: ItineraryVersion | None = None

    @classmethod
    def of(cls, versions: Iterable[ItineraryVersion]) -> Self:
        """From a delegate's versions, in any order."""
        ordered = sorted(versions, key=lambda version: version.number)
        told = next((v for v in reversed(ordered) if v.told_at), None)
        after = [v for v in ordered if v.handed_at and not v.told_at and (told is None or v.number > told.number)]
        return cls(ordered[-1] if ordered else None, told, after[-1] if after else None)

    def has_news(self) -> bool:
        """Whether the newest version says something that its reader may not know."""
        if self.newest is None:
            return False
        if self.told is None or self.newest.checksum != self.told.checksum:
            return True
        return self.doubtful is not None and self.doubtful.checksum != self.newest.checksum


@transaction.atomic
def bring_up_to_date(edition: Edition, only: Iterable[int] | None = None) -> list[int]:
    """Compare what is true now with the newest version of each delegate; give those whose itinerary is new.

    `only` narrows it to some delegates. Before the first release there are no itineraries. Reads cost the same
    however many delegates there are; each letter costs its own rows.
    """
    published = board.published(edition)
    if published is None:
        return []
    wanted = [pair for pair in board.delegates_of(edition) if only is None or pair[0] in set(only)]
    delegates = _locked(edition, [delegate for delegate, _delegation in wanted])
    known = known_of(edition, list(delegates))
    guide = Guide.to(published.programme)
    fresh = []
    for pk in delegates:
        entries = guide.entries_of(pk, delegates[pk].delegation_id)
        newest = known.get(pk, Known()).newest
        if newest is None or newest.checksum != checksum(entries):
            number = newest.number + 1 if newest else 1
            fresh.append(_version(pk, number, published.pk, entries))
    ItineraryVersion.objects.bulk_create(fresh)
    _tell(edition, delegates, known, fresh)
    return [version.delegate_id for version in fresh]


def known_of(edition: Edition, delegates: list[int] | None = None) -> dict[int, Known]:
    """The newest, the told and the doubtful version of each delegate. Three queries."""
    rows = ItineraryVersion.objects.within(edition)
    if delegates is not None:
        rows = rows.filter(delegate__in=delegates)
    marks = rows.values("delegate").order_by()
    numbers = {(row["delegate"], row["top"]) for row in marks.annotate(top=Max("number"))}
    for done in ("told_at", "handed_at"):
        only_done = marks.exclude(**{done: None}).annotate(top=Max("number"))
        numbers |= {(row["delegate"], row["top"]) for row in only_done}
    found: dict[int, list[ItineraryVersion]] = {}
    for version in rows.filter(number__in={number for _delegate, number in numbers}):
        if (version.delegate_id, version.number) in numbers:
            found.setdefault(version.delegate_id, []).append(version)
    return {delegate: Known.of(versions) for delegate, versions in found.items()}


def told_entries(edition: Edition) -> dict[int, list[Entry]]:
    """What each delegate was last told; nobody stands here who was told nothing yet."""
    return {pk: entries_in(known.told) for pk, known in known_of(edition).items() if known.told}


def entries_in(version: ItineraryVersion) -> list[Entry]:
    """The lines of a version as the engine's values."""
    return [Entry.from_json(entry) for entry in version.entries]


def reconcile(edition: Edition) -> list[str]:
    """Compare who should have been told with the letters on record; post what is missing and give the names."""
    bring_up_to_date(edition)
    return [str(delegate) for delegate in _untold(edition)]


@transaction.atomic
def _untold(edition: Edition) -> list[Delegate]:
    known = {pk: one for pk, one in known_of(edition).items() if one.has_news()}
    silent = set(notices.without_a_letter({pk: one.newest.number for pk, one in known.items() if one.newest}))
    delegates = _locked(edition, sorted(silent))
    for pk, delegate in delegates.items():
        newest = known[pk].newest
        if newest:
            notices.tell_itinerary(delegate, newest, first=known[pk].told is None, again=True)
    return list(delegates.values())


def _tell(
    edition: Edition, delegates: dict[int, Delegate], known: dict[int, Known], fresh: list[ItineraryVersion]
) -> None:
    for version in fresh:
        before = known.get(version.delegate_id, Known())
        now = Known(version, before.told, before.doubtful)
        if now.has_news():
            notices.tell_itinerary(delegates[version.delegate_id], version, first=before.told is None)


def _version(delegate: int, number: int, release: int, entries: Iterable[Entry]) -> ItineraryVersion:
    lines = list(entries)
    return ItineraryVersion(
        delegate_id=delegate,
        number=number,
        release_id=release,
        entries=[entry.to_json() for entry in lines],
        checksum=checksum(lines),
    )


def _locked(edition: Edition, delegates: list[int]) -> dict[int, Delegate]:
    """The delegates' rows, locked in one order, so that two workers cannot make the same version."""
    rows = Delegate.objects.within(edition).filter(pk__in=delegates).with_names().order_by("pk")
    return {delegate.pk: delegate for delegate in rows.select_for_update(of=("self",))}
