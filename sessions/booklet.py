"""The public programme as a printed book."""

from django.utils.translation import gettext as _

from forum import clock
from forum.models import Edition
from forum.typesetting import typeset_with_warning
from sessions.board import Published
from sessions.listing import Line, Named, days_of


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
        "words": {
            "contents": _("Contents"),
            "time": _("Time"),
            "item": _("Programme"),
            "place": _("Place"),
            "version": _("Release"),
            "page": _("Page {page} of {pages}"),
        },
    }


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
        "note": line.note,
        "children": [_item(child) for child in line.children],
    }


def person(one: Named) -> str:
    """Name, title and city in one line."""
    return _(", ").join(word for word in (one.name, one.title, one.city) if word)
