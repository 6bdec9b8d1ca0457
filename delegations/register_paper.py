"""The name-and-title register on paper: wide, a city after the other, every script in its own letters."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from delegations.register import LABELS, Reading, Sheet
from forum import clock, locales, spelling, typesetting
from forum.models import Edition
from forum.names import READ_BY, Rendering

# The tongue whose letters and direction a script is set in, where the name's own language is not known.
TONGUES = {script: tongue for tongue, script in reversed(READ_BY.items())} | {"Hani": "zh-hans", "Hira": "ja"}


def pdf(edition: Edition, sheets: list[Sheet], language: str) -> bytes:
    """The register in one language. A character that no font covers is named at its head, with whose name it is in."""
    title = _("Names and titles")
    data = _data(edition, sheets, language)
    content, missing = typesetting.typeset_with_warning("names", data, title=title, language=language)
    if not missing:
        return content
    data["missing"] = _missing(sheets, missing)
    return typesetting.typeset_with_warning("names", data, title=title, language=language)[0]


def _missing(sheets: list[Sheet], characters: list[str]) -> list[str]:
    """The characters by their code points, and the people whose names have them."""
    letters = set("".join(characters))
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in sorted(letters))
    whose = [one.delegate.person for one in sheets if letters & set("".join(one.values.values()))]
    words = _("No font of the house has these characters; on this paper they are empty boxes: %(codes)s.")
    return [words % {"codes": codes}, *(f"{person} ({person.key or person.pk})" for person in whose)]


def _data(edition: Edition, sheets: list[Sheet], language: str) -> dict[str, Any]:
    by_city = groupby(sheets, key=lambda one: one.delegate.delegation)
    return {
        "edition": edition.name_in(language),
        "issued": clock.moment_text(language, edition.zone, clock.now()) + f" ({edition.zone_label})",
        "languages": [locales.language_name(tag, language) for tag in edition.languages],
        "cities": [
            {"name": of.city.name_in(language), "people": [_row(one) for one in people]} for of, people in by_city
        ],
        "missing": [],
        "words": {
            "title": _("Names and titles"),
            "name": str(LABELS["listed"]),
            "passport": _("Passport and its name line"),
            "badge": _("Badge, place card, spoken"),
            "native": str(LABELS["native"]),
            "signoff": _("Sign-off"),
            "computed": _("In italics: computed, nobody entered it"),
            "page": _("Page {page} of {pages}"),
        },
    }


def _row(sheet: Sheet) -> dict[str, Any]:
    found = sheet.renderings
    return {
        "listed": _text(found["listed"]),
        "role": str(sheet.delegate.get_role_display()),
        "passport": [_text(found[kind]) for kind in ("passport_family", "passport_given") if sheet.passports],
        "mrz": (found["mrz"].brief or "?") if sheet.passports else "–",
        "mrz_computed": found["mrz"].computed,
        "cards": [_text(one) for one in _different(found["badge"], found["place_card"], found["spoken"])],
        "native": _text(found["native"], sheet.delegate.person.name_language),
        "readings": [_reading(one) for one in sheet.readings],
        "signoff": _signoff(sheet),
    }


def _different(*renderings: Rendering) -> list[Rendering]:
    """Each text once: a place card that is as the badge needs no line of its own."""
    return list({one.text: one for one in renderings}.values())


def _text(one: Rendering, language: str = "") -> dict[str, Any]:
    tongue = language or TONGUES.get(spelling.script_of(one.text), "en")
    return {"text": one.text or "?", "language": tongue, "computed": one.computed}


def _reading(one: Reading) -> dict[str, Any]:
    shown = _text(Rendering("", one.addressed, one.name.computed))
    title = {"text": one.title or "–", "language": TONGUES.get(spelling.script_of(one.title), one.language)}
    return {"name": shown, "title": title | {"computed": one.title_is_borrowed}}


def _signoff(sheet: Sheet) -> str:
    standing = sheet.standing
    if standing.signoff is None:
        return _("not yet")
    facts = {"who": standing.signoff.signed_by, "version": standing.signoff.number}
    words = _("version %(version)s, %(who)s") if standing.state == "signed" else _("changed since version %(version)s")
    return words % facts
