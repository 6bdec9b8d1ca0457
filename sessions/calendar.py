"""A person's itinerary as a calendar: the same lines as on the page, under names that stay the same."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from forum.models import Edition
from forum.texts import pick
from sessions.engine.values import Entry
from sessions.item_words import FLIGHTS, LIAISON, Telling, dress_label, roles_in_words
from sessions.models import ItineraryVersion
from sessions.public_calendar import zone_rules


def itinerary_calendar(
    edition: Edition, version: ItineraryVersion, entries: Iterable[Entry], language: str, gone: Iterable[Entry] = ()
) -> str:
    """All lines of a version, and those `gone` as cancelled. A rising SEQUENCE lets a newer file win.

    PUBLISH, because a file of method REQUEST may hold one event only. No passport, no room, nobody else's journey.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Mayors Forum//itinerary//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", edition.name_in(language))
    calendar.add_component(zone_rules(edition.zone, edition.starts_on.year))
    telling = Telling(language, edition.zone, {})
    for entry, cancelled in [*((one, one.cancelled) for one in entries), *((one, True) for one in gone)]:
        if entry.kind != LIAISON:
            calendar.add_component(_event(entry, version, telling, cancelled))
    return bytes(calendar.to_ical()).decode()


def uid_of(version: ItineraryVersion, entry: Entry) -> str:
    key = entry.key.replace(":", "-")
    return f"itinerary-{version.delegate_id}-{key}@{urlsplit(settings.SITE_URL).hostname}"


def _event(entry: Entry, version: ItineraryVersion, telling: Telling, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", uid_of(version, entry))
    event.add("sequence", version.number)
    event.add("dtstamp", version.made_at.astimezone(UTC))
    if entry.span:
        event.add("dtstart", _clock_of(entry, entry.span.start, telling))
        event.add("dtend", _clock_of(entry, entry.span.end, telling))
    event.add("summary", telling.title(entry))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if place := telling.place(entry):
        event.add("location", place)
    if words := _description(entry, telling):
        event.add("description", words)
    return event


def _clock_of(entry: Entry, moment: datetime, telling: Telling) -> datetime:
    """Flights in UTC, since their two ends stand under different clocks; all else on the edition's clock."""
    return moment.astimezone(UTC) if entry.kind in FLIGHTS else moment.astimezone(ZoneInfo(telling.zone))


def _description(entry: Entry, telling: Telling) -> str:
    if entry.kind in FLIGHTS:
        return telling.times(entry)
    lines = [
        telling.meeting_point(entry),
        _("As: %(role)s") % {"role": roles_in_words(entry)} if entry.role else "",
        _("Dress: %(dress)s") % {"dress": dress_label(entry.dress)} if entry.dress else "",
        pick(entry.notes, telling.language),
    ]
    return "\n".join(line for line in lines if line)
