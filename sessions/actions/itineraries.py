"""Itineraries: one version for each moment at which a delegate's days were different."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Prefetch

from delegations.models import Delegate, Delegation, Mandate
from forum import clock
from forum.models import Edition
from sessions import board, notices
from sessions.engine import growth, stamps
from sessions.engine.fair_copy import FairCopy
from sessions.engine.growth import as_known_in
from sessions.engine.itinerary import Guide, checksum
from sessions.engine.stamps import Stamp
from sessions.engine.values import Entry
from sessions.models import ItineraryVersion
from sessions.notices import Known


@transaction.atomic
def bring_up_to_date(edition: Edition, only: Iterable[int] | None = None) -> list[int]:
    """Compare what is true now with the newest version of each delegate; give those whose itinerary is new.

    `only` narrows it to some delegates. Before the first release there are no itineraries. Reads cost the same
    however many delegates there are; each letter costs its own rows.
    """
    wanted = [delegate for delegate, _delegation in board.delegates_of(edition)]
    delegates = _locked(edition, wanted if only is None else sorted(set(only).intersection(wanted)))
    # What is true is read once the delegates are ours: read before, it may be older than what another worker has
    # made of it meanwhile, and would bring the old flight back.
    published = board.published(edition)
    if published is None:
        return []
    guide, copy = Guide.to(published.programme, published.hosting), FairCopy()
    newest = newest_of(edition, delegates)
    true = {pk: guide.entries_of(pk, delegation) for pk, delegation in delegates.items()}
    changed = [pk for pk, entries in true.items() if newest.get(pk) != copy.checksum(entries)]
    known = known_of(edition, changed) if changed else {}
    fresh: list[ItineraryVersion] = []
    grown: list[ItineraryVersion] = []
    for pk in changed:
        before = known.get(pk, Known()).newest
        version = _version(pk, before, published.pk, true[pk], copy)
        (grown if before and _only_grew(before, version, true[pk]) else fresh).append(version)
    ItineraryVersion.objects.bulk_create([*fresh, *grown])
    _tell(fresh, known, published)
    return [version.delegate_id for version in fresh]


def _tell(fresh: Iterable[ItineraryVersion], known: Mapping[int, Known], published: board.Published) -> None:
    """Post the letters about new versions, also about one that says what was told last.

    A letter that says otherwise may be on its way at this moment. Whether anything is left to say is decided when
    it is sent.
    """
    versions = {version.delegate_id: version for version in fresh}
    due = []
    for row in _to_be_told(versions):
        before = known.get(row.pk, Known())
        now = Known(versions[row.pk], before.told, before.doubtful)
        due.append(notices.Due(row, now, urgent=_by_urgent_release(published, before)))
    notices.tell_itineraries(due)


def _only_grew(told: ItineraryVersion, now: ItineraryVersion, entries: Iterable[Entry]) -> bool:
    """Whether the new version says the same about his days, only more of it since the house learned to.

    Then it counts as told: nobody's days have changed, and no letter goes out because software was renewed.
    """
    if told.told_at is None or told.scope >= now.scope or checksum(as_known_in(told.scope, entries)) != told.checksum:
        return False
    now.handed_at, now.told_at = told.handed_at, told.told_at
    return True


@transaction.atomic
def empty(edition: Edition, only: Iterable[int]) -> list[int]:
    """Leave nothing in the itineraries of delegates who do not come after all; no letter says so."""
    delegates = _locked(edition, sorted(only))
    newest = [known.newest for known in known_of(edition, list(delegates)).values()]
    fresh = [
        _version(version.delegate_id, version, version.release_id, (), FairCopy())
        for version in newest
        if version and version.entries
    ]
    ItineraryVersion.objects.bulk_create(fresh)
    return [version.delegate_id for version in fresh]


@transaction.atomic
def take_up_again(edition: Edition, only: Iterable[int]) -> None:
    """Tell what was held back from these delegates while their city did not come."""
    held_back = set(only)
    held_back -= set(bring_up_to_date(edition, held_back))
    _tell_again(edition, held_back)


def known_of(edition: Edition, delegates: Iterable[int] | None = None) -> dict[int, Known]:
    """What each delegate knows. One query."""
    rows = ItineraryVersion.objects.within(edition)
    return notices.known_from(rows if delegates is None else rows.filter(delegate__in=delegates))


def newest_of(edition: Edition, delegates: Iterable[int] | None = None) -> dict[int, str]:
    """The checksum of each delegate's newest version: enough to see whose days are different. One query."""
    rows = ItineraryVersion.objects.within(edition).order_by("number")
    rows = rows if delegates is None else rows.filter(delegate__in=delegates)
    return dict(rows.values_list("delegate_id", "checksum"))


@transaction.atomic
def reconcile(edition: Edition) -> list[str]:
    """Compare who should have been told with the letters on record; post what is missing and give the names."""
    bring_up_to_date(edition)
    coming = [delegate for delegate, _delegation in board.delegates_of(edition)]
    newest = {pk: known.newest.number for pk, known in known_of(edition, coming).items() if known.newest}
    return [str(delegate) for delegate in _tell_again(edition, notices.without_a_letter(newest))]


def _tell_again(edition: Edition, delegates: Iterable[int]) -> list[Delegate]:
    """Post the newest version anew to those of them who do not know it."""
    rows = _locked(edition, sorted(delegates))
    known = known_of(edition, rows)
    silent = _to_be_told([pk for pk in rows if known.get(pk, Known()).has_news()])
    notices.tell_itineraries([notices.Due(delegate, known[delegate.pk]) for delegate in silent], again=True)
    return silent


def _by_urgent_release(published: board.Published, before: Known) -> bool:
    """Whether it is a change on the day that made this version: the one before was of another release."""
    return published.urgent and before.newest is not None and before.newest.release_id != published.pk


def _version(
    delegate: int, before: ItineraryVersion | None, release: int, entries: Iterable[Entry], copy: FairCopy
) -> ItineraryVersion:
    """The version that comes after `before`; each line bears the number of the version that last changed it."""
    lines, now = list(entries), clock.now()
    number = before.number + 1 if before else 1
    return ItineraryVersion(
        delegate_id=delegate,
        number=number,
        release_id=release,
        entries=copy.to_json(lines),
        stamps=stamps.written(_stamped(before, lines, Stamp(number, now))),
        checksum=copy.checksum(lines),
        made_at=now,
        scope=growth.NOW,
    )


def _stamped(before: ItineraryVersion | None, lines: list[Entry], now: Stamp) -> dict[str, Stamp]:
    if before is None:
        return stamps.stamped((), {}, lines, now=now)
    told = Stamp(before.number, before.made_at)
    return stamps.stamped(board.entries_in(before), stamps.read(before.stamps), lines, now=now, unstamped=told)


def _locked(edition: Edition, delegates: list[int]) -> dict[int, int]:
    """Each delegate's delegation; their rows locked in one order, so that two workers cannot make the same version."""
    rows = Delegate.objects.within(edition).filter(pk__in=delegates).order_by("pk")
    return dict(rows.select_for_update(of=("self",)).values_list("pk", "delegation_id"))


def _to_be_told(delegates: Iterable[int]) -> list[Delegate]:
    """The delegates with all that a letter to them needs; those of one delegation share its row."""
    mandates = Mandate.objects.select_related("user").scoped()
    delegations = Delegation.objects.select_related("edition").scoped().prefetch_related(Prefetch("mandates", mandates))
    rows = Delegate.objects.filter(pk__in=delegates).scoped().select_related("person").order_by("pk")
    return list(rows.prefetch_related(Prefetch("delegation", delegations)))
