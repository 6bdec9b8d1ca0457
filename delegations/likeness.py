"""Is a changed name the same person's, written better, or somebody else's? Plain names in, an opinion out."""

import unicodedata
from difflib import SequenceMatcher

Name = tuple[str, str]  # family name, given names
ALIKE = 0.6


def may_be_another(before: Name, after: Name) -> bool:
    """Whether the two names are so far apart that somebody must be asked. Parts that change places are the same."""
    return not (_alike(before, after) or _alike(before, after[::-1]))


def _alike(before: Name, after: Name) -> bool:
    parts = [(_plain(one), _plain(other)) for one, other in zip(before, after, strict=True)]
    compared = [pair for pair in parts if all(pair)]
    # A part that is new or gone says nothing; if no part can be compared, all of them together are.
    if not compared:
        compared = [("".join(_plain(part) for part in before), "".join(_plain(part) for part in after))]
    return all(_is_like(one, other) for one, other in compared)


def _is_like(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _plain(part: str) -> str:
    """Without accents, signs and letter case: what two spellings of one name share."""
    letters = unicodedata.normalize("NFKD", part.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
