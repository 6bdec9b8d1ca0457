"""Hours that were promised, when a country has changed the rules of its clocks: the hour stays, the instant moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forum import clock, ledger
from forum.models import Edition, User
from sessions.models import Engagement


@dataclass(frozen=True, slots=True)
class Broken:
    """An item whose instants no longer show the hours that were promised."""

    engagement: Engagement
    starts_at: datetime  # at which they would
    ends_at: datetime


def broken(edition: Edition) -> list[Broken]:
    """The items of the draft whose hours are others by the rules of today. One query."""
    return list(_broken(Engagement.objects.within(edition).placed().select_related("edition").order_by("pk")))


@transaction.atomic
def keep(edition: Edition, *, by: User | None) -> list[Broken]:
    """Give every item the instants at which the clocks show what was promised; write down what moved."""
    rows = Engagement.objects.within(edition).placed().select_related("edition").order_by("pk")
    found = list(_broken(rows.select_for_update(of=("self",))))
    for one in found:
        row, before = one.engagement, _hours(one.engagement)
        row.starts_at, row.ends_at = one.starts_at, one.ends_at
        row.version += 1
        row.save()
        ledger.record("engagement.hour_kept", subject=row, by=by, edition=edition, before=before, after=_hours(row))
    return found


def _broken(rows: object) -> Iterator[Broken]:
    for row in rows:  # type: ignore[attr-defined]  # a QuerySet of engagements
        starts, ends = (_moved(row.starts_at, row.starts_local), _moved(row.ends_at, row.ends_local))
        if (starts, ends) != (row.starts_at, row.ends_at) and starts < ends:
            yield Broken(row, starts, ends)


def _moved(moment: datetime, local: str) -> datetime:
    """The instant that keeps the promise; a promise about another instant is of an older hour and binds nobody."""
    promise = clock.promise_in(local)
    if promise is None or promise.instant_then != moment:
        return moment
    return promise.instant_now


def _hours(row: Engagement) -> dict[str, str | None]:
    return {name: at and at.isoformat() for name, at in (("starts_at", row.starts_at), ("ends_at", row.ends_at))}
