"""The name-and-title register: everything that will be printed or said of one delegate, as plain values."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations.models import Delegate, NameSignOff
from forum import locales, names, texts
from forum.names import Rendering

LABELS: dict[str, Any] = {**names.KINDS, "native": _("In its own script")}
ORDER = ("passport_family", "passport_given", "mrz", "listed", "badge", "place_card", "spoken", "native")


@dataclass(frozen=True, slots=True)
class Reading:
    """What readers of one language get: the name, the courtesy title, the title of the office."""

    language: str
    name: Rendering
    courtesy: str
    title: str
    title_is_borrowed: bool

    @property
    def addressed(self) -> str:
        return names.with_courtesy(self.name.text, self.courtesy, self.language)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All renderings of one delegate's name, with the title in each language of the edition."""

    delegate: Delegate
    renderings: dict[str, Rendering]
    readings: list[Reading]
    # False: for eyes that may not see how the passport has the name.
    passports: bool = True

    @property
    def values(self) -> dict[str, str]:
        """What is signed off, each value under its own name."""
        person = self.delegate.person
        found = {"family_name": person.family_name, "given_name": person.given_name, "native": person.native_name}
        found |= {kind: self.renderings[kind].text for kind in ORDER}
        for one in self.readings:
            found[f"name:{one.language}"] = one.name.text
            found[f"courtesy:{one.language}"] = one.courtesy
            found[f"title:{one.language}"] = one.title
        return found

    @property
    def seal(self) -> str:
        """Equal while every value is."""
        return hashlib.sha256(json.dumps(self.values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def lines(self) -> list[tuple[Any, Rendering]]:
        """Each rendering under what people call it."""
        return [(LABELS[kind], self.renderings[kind]) for kind in ORDER]

    @property
    def asked(self) -> list[Rendering]:
        """What cannot be computed: somebody must say it."""
        return [self.renderings[kind] for kind in ORDER if self.renderings[kind].asked]

    @property
    def standing(self) -> "Standing":
        return standing_of(self)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the city signed these names off: "" not yet, "signed", or "changed" since it did."""

    state: str
    signoff: NameSignOff | None = None
    changes: tuple[tuple[str, str, str], ...] = ()


def sheet_of(delegate: Delegate, languages: Iterable[str], *, passports: bool = True) -> Sheet:
    """The register's sheet of a delegate; the person and, for the standing, the sign-offs are read if not fetched."""
    person = delegate.person
    renderings = {
        kind: one
        for kind, one in names.all_of(person).items()
        # A passport has one of the two names where somebody has one name only.
        if not (kind in ("passport_family", "passport_given") and not one.text and any(names.passport(person)))
    }
    for kind in ("passport_family", "passport_given"):
        renderings.setdefault(kind, Rendering(kind, "–", computed=True))
    return Sheet(delegate, renderings, [_reading(delegate, tag) for tag in languages], passports)


def _reading(delegate: Delegate, language: str) -> Reading:
    titles: Mapping[str, str] = delegate.titles
    return Reading(
        language=language,
        name=names.for_readers(delegate.person, language),
        courtesy=names.courtesy_in(delegate.person, language),
        title=texts.pick(titles, language),
        title_is_borrowed=not texts.has(titles, language),
    )


def standing_of(sheet: Sheet) -> Standing:
    """What became of the newest sign-off; the sign-offs are read if they were not fetched."""
    newest = max(sheet.delegate.name_signoffs.all(), key=lambda one: one.number, default=None)
    if newest is None:
        return Standing("")
    if newest.seal == sheet.seal:
        return Standing("signed", newest)
    now = sheet.values
    changes = tuple(
        (_label(key), newest.signed.get(key, ""), now.get(key, ""))
        for key in {**newest.signed, **now}
        if newest.signed.get(key, "") != now.get(key, "") and (sheet.passports or key not in names.OF_THE_PASSPORT)
    )
    return Standing("changed", newest, changes)


def _label(key: str) -> str:
    kind, _colon, tag = key.partition(":")
    if tag:
        words = {"name": _("Name"), "courtesy": _("Courtesy title"), "title": _("Title")}
        return f"{words[kind]} ({locales.language_name(tag, get_language() or 'en')})"
    return str({**LABELS, "family_name": _("Family name"), "given_name": _("Given names")}[key])
