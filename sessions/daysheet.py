"""A person's days on paper."""

from typing import Any

from django.utils.translation import gettext as _

from delegations.models import Delegate
from forum import clock, names
from forum.models import Edition
from forum.typesetting import typeset_with_warning
from sessions.clocks import own_place, own_zone
from sessions.days import Contact, Line, contacts_of, days_of
from sessions.engine.values import Entry
from sessions.item_words import FLIGHTS, Telling
from sessions.models import ItineraryVersion


def day_sheet(
    delegate: Delegate,
    version: ItineraryVersion,
    entries: list[Entry],
    language: str,
    *,
    day: str = "",
    pocket: bool = False,
) -> bytes:
    """The PDF of one version, in one language. The interface must speak that language already.

    With a `day` such as "2025-05-29" only of what begins on it; for the `pocket` on A6.
    """
    edition = delegate.delegation.edition
    officers = contacts_of(entries, Telling(language, edition.zone, {}))
    if day:
        entries = [entry for entry in entries if entry.span and _day_of(entry, edition.zone) == day]
    data = _data(delegate, edition, version, entries, language)
    data |= {"pocket": pocket, "officers": [_officer(one) for one in officers]}
    title = _("Itinerary of %(name)s") % {"name": names.in_language(delegate.person, language)}
    pdf, _missing = typeset_with_warning("itinerary", data, title=title, language=language)
    return pdf


def _day_of(entry: Entry, zone: str) -> str:
    """The day on which a line begins; of a flight that brings somebody in, the day on which it lands."""
    moment = entry.span.end if entry.kind == "flight_in" else entry.span.start
    return clock.day_at(zone, moment).isoformat()


def _data(
    delegate: Delegate, edition: Edition, version: ItineraryVersion, entries: list[Entry], language: str
) -> dict[str, Any]:
    home = own_zone(delegate.user, delegate), own_place(delegate.user, delegate, language)
    telling = Telling(language, edition.zone, {}, *home)
    journeys = [entry for entry in entries if entry.kind in FLIGHTS]
    events = [entry for entry in entries if entry.kind not in FLIGHTS]
    return {
        "edition": edition.name_in(language),
        "person": _person(delegate, language),
        "version": {"number": version.number, "checksum": version.checksum[:8]},
        "zone_note": _("All times are %(zone)s.") % {"zone": edition.zone_label},
        "as_of": _("True as of %(moment)s") % {"moment": clock.moment_text(language, edition.zone, version.made_at)},
        "flights": [_flight(entry, telling) for entry in journeys],
        "days": [
            {"heading": day.heading, "items": [_item(line) for line in day.lines]} for day in days_of(events, telling)
        ],
        **({"contact": {"label": edition.desk, "phone": edition.desk_phone}} if edition.desk_phone else {}),
        "words": _words(),
    }


def _person(delegate: Delegate, language: str) -> dict[str, Any]:
    name, native = names.in_language(delegate.person, language), delegate.person.native_name
    tongue = (delegate.delegation.city.languages or [language])[0]
    return {
        "name": name,
        "native": {"text": native, "language": tongue} if native and native != name else None,
        "city": delegate.delegation.city.name_in(language),
        "role": delegate.titles.get(language) or delegate.title or delegate.get_role_display(),
    }


def _officer(one: Contact) -> dict[str, str]:
    return {"label": _("Liaison officer"), "name": one.name, "phone": one.phone}


def _flight(entry: Entry, telling: Telling) -> dict[str, Any]:
    assert entry.span
    return {
        "label": _("Arrival") if entry.kind == "flight_in" else _("Departure"),
        "number": entry.details["number"],
        "leaves": _end(entry.details["origin"], entry.details["origin_zone"], entry.span.start, telling),
        "lands": _end(entry.details["destination"], entry.details["destination_zone"], entry.span.end, telling),
    }


def _end(airport: str, zone: str, moment: Any, telling: Telling) -> dict[str, str]:
    day = clock.day_text(telling.language, clock.day_at(zone, moment), "long")
    return {"place": telling.comma([airport, day]), "time": clock.hour_text(zone, moment), "zone": _("local time")}


def _item(line: Line) -> dict[str, str]:
    title = _("%(title)s (cancelled)") % {"title": line.title} if line.cancelled else line.title
    return {
        "start": line.start,
        "end": line.end,
        "own": line.own,
        "title": title,
        "place": line.place,
        "meeting_point": line.meeting_point,
        "role": line.role,
        "dress": line.dress,
        "language": line.languages,
        "topic": line.topic,
        "note": line.note,
    }


def _words() -> dict[str, str]:
    return {
        "flights": _("Travel"),
        "flight": _("Flight"),
        "leaves": _("Leaves"),
        "lands": _("Lands"),
        "time": _("Time"),
        "item": _("What"),
        "place": _("Where"),
        "details": _("Please note"),
        "role": _("As"),
        "dress": _("Dress"),
        "language": _("Languages"),
        "nothing": _("Nothing is planned for you."),
        "version": _("Version"),
        "page": _("Page {page} of {pages}"),
    }
