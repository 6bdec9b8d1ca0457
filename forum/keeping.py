"""How long what an edition knows about people may stay: days on the calendar of the event."""

from datetime import date, timedelta

from forum import clock
from forum.models import Edition
from forum.privacy import Keep

DAYS = {Keep.ONE_MONTH: 31, Keep.THREE_MONTHS: 92, Keep.TWO_YEARS: 731}
# So long before, the host's staff read on their overview what will be deleted.
WARNING = timedelta(days=14)


def last_day(keep: Keep, edition: Edition) -> date | None:
    """The day after which a datum of this edition is no longer kept; None for the public record of a public role."""
    return edition.ends_on + timedelta(days=DAYS[keep]) if keep in DAYS else None


def is_over(keep: Keep, edition: Edition) -> bool:
    """Whether the last day on which it may be kept has passed where the forum was held."""
    last = last_day(keep, edition)
    return last is not None and _today(edition) > last


def days_left(keep: Keep, edition: Edition) -> int | None:
    """How many days are left, within the time of warning; None before, and once it is over."""
    last = last_day(keep, edition)
    left = (last - _today(edition)).days if last else -1
    return left if 0 <= left <= WARNING.days else None


def _today(edition: Edition) -> date:
    return clock.day_at(edition.zone, clock.now())
