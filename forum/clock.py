"""Instants, days and hours. An instant becomes a day or an hour only here, and only in a named zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_skeleton, get_datetime_format
from django.conf import settings
from django.utils import timezone

from forum.locales import babel_tag


def now() -> datetime:
    """The present, as people of this house see it. The demo plays in the spring of its forum: its clock is shifted."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_SHIFT_SECONDS)


def real() -> datetime:
    """The present of the machines: for leases, retries and codes, which no shift may touch."""
    return timezone.now()


def to_real(moment: datetime) -> datetime:
    """When the machines' clock shows what the house's clock shows at `moment`."""
    return moment - timedelta(seconds=settings.CLOCK_SHIFT_SECONDS)


def known_zone(name: str) -> bool:
    return name in available_timezones()


def day_at(zone: str, moment: datetime) -> date:
    """The calendar day that `moment` falls on for people in `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def local(zone: str, moment: datetime) -> datetime:
    """`moment` as the clocks in `zone` show it."""
    return moment.astimezone(ZoneInfo(zone))


def instant(zone: str, wall: datetime) -> datetime:
    """The instant at which clocks in `zone` show the naive time `wall`; of two such instants the one of its `fold`."""
    # In UTC: minutes added to a time that keeps its zone are minutes of the wall, wrong in the night of a change.
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def instants(zone: str, wall: datetime) -> list[datetime]:
    """When clocks in `zone` show `wall`: once, or in the night in which they are changed never or twice."""
    found = {instant(zone, wall.replace(fold=fold)) for fold in (0, 1)}
    return sorted(moment for moment in found if local(zone, moment).replace(tzinfo=None) == wall)


def hour_text(zone: str, moment: datetime) -> str:
    """The hour on a 24-hour clock in `zone`, "14:30"."""
    return local(zone, moment).strftime("%H:%M")


def day_text(language: str, day: date, form: str = "full") -> str:
    """A day in words, for example "Thursday 29 May 2025"; `form` is full, long, medium or short."""
    return format_date(day, form, locale=babel_tag(language))


def month_text(language: str, day: date) -> str:
    """The month of a day, with its year: "May 2031"."""
    return format_skeleton("yMMMM", day, locale=babel_tag(language))


def moment_text(language: str, zone: str, moment: datetime) -> str:
    """Day and hour in words, without the zone's name: the page or letter says whose clock it is."""
    tag = babel_tag(language)
    # Each language joins a day and an hour in its own way: Arabic with its own comma, Chinese with a space.
    joined = str(get_datetime_format("long", tag))
    day = format_date(local(zone, moment), "long", locale=tag)
    return joined.replace("{1}", day).replace("{0}", hour_text(zone, moment))
