"""How a name is found whichever script and spelling somebody types: folded forms in one column, and words in it."""

import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache

import icu
from django.db.models import Q

from forum import mrz

MOST_LETTERS, MOST_WORDS = 120, 8


@cache
def _latin() -> icu.Transliterator:
    """Any script in plain Latin letters; Chinese characters by their pinyin."""
    return icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")


@cache
def _bare() -> icu.Transliterator:
    """Without the marks on letters, where these are marks and not vowels."""
    rule = "NFD; [[:Nonspacing Mark:] & [[:scx=Latn:][:scx=Grek:][:scx=Cyrl:][:scx=Arab:][:scx=Hebr:]]] Remove; NFC"
    return icu.Transliterator.createInstance(rule)


def plain(text: str) -> str:
    """A text in its own script without case and accents."""
    return " ".join(_bare().transliterate(unicodedata.normalize("NFKC", text).casefold()).split())


def latin(text: str) -> str:
    """A text in plain Latin letters."""
    letters = text
    for _again in range(2):  # what the first turn leaves as a letter above the line is a plain one after the second
        letters = _latin().transliterate(unicodedata.normalize("NFKC", letters))
    return " ".join("".join(one if one.isalnum() else " " for one in letters if one not in "'’ʻʼ").split())


def forms(text: str) -> list[str]:
    """Every folded form of a text that somebody may type a part of."""
    found = [plain(text), latin(text)]
    found.append("".join(found[1].split()))  # gongzheng
    with suppress(mrz.NoTable):
        found.append(mrz.transliterated(text).replace(mrz.FILLER, " ").lower())  # mueller
    return found


def folded(texts: Iterable[str]) -> str:
    """All forms of all texts, a line each: what the column holds."""
    found = [form for text in texts if text for form in forms(text)]
    return "\n".join(dict.fromkeys(form for form in found if form))


def matching(text: str, *columns: str) -> Q:
    """Rows in which every word of a text is found, in its own script or in Latin letters. No words, all rows.

    Each word may stand in any of the columns, which hold what `folded` gives.
    """
    condition = Q()
    for word in text[:MOST_LETTERS].replace("\x00", " ").split()[:MOST_WORDS]:
        spellings = dict.fromkeys((plain(word), latin(word)))
        either = [Q(**{f"{column}__contains": form}) for form in spellings if form for column in columns]
        condition &= _either(either) if either else Q(pk__in=[])
    return condition


def _either(conditions: Sequence[Q]) -> Q:
    found = conditions[0]
    for one in conditions[1:]:
        found |= one
    return found
