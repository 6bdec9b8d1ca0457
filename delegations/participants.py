"""The list of participants as a conference prints it: delegation by delegation, FAMILY NAME in capitals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delegations import dossier, people
from delegations.models import Delegate, Delegation
from forum import clock, locales, names
from forum.models import Edition
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
    """The delegations with their people, in the order of the delegations.

    `public` leaves out whoever has not agreed to stand in a list that everybody can read.
    """
    rows: Iterable[Delegate] = people.expected(edition)
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
