"""Whether two Latin names are one, however the lines of a passport spell them. The letters are those of `forum.mrz`.

Several letters may be written in more than one way; the first is the recommended one. Names in other scripts stand in
a passport in Latin letters already, in the spelling of its issuer: those are compared, and never made up here.
"""

import re
import unicodedata

from forum.mrz import GAPS, LEFT_OUT, WAYS


def mrz_name(name: str) -> str:
    """The recommended spelling, parts set apart by a filler: "Müller-Lüdenscheid" → "MUELLER<LUEDENSCHEID".

    Letters of other scripts are left out; ask `is_latin` first.
    """
    return _joined("".join(choices[0] for choices in _letters(name)))


def is_latin(name: str) -> bool:
    """Whether every letter can be written in the lines of a passport."""
    return all(_ways(letter) is not None for letter in unicodedata.normalize("NFC", name))


def same_name(one: str, other: str) -> bool:
    """Whether both are spellings of one name: case, hyphens, order of marks and each allowed spelling aside."""
    return _fits(one, mrz_name(other)) or _fits(other, mrz_name(one)) or _bare(one) == _bare(other)


def begins_alike(name: str, cut: str) -> bool:
    """Whether `cut`, a name that ran out of room in the lines, is the beginning of a spelling of `name`."""
    wanted = mrz_name(cut)
    return bool(wanted) and any(_spelling(name, place).startswith(wanted) for place in range(3))


def _spelling(name: str, place: int) -> str:
    return _joined("".join(choices[min(place, len(choices) - 1)] for choices in _letters(name)))


def _fits(name: str, spelling: str) -> bool:
    pattern = "".join(f"(?:{'|'.join(choices)})" if len(choices) > 1 else choices[0] for choices in _letters(name))
    return re.fullmatch(re.sub("<+", "<", pattern).strip("<"), spelling) is not None


def _bare(name: str) -> str:
    return re.sub("[^A-Z]", "", _spelling(name, 0))


def _letters(name: str) -> list[tuple[str, ...]]:
    ways = (_ways(letter) for letter in unicodedata.normalize("NFC", name))
    return [way for way in ways if way]


def _ways(letter: str) -> tuple[str, ...] | None:
    """How a letter may be written; () for what is left out, None for a letter of another script."""
    if letter in LEFT_OUT or unicodedata.category(letter) in {"Mn", "Cf"}:
        return ()
    if letter in GAPS:
        return ("<",)
    capital = letter if letter in WAYS else letter.upper()
    if capital in WAYS:
        return WAYS[capital]
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", capital) if unicodedata.category(sign) != "Mn")
    return (plain,) if re.fullmatch("[A-Z]+", plain) else WAYS.get(plain)


def _joined(written: str) -> str:
    return re.sub("<+", "<", written).strip("<")
