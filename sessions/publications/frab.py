"""The programme in the XML that frab began and that apps, screens and recording crews of conferences read."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from forum import clock
from forum.models import Edition
from forum.texts import pick
from forum.version import version
from sessions.board import Published
from sessions.engine.values import Item, Span
from sessions.item_words import Telling, kind_label
from sessions.listing import open_items_of

ELSEWHERE = "–"  # a room must have a name
# Characters that no XML may hold, whatever somebody has pasted.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def schedule_xml(edition: Edition, of: Published, language: str) -> bytes:
    """Every public item in one language; an item keeps its id and guid from release to release."""
    telling = Telling(language, edition.zone, of.people)
    items = sorted(open_items_of(of), key=lambda item: (_span(item).start, item.id))
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", name="Mayors Forum", version=version())
    _say(root, "version", str(of.number))
    days = sorted({clock.day_at(edition.zone, _span(item).start) for item in items} | {edition.starts_on})
    _conference(root, edition, language, len(days))
    titles = {item.id: telling.title(item) for item in items}
    for number, day in enumerate(days, 1):
        begins, ends = (
            clock.instant(edition.zone, datetime.combine(day + timedelta(days=more), time())) for more in (0, 1)
        )
        element = ET.SubElement(
            root,
            "day",
            index=str(number),
            date=day.isoformat(),
            start=_local(edition, begins),
            end=_local(edition, ends),
        )
        today = [item for item in items if begins <= _span(item).start < ends]
        for name, held in _by_room(today, telling).items():
            room = ET.SubElement(element, "room", name=clean(name))
            for item in held:
                _event(room, item, name, edition, telling, titles)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def guid_of(edition: Edition, item: Item) -> str:
    """The same for the same item in every release and language."""
    return str(uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/programme/{edition.slug}/items/{item.id}/"))


def _conference(root: ET.Element, edition: Edition, language: str, days: int) -> None:
    conference = ET.SubElement(root, "conference")
    _say(conference, "acronym", _acronym(edition))
    _say(conference, "title", edition.name_in(language))
    _say(conference, "start", edition.starts_on.isoformat())
    _say(conference, "end", edition.ends_on.isoformat())
    _say(conference, "days", str(days))
    _say(conference, "timeslot_duration", "00:05")
    _say(conference, "base_url", _address(edition))
    _say(conference, "time_zone_name", edition.zone)


def _event(
    room: ET.Element, item: Item, room_name: str, edition: Edition, telling: Telling, titles: dict[int, str]
) -> None:
    span, guid = _span(item), guid_of(edition, item)
    event = ET.SubElement(room, "event", id=str(item.id), guid=guid)
    hours, minutes = divmod(min(span.minutes, 99 * 60 + 59), 60)
    _say(event, "date", _local(edition, span.start))
    _say(event, "start", clock.hour_text(edition.zone, span.start))
    _say(event, "duration", f"{hours:02}:{minutes:02}")
    _say(event, "room", room_name)
    _say(event, "slug", _slug(edition, item))
    _say(event, "url", f"{_address(edition)}#item-{item.id}")
    _say(event, "title", titles[item.id])
    _say(event, "subtitle", telling.topic(item) or kind_label(item.kind))
    _say(event, "track", titles.get(item.parent or 0, ""))
    _say(event, "type", item.kind)
    _say(event, "language", ", ".join(item.languages))
    _say(event, "abstract", pick(item.notes, telling.language))
    _say(event, "description", "")
    persons = ET.SubElement(event, "persons")
    for part in item.parts:
        known = telling.people.get(str(part.delegate), {})
        ET.SubElement(persons, "person", id=str(part.delegate)).text = clean(
            pick(known.get("names", {}), telling.language)
        )


def _by_room(items: Iterable[Item], telling: Telling) -> dict[str, list[Item]]:
    rooms: dict[str, list[Item]] = {}
    for item in items:
        rooms.setdefault(telling.place(item) or ELSEWHERE, []).append(item)
    return rooms


def _acronym(edition: Edition) -> str:
    """At least four small letters, digits or hyphens."""
    return slugify(edition.slug).ljust(4, "0")


def _slug(edition: Edition, item: Item) -> str:
    """Letters, the number of the item, words: as readers of the format take it apart."""
    letters = re.sub(r"[^a-z0-9]", "", _acronym(edition)).ljust(4, "0")
    words = slugify(pick(item.titles, "en"))[:60].strip("-") or item.kind
    return f"{letters}-{item.id}-{words.ljust(4, '-')}"


def _address(edition: Edition) -> str:
    return settings.SITE_URL + reverse("public:programme", args=[edition.slug])


def _local(edition: Edition, moment: datetime) -> str:
    return clock.local(edition.zone, moment).isoformat(timespec="seconds")


def _say(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = clean(text)


def clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _span(item: Item) -> Span:
    assert item.span is not None, "only items with a time are open"
    return item.span
