"""The cost statement as words: what is covered for each of a delegation, in its language and the host's."""

import hashlib
import json
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from delegations import covers, letter_pages
from delegations.models import Cover, Delegate, Delegation
from forum import clock, locales, names, typesetting
from forum.texts import pick

TEMPLATE = "cost_statement"


def pdf(delegation: Delegation, number: int) -> bytes:
    """The statement on paper, as this version. Characters that no font covers are left as boxes, not refused."""
    filled = sheet(delegation, number)
    return typesetting.typeset_with_warning(
        TEMPLATE, filled, title=_title(delegation, number), language=_first(delegation)
    )[0]


def pictures(delegation: Delegation, number: int) -> list[bytes]:
    """The pages of the statement as PNG."""
    filled = sheet(delegation, number)
    return typesetting.pages_of(TEMPLATE, filled, title=_title(delegation, number), language=_first(delegation))


def checksum(delegation: Delegation) -> str:
    """Of what the statement says, whatever its number and its date."""
    said = [_column(delegation, language) for language in _languages(delegation)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sheet(delegation: Delegation, number: int) -> dict[str, Any]:
    """What templates/pdf/cost_statement.typ asks for."""
    edition = delegation.edition
    today = clock.day_at(edition.zone, clock.now())
    columns = []
    for language in _languages(delegation):
        column = _column(delegation, language)
        with translation.override(language):
            column["date"] = clock.day_text(language, today, "long")
            column["version"] = _("Version %(number)s") % {"number": number}
        columns.append(column)
    return {
        **columns[0],
        "number": f"{edition.letter_prefix}/{delegation.city.key}/{number}",
        "letterhead": letter_pages.letterhead(edition, _host(delegation), _first(delegation)),
        "signs_in": _host(delegation),
        "second": columns[1] if len(columns) > 1 else None,
    }


def _languages(delegation: Delegation) -> list[str]:
    """The delegation's and the host's, as on the letter of invitation; where they are one, English beside it."""
    first, host = _first(delegation), _host(delegation)
    second = host if host != first else "en"
    return [first] if second == first else [first, second]


def _first(delegation: Delegation) -> str:
    return letter_pages.ours(delegation.language)


def _host(delegation: Delegation) -> str:
    return letter_pages.ours(delegation.edition.host_language)


def _title(delegation: Delegation, number: int) -> str:
    with translation.override(_first(delegation)):
        return f"{_('Cost statement')}: {delegation.city.name_in(_first(delegation))}, {number}"


def _column(delegation: Delegation, language: str) -> dict[str, Any]:
    with translation.override(language):
        edition, city = delegation.edition, delegation.city
        return {
            "language": language,
            "title": _("Statement of costs"),
            "addressee": [city.name_in(language), locales.country_name(city.country, language)],
            "paragraphs": _paragraphs(delegation, language),
            "people": _people(delegation, language),
            "closing": _("This statement may be handed to the council and the auditors of the city."),
            "signature": {
                "name": pick(edition.desk_names, language),
                "office": edition.name_in(language),
            },
            "words": {
                "number": pgettext("number of a letter", "No."),
                "covered": _("What is covered for whom"),
                "page": "{page}/{pages}",
            },
        }


def _paragraphs(delegation: Delegation, language: str) -> list[str]:
    edition = delegation.edition
    facts = {
        "host": edition.city.name_in(language),
        "city": delegation.city.name_in(language),
        "forum": edition.name_in(language),
        "first": clock.day_text(language, edition.starts_on, "long"),
        "last": clock.day_text(language, edition.ends_on, "long"),
    }
    invited = _(
        "%(host)s has invited the delegation of %(city)s to the %(forum)s, which is held in %(host)s from %(first)s "
        "to %(last)s."
    )
    named = _("The protocol office states below, for each member of the delegation, who bears which costs.")
    return [invited % facts, named]


def _people(delegation: Delegation, language: str) -> list[dict[str, Any]]:
    rows = delegation.delegates.in_order().select_related("person").prefetch_related("covers")
    terms: dict[str, list[Cover]] = {}
    for row in Cover.objects.within(delegation.edition):
        terms.setdefault(row.role, []).append(row)
    return [_person(one, delegation, terms, language) for one in rows]


def _person(one: Delegate, delegation: Delegation, terms: dict[str, list[Cover]], language: str) -> dict[str, Any]:
    called = {"host": delegation.edition.city.name_in(language), "city": delegation.city.name_in(language)}
    lines = covers.lines_of(terms.get(one.role, ()), one.covers.all())
    return {
        "name": names.in_language(one.person, language),
        "role": str(one.get_role_display()),
        "sentences": covers.sentences(lines, called),
    }
