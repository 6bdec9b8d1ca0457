"""The programme in the words of schema.org, for search engines: data in the page, nothing that runs."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from forum import clock
from forum.models import Edition
from forum.texts import pick
from sessions.board import Published
from sessions.engine.values import Item
from sessions.item_words import Telling
from sessions.listing import open_items_of

STATES = {False: "https://schema.org/EventScheduled", True: "https://schema.org/EventCancelled"}
# As Django's own json_script: nothing in the data can end the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def structured_programme(edition: Edition, of: Published, language: str) -> SafeString:
    """A data block; a browser runs nothing of it, and the content security policy lets data pass."""
    words = json.dumps(programme_event(edition, of, language), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(words))


def programme_event(edition: Edition, of: Published, language: str) -> dict[str, Any]:
    """The forum as an Event of events."""
    telling = Telling(language, edition.zone, of.people)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": edition.name_in(language),
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": STATES[False],
        "location": {"@type": "City", "name": edition.city.name_in(language)},
        "inLanguage": list(edition.languages),
        "url": settings.SITE_URL + reverse("public:programme", args=[edition.slug]),
        "subEvent": [_event(item, edition, telling) for item in open_items_of(of)],
    }


def _event(item: Item, edition: Edition, telling: Telling) -> dict[str, Any]:
    assert item.span, "only items with a time are open"
    event: dict[str, Any] = {
        "@type": "Event",
        "name": telling.title(item),
        "startDate": clock.local(edition.zone, item.span.start).isoformat(timespec="seconds"),
        "endDate": clock.local(edition.zone, item.span.end).isoformat(timespec="seconds"),
        "eventStatus": STATES[item.cancelled],
        "location": {"@type": "Place", "name": telling.place(item) or edition.city.name_in(telling.language)},
        "url": f"{settings.SITE_URL}{reverse('public:programme', args=[edition.slug])}#item-{item.id}",
    }
    if topic := telling.topic(item):
        event["about"] = topic
    names = (pick(telling.people.get(str(part.delegate), {}).get("names", {}), telling.language) for part in item.parts)
    if performers := [{"@type": "Person", "name": name} for name in names if name]:
        event["performer"] = performers
    return event
