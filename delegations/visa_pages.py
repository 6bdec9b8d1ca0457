"""A letter for a visa as words: put together once, sealed, and set on paper whenever it is asked for."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from delegations import states
from delegations.letter_pages import OURS
from delegations.models import Delegate, Flight, TravelDocument, VisaLetter
from forum import clock, locales, names, typesetting
from forum.models import Edition
from forum.texts import pick

Opened = dict[str, str]


def languages_of(edition: Edition, language: str) -> list[str]:
    """The delegation's language where we write it, else English; and beside it the host's, which the post reads."""
    first = (
        language
        if language in OURS
        else next((code for code in OURS if code == language.split("-", maxsplit=1)[0]), "en")
    )
    host = edition.host_language if edition.host_language in OURS else "en"
    return [first, host if host != first else "en"] if (first, host) != ("en", "en") else ["en"]


def words_of(letter: VisaLetter, document: TravelDocument, opened: Opened) -> str:
    """Every word of the letter, in one or two languages, as text that can be sealed."""
    edition, delegate = letter.edition, document.delegate
    tongues = languages_of(edition, delegate.delegation.language)
    specimen = opened["issuer"] == "UTO" or delegate.person.fictitious
    sheet = {
        "number": letter.letter_number,
        "fictitious": [_specimen(tongue) for tongue in tongues] if specimen else [],
        "letterhead": _letterhead(edition, tongues),
        "columns": [_column(letter, document, opened, tongue) for tongue in tongues],
    }
    return json.dumps(sheet, ensure_ascii=False)


def _specimen(language: str) -> dict[str, str]:
    with translation.override(language):
        return {"text": _("Specimen: person and passport are invented"), "language": language}


def pdf(sheets: Iterable[str], *, title: str, language: str) -> bytes:
    """The letters on paper, each on a page of its own, in one file."""
    data = {"letters": [json.loads(sheet) for sheet in sheets]}
    return typesetting.typeset_with_warning("visa_letter", data, title=title, language=language)[0]


def _column(letter: VisaLetter, document: TravelDocument, opened: Opened, language: str) -> dict[str, Any]:
    with translation.override(language):
        edition, delegate, post = letter.edition, document.delegate, letter.post
        facts = _facts(edition, delegate, language)
        return {
            "language": language,
            "date": clock.day_text(language, clock.day_at(edition.zone, letter.made_at), "long"),
            "addressee": [post.name_in(language), post.city_in(language), locales.country_name(post.country, language)],
            "subject": _("Letter of invitation for a visa: %(name)s") % {"name": _name(opened)},
            "opening": _opening(facts),
            "facts": _invitee(document, opened, language),
            "paragraphs": _paragraphs(edition, facts, language),
            "closing": _("Please accept the assurance of my highest consideration."),
            "signature": _signature(edition, language),
            "words": {"number": pgettext("number of a letter", "No."), "seal": _("Place of the seal")},
        }


def _facts(edition: Edition, delegate: Delegate, language: str) -> dict[str, str]:
    arrives, departs = _stay(delegate)
    return {
        "forum": edition.name_in(language),
        "host": edition.city.name_in(language),
        "city": delegate.delegation.city.name_in(language),
        "role": delegate.get_role_display(),
        "first": clock.day_text(language, edition.starts_on, "long"),
        "last": clock.day_text(language, edition.ends_on, "long"),
        "arrives": clock.day_text(language, arrives, "long"),
        "departs": clock.day_text(language, departs, "long"),
    }


def _opening(facts: dict[str, str]) -> list[str]:
    return [
        _(
            "We have the honour to inform you that the person named below is invited to the %(forum)s, which will be "
            "held in %(host)s from %(first)s to %(last)s."
        )
        % facts
    ]


def _paragraphs(edition: Edition, facts: dict[str, str], language: str) -> list[str]:
    terms = pick(edition.hospitality, language)
    return [
        _(
            "Our guest belongs to the delegation of %(city)s (%(role)s), arrives on %(arrives)s, leaves on "
            "%(departs)s and stays in %(host)s. The purpose of the visit is to take part in the forum and in its "
            "official programme; %(city)s and %(host)s are bound by friendly relations."
        )
        % facts,
        *([_("The costs of the stay are borne as follows: %(terms)s") % {"terms": terms}] if terms else []),
        _("We should be grateful if the visa could be issued in good time before the arrival."),
    ]


def _invitee(document: TravelDocument, opened: Opened, language: str) -> list[list[str]]:
    delegate = document.delegate
    title = pick(delegate.titles, language)
    sexes = {"F": pgettext("sex in a passport", "female"), "M": pgettext("sex in a passport", "male")}
    kind = f"{document.get_kind_display()}, {states.name_of(opened['issuer'], language)}"
    issued = _day(opened["issued_on"], language) if opened["issued_on"] else "–"
    return [
        [_("Family name, given names (as in the passport)"), _name(opened)],
        [_("Function"), ", ".join(part for part in (title, delegate.delegation.city.name_in(language)) if part)],
        [_("Date of birth"), _day(opened["birth"], language)],
        [_("Sex"), sexes.get(opened["sex"], pgettext("sex in a passport", "not stated"))],
        [_("Nationality"), states.name_of(opened["nationality"], language)],
        [_("Passport"), f"{opened['number']} ({kind})"],
        [
            _("Date of issue, date of expiry"),
            f"{issued} – {clock.day_text(language, document.expires_on, 'long')}",
        ],
    ]


def _name(opened: Opened) -> str:
    return ", ".join(part for part in (opened["family_name"].upper(), opened["given_names"]) if part)


def _day(partial: str, language: str) -> str:
    """A day in words; a date that is known in part as it stands in the passport."""
    return clock.day_text(language, date.fromisoformat(partial), "long") if len(partial) == 10 else partial


def _stay(delegate: Delegate) -> tuple[date, date]:
    """From landing to leaving where the flights are known, else the days of the forum."""
    edition = delegate.delegation.edition
    flights = list(delegate.flights.all())
    lands = [flight.lands_at for flight in flights if flight.direction == Flight.Direction.IN]
    leaves = [flight.leaves_at for flight in flights if flight.direction == Flight.Direction.OUT]
    arrives = clock.day_at(edition.zone, max(lands)) if lands else edition.starts_on
    departs = clock.day_at(edition.zone, min(leaves)) if leaves else edition.ends_on
    return arrives, departs


def _letterhead(edition: Edition, tongues: list[str]) -> dict[str, Any]:
    host = edition.host_language if edition.host_language in OURS else tongues[-1]
    other = next((tongue for tongue in tongues if tongue != host), "en")
    lines = [edition.desk_phone, edition.desk_email]
    return {
        "names": [{"text": edition.city.name_in(tag), "language": tag} for tag in (host, other)],
        "office": [{"text": pick(edition.desk_names, tag), "language": tag} for tag in (host, other)] + lines,
    }


def _signature(edition: Edition, language: str) -> dict[str, str]:
    office = edition.signatory
    if office is None:
        return {"name": "", "office": pick(edition.desk_names, language)}
    holder = office.holder()
    title = _("%(title)s of %(city)s") % {"title": office.title_in(language), "city": office.city.name_in(language)}
    return {"name": names.in_language(holder.person, language) if holder else "", "office": title}
