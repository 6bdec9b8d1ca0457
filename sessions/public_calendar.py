"""The public programme as a calendar that people may subscribe to."""

from datetime import date, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone

from forum.models import Edition
from forum.texts import pick
from sessions.board import Published
from sessions.engine.values import Item, Span
from sessions.item_words import Telling
from sessions.listing import open_items_of


def programme_calendar(edition: Edition, of: Published, language: str) -> bytes:
    """Every public item as an event in the edition's zone; the same event keeps its name from release to release."""
    telling = Telling(language, edition.zone, of.people)
    calendar = Calendar()
    calendar.add("prodid", "-//Mayors Forum//programme//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", edition.name_in(language))
    calendar.add("x-wr-calname", edition.name_in(language))
    calendar.add_component(zone_rules(edition.zone, edition.starts_on.year))
    for item in open_items_of(of):
        if item.span:
            calendar.add_component(_event(item, item.span, of, telling))
    return bytes(calendar.to_ical())


def _event(item: Item, span: Span, of: Published, telling: Telling) -> Event:
    zone = ZoneInfo(telling.zone)
    event = Event()
    event.add("uid", f"engagement-{item.id}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", of.number)
    event.add("dtstamp", of.published_at)
    event.add("dtstart", span.start.astimezone(zone))
    event.add("dtend", span.end.astimezone(zone))
    event.add("summary", telling.title(item))
    event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
    if place := telling.place(item):
        event.add("location", place)
    if words := [text for text in (telling.topic(item), pick(item.notes, telling.language)) if text]:
        event.add("description", "\n".join(words))
    return event


@cache
def zone_rules(name: str, year: int) -> Timezone:
    """The zone's rules from the year before the forum's to the year after it; worked out once, for it is slow."""
    # A forum on New Year's Day has guests in December, and a calendar knows no rule for what comes before its first.
    first = date(year - 1, 1, 1)
    return Timezone.from_tzid(name, first_date=first, last_date=first + timedelta(days=3 * 365))
