"""Releases as an Atom feed: for whoever wants to hear that the public programme has changed."""

from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.models import Edition
from sessions import publications
from sessions.board import Published
from sessions.engine.writing import iso
from sessions.publications.frab import clean

ATOM = "http://www.w3.org/2005/Atom"


def releases_feed(edition: Edition, newest_first: Sequence[Published], language: str) -> bytes:
    """An entry for each release that changes something for the public, and for the very first."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": language})
    page = settings.SITE_URL + reverse("public:programme", args=[edition.slug])
    own = settings.SITE_URL + reverse("public:feed", args=[edition.slug])
    _say(feed, "id", own)
    _say(feed, "title", _("%(forum)s: changes of the programme") % {"forum": edition.name_in(language)})
    _say(feed, "updated", iso(newest_first[0].published_at))
    _link(feed, own, "self", "application/atom+xml")
    _link(feed, page, "alternate", "text/html")
    _say(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", edition.desk)
    for newer, older in pairwise([*newest_first, None]):
        assert newer, "only the last one has nothing before it"
        if older:
            rows = publications.news(older, newer, language)
            words = "\n".join(
                f"{row['word']}: {row['title']}: {row['old'] or '–'} → {row['new'] or '–'}" for row in rows
            )
        else:
            words = _("The programme is published.") if newer.number == 1 else ""
        if words:
            _entry(feed, edition, newer, words)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, edition: Edition, of: Published, words: str) -> None:
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    address = settings.SITE_URL + reverse("public:changes", args=[edition.slug])
    since = f"{address}?since={of.number - 1}"
    _say(entry, "id", f"{address}#release-{of.number}")
    _say(entry, "title", _("Release %(number)s") % {"number": of.number})
    _say(entry, "updated", iso(of.published_at))
    _link(entry, since if of.number > 1 else address, "alternate", "text/html")
    _say(entry, "content", words)


def _link(parent: ET.Element, href: str, rel: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"href": href, "rel": rel, "type": kind})


def _say(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = clean(text)
