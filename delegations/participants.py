"""The list of participants as a conference prints it: delegation by delegation, FAMILY NAME in capitals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from delegations import dossier, orders, people
from delegations.models import Delegate, Delegation
from forum import clock, locales, names
from forum.models import Edition
from forum.spreadsheets import Table, write
from forum.texts import pick
from forum.typesetting import typeset_with_warning


@dataclass(frozen=True, slots=True)
class Participant:
    """One line. `listed` is FAMILY NAME in capitals, then the given name."""

    listed: str
    native: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class Party:
    """A delegation on the list."""

    delegation: Delegation
    city: str
    country: str
    participants: tuple[Participant, ...]


def parties(edition: Edition, language: str, *, public: bool = False) -> list[Party]:
    """The delegations with their people, in the order of precedence in force.

    `public` leaves out whoever has not agreed to stand in a list that everybody can read.
    """
    rows: Iterable[Delegate] = orders.people_in_order(people.expected(edition), edition)
    wanted: Callable[[Delegate], bool] = _agreed if public else lambda delegate: True
    found = groupby((row for row in rows if wanted(row)), key=lambda row: row.delegation)
    return [_party(delegation, list(members), language) for delegation, members in found]


def _agreed(delegate: Delegate) -> bool:
    said = dossier.consents_of(delegate).get("list")
    return said is not None and said.given


def _party(delegation: Delegation, members: list[Delegate], language: str) -> Party:
    city = delegation.city
    lines = tuple(_line(member, language) for member in members)
    return Party(delegation, city.name_in(language), locales.country_name(city.country, language), lines)


def _line(delegate: Delegate, language: str) -> Participant:
    person = delegate.person
    title = pick(delegate.titles, language)
    return Participant(names.listed(person), person.native_name, title, delegate.get_role_display())


def sheet(edition: Edition, language: str, *, public: bool = False) -> bytes:
    """The list as an XLSX file: a line for each participant, in the same order."""
    headings = [_("City"), _("Country"), _("Name"), _("Name in its own script"), _("Title or function"), _("Role")]
    rows = [
        [party.city, party.country, one.listed, one.native, one.title, str(one.role)]
        for party in parties(edition, language, public=public)
        for one in party.participants
    ]
    table = Table(_("Participants"), headings, rows, widths=(24, 24, 32, 24, 40, 20), right_to_left=get_language_bidi())
    return write([table], "xlsx")


def pdf(edition: Edition, language: str, *, public: bool = False) -> tuple[bytes, list[str]]:
    """The list on paper, and the characters that no font covers."""
    title = _("List of participants")
    data = _data(edition, parties(edition, language, public=public), language)
    return typeset_with_warning("participants", data, title=title, language=language)


def _data(edition: Edition, found: list[Party], language: str) -> dict[str, Any]:
    today = clock.day_at(edition.zone, clock.now())
    count = sum(len(party.participants) for party in found)
    return {
        "edition": edition.name_in(language),
        "where": edition.city.name_in(language),
        "issued_on": today.isoformat(),
        "as_of": _("As of %(day)s") % {"day": clock.day_text(language, today, "long")},
        "summary": [
            ngettext("%(n)d participant", "%(n)d participants", count) % {"n": count},
            ngettext("%(n)d delegation", "%(n)d delegations", len(found)) % {"n": len(found)},
        ],
        "parties": [
            {
                "city": party.city,
                "country": party.country,
                "people": [
                    {"name": one.listed, "native": one.native, "title": one.title, "role": one.role}
                    for one in party.participants
                ],
            }
            for party in found
        ],
        "words": {
            "title": _("List of participants"),
            "page": _("Page {page} of {pages}"),
        },
    }
