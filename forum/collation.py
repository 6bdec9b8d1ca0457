"""How texts sort in any language, as its readers expect: the common locale data (CLDR) through ICU.

`key(text, language)` is a key for `sorted` and for lists of countries, cities and people alike.
"""

import re
from threading import local
from typing import Any

import icu

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Chinese is sorted by sound, as in dictionaries of the mainland, or by the number of strokes, as on ballots and badges.
PINYIN, STROKE = "pinyin", "stroke"
VARIANTS = {"zh": (PINYIN, STROKE)}

_of_this_thread = local()  # A collator may be shared by calls, but not by threads.


def variants_of(language: str) -> tuple[str, ...]:
    """The ways of sorting that readers of this language choose between; none where there is only one."""
    return VARIANTS.get(language.split("-", maxsplit=1)[0].lower(), ())


def key(text: str, language: str, variant: str = "") -> bytes:
    """What to sort `text` by among others in this language. Unknown languages sort as the root of CLDR does."""
    # A half of a pair of surrogates is no character, and ICU refuses it.
    found: bytes = _collator(language, variant).getSortKey(text.encode("utf-8", "replace").decode())
    return found


def languages() -> tuple[str, ...]:
    """The languages for which ICU has rules of its own or confirms those of the root, by their shortest tags."""
    return tuple(sorted({tag for tag in icu.Collator.getAvailableLocales() if re.fullmatch("[a-z]{2,3}", tag)}))


def _collator(language: str, variant: str) -> Any:
    known: dict[str, Any] = _of_this_thread.__dict__.setdefault("collators", {})
    tag = _tag(language, variant)
    if tag not in known:
        known[tag] = icu.Collator.createInstance(_locale(tag))
    return known[tag]


def _locale(tag: str) -> Any:
    try:
        return icu.Locale.forLanguageTag(tag)
    except icu.ICUError:
        return icu.Locale.getRoot()  # well formed, and yet the tag of no language


def _tag(language: str, variant: str) -> str:
    tag = language if TAG.fullmatch(language) else "und"
    return f"{tag}-u-co-{variant}" if variant in variants_of(tag) else tag
