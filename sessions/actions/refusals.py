"""Why an item may not stand where somebody wants it, and what else the draft refuses: sentences with their facts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from delegations.models import Delegate
from delegations.models.answers import Answer
from forum import clock
from forum.models import Edition
from sessions.models import Engagement, RoomClosure

DAYS_AROUND = 3  # people arrive before a forum and leave after it


class Refused(Exception):
    """The draft stays as it is; the sentence says why."""


class EndsBeforeItBegins(Refused):
    """An item must last a minute at least."""

    def __init__(self, engagement: Engagement) -> None:
        super().__init__(f"“{engagement}” would end before it begins.")
        self.engagement = engagement


class OutsideTheForum(Refused):
    """The day is too far from the forum to belong to it."""

    def __init__(self, engagement: Engagement, day: date, first: date, last: date) -> None:
        super().__init__(f"“{engagement}” would be on {day}; the board runs from {first} to {last}.")
        self.engagement, self.day, self.first, self.last = engagement, day, first, last


class RoomIsClosed(Refused):
    """The room cannot be used then."""

    def __init__(self, engagement: Engagement, closure: RoomClosure) -> None:
        super().__init__(f"{closure.room} is closed while “{engagement}” would be in it.")
        self.engagement, self.closure = engagement, closure


class DoesNotCome(Refused):
    """The delegation has declined or has withdrawn: none of its people can be given a part."""

    def __init__(self, delegate: Delegate) -> None:
        super().__init__(f"{delegate} is of a delegation that does not come.")
        self.delegate = delegate
        self.withdrawn = delegate.delegation.withdrawn_at is not None


class WithinItself(Refused):
    """An item cannot lie within itself, nor within what lies within it."""

    def __init__(self, engagement: Engagement, parent: Engagement) -> None:
        super().__init__(f"“{parent}” lies within “{engagement}” already.")
        self.engagement, self.parent = engagement, parent


class AlreadyPublished(Refused):
    """Readers have seen it: it is cancelled, not deleted."""

    def __init__(self, engagement: Engagement) -> None:
        super().__init__(f"“{engagement}” stands in a release.")
        self.engagement = engagement


class StillNeeded(Refused):
    """Something that may not go hangs on it."""

    def __init__(self, engagement: Engagement) -> None:
        super().__init__(f"Something still hangs on “{engagement}”.")
        self.engagement = engagement


def bounds(edition: Edition) -> tuple[date, date]:
    """The first and the last day on which something may be placed."""
    around = timedelta(days=DAYS_AROUND)
    return edition.starts_on - around, edition.ends_on + around


def check_span(row: Engagement, starts_at: datetime, ends_at: datetime) -> None:
    """Raises EndsBeforeItBegins or OutsideTheForum. What lies elsewhere already may be moved about on its own day."""
    if ends_at <= starts_at:
        raise EndsBeforeItBegins(row)
    first, last = bounds(row.edition)
    day, ends = _days(row, starts_at, ends_at)
    if first <= day and ends <= last:
        return
    own = _days(row, row.starts_at, row.ends_at) if row.starts_at and row.ends_at else (first, last)
    lies_outside = own[0] < first or last < own[1]
    if not lies_outside or own[0] != day:
        raise OutsideTheForum(row, ends if first <= day else day, first, last)


def _days(row: Engagement, starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
    zone = row.edition.zone
    return clock.day_at(zone, starts_at), clock.day_at(zone, ends_at - timedelta(microseconds=1))


def check_room(
    row: Engagement, room: int | None, starts_at: datetime, ends_at: datetime, closures: Iterable[RoomClosure]
) -> None:
    """Raises RoomIsClosed. Set-up and clearing belong to the use of a room."""
    since = starts_at - timedelta(minutes=row.set_up_minutes)
    until = ends_at + timedelta(minutes=row.clear_minutes)
    for closure in closures:
        if closure.room_id == room and closure.starts_at < until and since < closure.ends_at:
            raise RoomIsClosed(row, closure)


def check_comes(delegate: Delegate) -> None:
    """Raises DoesNotCome."""
    if delegate.delegation.withdrawn_at or delegate.delegation.answer == Answer.NO:
        raise DoesNotCome(delegate)
