"""Addresses for calendar programs: opened, renewed and closed by the reader whose they are."""

from django.db import IntegrityError, transaction

from delegations.models import Delegate
from delegations.policies import principal_of
from forum import clock, ledger
from forum.models import User
from sessions.models import CalendarFeed


@transaction.atomic
def open_feed(delegate: Delegate, *, by: User) -> CalendarFeed:
    """The reader's address for this itinerary: the one that is open, or a new one."""
    if found := _open_one(delegate, by):
        return found
    feed: CalendarFeed
    try:
        with transaction.atomic():
            feed = CalendarFeed.objects.create(delegate=delegate, person=delegate.person, reader=by)
    except IntegrityError:  # pressed twice at the same moment
        feed = CalendarFeed.objects.by(by).open().get(delegate=delegate, person=delegate.person_id)
        return feed
    _record("feed.opened", feed, by)
    return feed


@transaction.atomic
def close_feed(delegate: Delegate, *, by: User) -> CalendarFeed | None:
    """Close the reader's address for this itinerary at once; the one that was closed, None if none was open."""
    feed = _open_one(delegate, by)
    if feed is None:
        return None
    feed.closed_at = clock.now()
    feed.save(update_fields=["closed_at"])
    _record("feed.closed", feed, by)
    return feed


@transaction.atomic
def renew_feed(delegate: Delegate, *, by: User) -> CalendarFeed:
    """Another address in the place of the one that may have become known to somebody."""
    close_feed(delegate, by=by)
    return open_feed(delegate, by=by)


def note_reading(feed: CalendarFeed) -> None:
    """Remember on which day a calendar program last asked; one statement a day."""
    today = clock.day_at(feed.delegate.delegation.edition.zone, clock.now())
    if feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).scoped().update(last_read_on=today)


def _open_one(delegate: Delegate, reader: User) -> CalendarFeed | None:
    rows = CalendarFeed.objects.by(reader).open().filter(delegate=delegate, person=delegate.person_id)
    found: CalendarFeed | None = rows.select_for_update(of=("self",)).first()
    return found


def _record(verb: str, feed: CalendarFeed, by: User) -> None:
    ledger.record(
        verb,
        subject=feed.delegate,
        by=by,
        edition=feed.delegate.delegation.edition,
        after={"feed": feed.pk},
        on_behalf_of=principal_of(feed.delegate, by),
    )
