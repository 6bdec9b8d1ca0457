"""The public programme as a printed book."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import clock
from forum.models import Edition
from forum.texts import pick
from forum.typesetting import typeset_with_warning
from sessions.board import Published
from sessions.listing import Line, Named, days_of, open_items_of


def programme_book(edition: Edition, of: Published, language: str) -> bytes:
    """The PDF of a release in one language; dated by its release, so that it is the same whenever it is made."""
    title = edition.name_in(language)
    pdf, _missing = typeset_with_warning("programme", _data(edition, of, language), title=title, language=language)
    return pdf


def _data(edition: Edition, of: Published, language: str) -> dict[str, object]:
    return {
        "edition": edition.name_in(language),
        "theme": edition.themes.get(language, ""),
        "when": span_of_days(edition, language),
        "where": edition.city.name_in(language),
        "names": _other_names(edition, language),
        "version": {"number": of.number, "checksum": of.checksum[:8]},
        "issued_on": clock.day_at(edition.zone, of.published_at).isoformat(),
        "zone_note": _("All times are %(zone)s.") % {"zone": edition.zone_label},
        "days": [
            {"heading": day.heading, "items": [_item(line) for line in day.lines]} for day in days_of(of, language)
        ],
        "venues": _venues(of, language),
        "speakers": _speakers(of, language),
        "news": _("What has changed since this release: %(address)s")
        % {"address": f"{settings.SITE_URL}{reverse('public:changes', args=[edition.slug])}?since={of.number}"},
        "words": {
            "venues": _("Rooms and venues"),
            "speakers": _("Speakers and chairs"),
            "contents": _("Contents"),
            "time": _("Time"),
            "item": _("Programme"),
            "place": _("Where"),
            "version": _("Release"),
            "page": _("Page {page} of {pages}"),
        },
    }


def _venues(of: Published, language: str) -> list[dict[str, object]]:
    """Each venue with its rooms."""
    rooms: dict[str, set[str]] = {}
    for item in open_items_of(of):
        venue, room = pick(item.venue_names, language), pick(item.room_names, language)
        if venue or room:
            rooms.setdefault(venue or room, set()).update({room} if venue and room else ())
    return [{"name": venue, "rooms": sorted(rooms[venue])} for venue in sorted(rooms)]


def _speakers(of: Published, language: str) -> list[dict[str, object]]:
    """Everybody with a part, by name as printed: the title, the city, and when they are heard."""
    heard: dict[str, list[str]] = {}
    for day in days_of(of, language):
        for line in _all_lines(day.lines):
            for one in line.people:
                heard.setdefault(person(one), []).append(f"{clock.day_text(language, day.on, 'short')} {line.start}")
    return [{"name": name, "when": heard[name]} for name in sorted(heard)]


def _all_lines(lines: list[Line]) -> list[Line]:
    return [one for line in lines for one in (line, *_all_lines(line.children))]


def span_of_days(edition: Edition, language: str) -> str:
    """From the first day to the last, in words."""
    first, last = (clock.day_text(language, day, "long") for day in (edition.starts_on, edition.ends_on))
    return f"{first} – {last}"


def _other_names(edition: Edition, language: str) -> list[dict[str, str]]:
    tongue = edition.host_language
    name = edition.names.get(tongue, "")
    return [{"text": name, "language": tongue}] if name and tongue != language else []


def _item(line: Line) -> dict[str, object]:
    return {
        "start": line.start,
        "end": line.end,
        "title": _("%(title)s (cancelled)") % {"title": line.title} if line.item.cancelled else line.title,
        "place": line.place,
        "kind": line.kind,
        "people": [person(one) for one in line.people],
        "languages": line.languages,
        "topic": line.topic,
        "note": line.note,
        "children": [_item(child) for child in line.children],
    }


def person(one: Named) -> str:
    """Name, title and city in one line."""
    return _(", ").join(word for word in (one.name, one.title, one.city) if word)
