"""Instants, days and hours. An instant becomes a day or an hour only here, and only in a named zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_skeleton, get_datetime_format, get_timezone_location
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


def place_of(zone: str, language: str) -> str:
    """The place after which a zone is named, in the reader's language: "Dublin" for Europe/Dublin."""
    place = str(get_timezone_location(zone, locale=babel_tag(language), return_city=True))
    return place.rpartition("/")[2]  # where nobody has translated it: "Argentina/Buenos Aires"


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


def stretch(zone: str, since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """From when until when the clocks in `zone` show the naive times between these two; empty if never.

    Of an hour that comes twice both are within; one that is skipped begins and ends when the clocks are put on.
    """
    return _reached(zone, since), (instants(zone, until) or [_reached(zone, until)])[-1]


def _reached(zone: str, wall: datetime) -> datetime:
    """The first instant at which the clocks show `wall`, or something later where they skip it."""
    if found := instants(zone, wall):
        return found[0]
    moment = min(instant(zone, wall.replace(fold=fold)) for fold in (0, 1)).replace(second=0, microsecond=0)
    while local(zone, moment).replace(tzinfo=None) < wall:
        moment += timedelta(minutes=1)
    return moment


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody was promised: an hour on the clocks of a zone, and how far they were from UTC when it was said."""

    zone: str
    wall: datetime  # with the offset of that time

    @property
    def instant_then(self) -> datetime:
        """The instant, by the rules of the zone when the promise was made."""
        return self.wall.astimezone(UTC)

    @property
    def instant_now(self) -> datetime:
        """The instant at which the clocks show that hour by the rules of today; of two the one that was meant."""
        naive = self.wall.replace(tzinfo=None)
        found = instants(self.zone, naive)
        # An hour that is skipped by now: what the clocks show instead. One that comes twice: the nearer of the two.
        return min(found or [instant(self.zone, naive)], key=lambda moment: abs(moment - self.instant_then))

    @property
    def is_kept(self) -> bool:
        """Whether the rules of the zone still say what they said."""
        return self.instant_then == self.instant_now


def promised(zone: str, moment: datetime) -> str:
    """A promise as it is written down (RFC 9557): "2025-05-29T14:30:00+08:00[Asia/Shanghai]"."""
    return f"{local(zone, moment).isoformat()}[{zone}]"


def promise_in(text: str) -> Promise | None:
    """What `promised` wrote; None if it is not that, or of a zone that nobody knows any more."""
    found = re.fullmatch(r"([^\[\]]+)\[([^\[\]]+)\]", text)
    if found is None or not known_zone(found[2]):
        return None
    try:
        wall = datetime.fromisoformat(found[1])
    except ValueError:
        return None
    return Promise(found[2], wall) if wall.tzinfo else None


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
