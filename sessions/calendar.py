"""A person's itinerary as calendar programs read it: the same lines as on the page, under names that stay the same.

A file or feed of the whole itinerary is of method PUBLISH. A message about one line is an invitation or its end
(REQUEST, CANCEL; RFC 5546, 6047), a calendar object for itself: programs read the first event of one and no other.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from forum import clock
from forum.models import Edition
from forum.texts import pick
from sessions.engine.stamps import Stamp, read
from sessions.engine.values import Entry
from sessions.item_words import (
    FLIGHTS,
    HOSTED,
    HOTEL,
    LIAISON,
    Telling,
    dress_label,
    journey_kind,
    kind_label,
    roles_in_words,
)
from sessions.models import ItineraryVersion
from sessions.public_calendar import zone_rules

ALL_DAY = frozenset({HOTEL})
NO_EVENT = frozenset({LIAISON})  # whom to call is no event
NOT_BUSY = frozenset({HOTEL, "break"})
AS_OFTEN = timedelta(hours=1)  # programs ask by themselves


def itinerary_calendar(
    edition: Edition,
    version: ItineraryVersion,
    entries: Iterable[Entry],
    language: str,
    gone: Iterable[Entry] = (),
    name: str = "",
) -> str:
    """All lines of a version, and those `gone` as cancelled. No passport, no room, nobody else's journey."""
    calendar = _calendar(edition, "PUBLISH")
    title = _("%(name)s: %(edition)s") % {"name": name, "edition": edition.name_in(language)}
    for field in ("name", "x-wr-calname"):
        calendar.add(field, title if name else edition.name_in(language))
    calendar.add("x-wr-timezone", edition.zone)
    calendar.add("refresh-interval", AS_OFTEN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry, cancelled in [*((one, one.cancelled) for one in entries), *((one, True) for one in gone)]:
        if entry.kind not in NO_EVENT:
            calendar.add_component(_event(edition, version, entry, language, cancelled=cancelled))
    return _written(calendar)


def invitation(
    edition: Edition, version: ItineraryVersion, entry: Entry, language: str, *, to: str, name: str, gone: bool
) -> tuple[str, str]:
    """One line for one attendee, and the method of it: REQUEST for what takes place, CANCEL for what does not.

    The organizer is who sends our mail, as programs want it; the attendee need not answer.
    """
    method = "CANCEL" if gone or entry.cancelled else "REQUEST"
    calendar = _calendar(edition, method)
    event = _event(edition, version, entry, language, cancelled=method == "CANCEL")
    attendee = _mailbox(to, name)
    for key, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")):
        attendee.params[key] = vText(value)
    event.add("attendee", attendee)
    calendar.add_component(event)
    return _written(calendar), method


def is_event(entry: Entry) -> bool:
    """Whether a line has a place in a calendar."""
    return entry.kind not in NO_EVENT


def uid_of(version: ItineraryVersion, entry: Entry) -> str:
    key = entry.key.replace(":", "-")
    return f"itinerary-{version.delegate_id}-{key}@{urlsplit(settings.SITE_URL).hostname}"


def _calendar(edition: Edition, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Mayors Forum//itinerary//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(zone_rules(edition.zone, edition.starts_on.year))
    return calendar


def _written(calendar: Calendar) -> str:
    return bytes(calendar.to_ical()).decode()


def _event(edition: Edition, version: ItineraryVersion, entry: Entry, language: str, *, cancelled: bool) -> Event:
    telling, stamp = Telling(language, edition.zone, {}), _stamp_of(version, entry)
    event = Event()
    event.add("uid", uid_of(version, entry))
    event.add("sequence", stamp.number)
    event.add("dtstamp", version.made_at.astimezone(UTC))
    event.add("last-modified", stamp.at)
    if entry.span:
        event.add("dtstart", _clock_of(entry, entry.span.start, telling))
        event.add("dtend", _clock_of(entry, entry.span.end, telling))
    event.add("summary", telling.title(entry))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled or entry.kind in NOT_BUSY else "OPAQUE")
    event.add("organizer", _mailbox(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], edition.desk))
    event.add("url", f"{settings.SITE_URL}/portal/itineraries/{version.delegate_id}/")
    journey = entry.kind in FLIGHTS | HOSTED
    event.add("categories", [journey_kind(entry) if journey else kind_label(entry.kind)])
    if place := telling.place(entry):
        event.add("location", place)
    if words := _description(entry, telling):
        event.add("description", words)
    return event


def _stamp_of(version: ItineraryVersion, entry: Entry) -> Stamp:
    """Versions from before there were stamps gave every line their own number."""
    return read(version.stamps).get(entry.key) or Stamp(version.number, version.made_at.astimezone(UTC))


def _mailbox(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{quote(address, safe='@+-_.!#$&*=^{|}~')}")
    found.params["CN"] = vText(name)
    return found


def _clock_of(entry: Entry, moment: datetime, telling: Telling) -> datetime | date:
    """Flights in UTC, since their two ends stand under different clocks; all else on the edition's clock."""
    if entry.kind in ALL_DAY:
        return clock.day_at(telling.zone, moment)
    return moment.astimezone(UTC) if entry.kind in FLIGHTS else moment.astimezone(ZoneInfo(telling.zone))


def _description(entry: Entry, telling: Telling) -> str:
    if entry.kind in FLIGHTS:
        return telling.times(entry)
    lines = [
        telling.topic(entry),
        telling.meeting_point(entry),
        telling.contact(entry),
        _("As: %(role)s") % {"role": roles_in_words(entry)} if entry.role else "",
        _("Dress: %(dress)s") % {"dress": dress_label(entry.dress)} if entry.dress else "",
        telling.channel(entry),
        telling.companions(entry),
        pick(entry.notes, telling.language),
    ]
    return "\n".join(line for line in lines if line)
