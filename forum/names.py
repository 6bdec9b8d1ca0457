"""Renderings of a person's name: said once here, used everywhere.

What was entered for a person counts; where nobody entered anything, a rendering is computed by the rule that stands at
its function, and says so. The order of the parts is data; only the list of participants changes letter case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from forum import mrz, spelling


class Parts(Protocol):
    """Whatever holds the parts of a name."""

    @property
    def family_name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_first(self) -> bool: ...
    @property
    def native_name(self) -> str: ...


class Named(Parts, Protocol):
    """Whatever holds the parts of a name and the renderings that somebody entered."""

    @property
    def name_language(self) -> str: ...
    @property
    def renderings(self) -> Mapping[str, str]: ...
    @property
    def names_in(self) -> Mapping[str, str]: ...
    @property
    def courtesies(self) -> Mapping[str, str]: ...


# What may be entered for a person, and what people call it.
KINDS: dict[str, Any] = {
    "passport_family": _("Family name as in the passport"),
    "passport_given": _("Given names as in the passport"),
    "mrz": _("Name line of the passport (MRZ)"),
    "badge": _("Badge"),
    "place_card": _("Place card"),
    "listed": _("List of participants"),
    "spoken": _("Pronunciation"),
}
# A name in the letters of an identity document: how it reads is nobody's business but the person's and the office's.
OF_THE_PASSPORT = frozenset({"passport_family", "passport_given", "mrz"})

# Scripts that the readers of a language read: a name in its own script is then the rendering for them.
HAN = range(0x3400, 0xA000)
READ_BY = {
    tongue: script
    for script, tongues in {
        "Arab": "ar fa ur ps",
        "Armn": "hy",
        "Beng": "bn",
        "Cyrl": "ru uk bg sr mk be kk mn",
        "Deva": "hi ne mr",
        "Ethi": "am ti",
        "Geor": "ka",
        "Grek": "el",
        "Hang": "ko",
        "Hebr": "he",
        "Khmr": "km",
        "Laoo": "lo",
        "Mymr": "my",
        "Sinh": "si",
        "Taml": "ta",
        "Thai": "th",
    }.items()
    for tongue in tongues.split()
}
# Where the courtesy title stands after the name, and without a space.
AFTER_THE_NAME = {"zh": "", "ja": "", "ko": " "}


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way to write a name. `computed` when nobody entered it; empty when it cannot be computed and is asked for."""

    kind: str
    text: str
    computed: bool
    trouble: str = ""

    @property
    def asked(self) -> bool:
        return not self.text

    @property
    def brief(self) -> str:
        """The name line of a passport without the fillers at its end."""
        return self.text.rstrip(mrz.FILLER)


def full(person: Parts) -> str:
    """Given and family name in the person's own order: "Dan Boyle", "Gong Zheng"."""
    parts = (person.family_name, person.given_name) if person.family_first else (person.given_name, person.family_name)
    return " ".join(part for part in parts if part)


def listed(person: Parts) -> str:
    """As in a list of participants: FAMILY NAME in capitals, then the given name; a single name is in capitals.

    The whole family name is raised, "VAN DER BERG Jan", by the rules of the language of the name.
    """
    if entered := entered_for(person, "listed"):
        return entered
    language = getattr(person, "name_language", "")
    first, then = (person.family_name, person.given_name) if person.family_name else (person.given_name, "")
    return " ".join(part for part in (spelling.capitals(first, language), then) if part)


def badge(person: Parts) -> str:
    """For the badge: the name in its own order."""
    return entered_for(person, "badge") or full(person)


def place_card(person: Parts) -> str:
    """For the card at the table: as on the badge."""
    return entered_for(person, "place_card") or badge(person)


def spoken(person: Parts) -> str:
    """How the name is said: a note on its pronunciation; the name itself while there is none."""
    return entered_for(person, "spoken") or full(person)


def native(person: Parts) -> str:
    """In its own script; the name itself where no other script was entered."""
    return person.native_name or full(person)


def passport(person: Parts) -> tuple[str, str]:
    """Family and given names in Latin letters as the passport has them; empty where they must be asked for."""
    own = tuple(entered_for(person, kind) for kind in ("passport_family", "passport_given"))
    if any(own):
        return own[0], own[1]
    if spelling.is_latin(person.family_name + person.given_name):
        return person.family_name, person.given_name
    return "", ""


def mrz_line(person: Parts) -> Rendering:
    """The 39 characters of the name line, by ICAO Doc 9303 from the passport's spelling, else from the name itself."""
    if entered := entered_for(person, "mrz"):
        return Rendering("mrz", entered, computed=False)
    family, given = passport(person)
    if not (family or given):
        family, given = person.family_name, person.given_name
    try:
        return Rendering("mrz", mrz.name_line(family, given, getattr(person, "name_language", "")), computed=True)
    except mrz.NoTable as unknown:
        return Rendering("mrz", "", computed=True, trouble=" ".join(unknown.characters))


def native_han(person: Parts) -> str:
    """The native name where it is written in Chinese characters, for readers of Chinese; else empty."""
    return person.native_name if any(ord(letter) in HAN for letter in person.native_name) else ""


def in_language(person: Parts, language: str) -> str:
    """The rendering that a reader of `language` expects: entered for it, else in the own script if that is read."""
    tag = language.lower()
    entered: Mapping[str, str] = getattr(person, "names_in", {})
    if found := entered.get(tag) or entered.get(_tongue(tag)):
        return found
    if _tongue(tag) == "zh":
        return native_han(person) or full(person)
    script = READ_BY.get(_tongue(tag))
    return person.native_name if script and spelling.script_of(person.native_name) == script else full(person)


def courtesy_in(person: Parts, language: str) -> str:
    """The courtesy title in just this language ("Dr"), empty where there is none."""
    titles: Mapping[str, str] = getattr(person, "courtesies", {})
    return titles.get(language.lower()) or titles.get(_tongue(language)) or ""


def with_courtesy(name: str, courtesy: str, language: str) -> str:
    """A name with its courtesy title where the language puts it: "Dr Boyle", "龚正先生"."""
    if not courtesy:
        return name
    gap = AFTER_THE_NAME.get(_tongue(language))
    return f"{courtesy} {name}" if gap is None else f"{name}{gap}{courtesy}"


def addressed(person: Parts, language: str) -> str:
    """The name with its courtesy title, for readers of `language`."""
    return with_courtesy(in_language(person, language), courtesy_in(person, language), language)


def entered_for(person: Parts, kind: str) -> str:
    """What somebody entered for this rendering; empty where it is computed."""
    entered: Mapping[str, str] = getattr(person, "renderings", {})
    return entered.get(kind, "")


def all_of(person: Named) -> dict[str, Rendering]:
    """Every rendering but those for readers of a language, each entered or computed."""
    family, given = passport(person)
    texts = {
        "passport_family": family,
        "passport_given": given,
        "badge": badge(person),
        "place_card": place_card(person),
        "listed": listed(person),
        "spoken": spoken(person),
        "native": native(person),
    }
    found = {
        kind: Rendering(
            kind, text, computed=not (person.native_name if kind == "native" else _is_entered(person, kind))
        )
        for kind, text in texts.items()
    }
    return {**found, "mrz": mrz_line(person)}


def for_readers(person: Named, language: str) -> Rendering:
    """The rendering for readers of a language, entered or computed."""
    entered = person.names_in.get(language.lower()) or person.names_in.get(_tongue(language))
    return Rendering(f"in:{language}", in_language(person, language), computed=not entered)


def every_form(person: Parts) -> list[str]:
    """All that somebody may look the person up by."""
    renderings: Mapping[str, str] = getattr(person, "renderings", {})
    entered: Mapping[str, str] = getattr(person, "names_in", {})
    known = [text for kind, text in renderings.items() if kind != "mrz"]
    return [full(person), person.native_name, *known, *entered.values()]


def _is_entered(person: Named, kind: str) -> bool:
    # Both halves of a passport's name are entered once one is.
    if kind in ("passport_family", "passport_given"):
        return bool(entered_for(person, "passport_family") or entered_for(person, "passport_given"))
    return bool(entered_for(person, kind))


def _tongue(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()
