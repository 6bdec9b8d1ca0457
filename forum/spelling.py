"""PURE: how the letters of a name are kept and, in a list of participants alone, put into capitals."""

import unicodedata

import icu

# Scripts that have capitals which nobody uses to set a family name apart (Georgian: U+10D0 to U+10FF).
UNCHANGED = range(0x10D0, 0x1100)
# Marks that turn the line about without a trace on the page. Joiners and the plain direction marks are letters' own.
TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
UNSEEN = {0x00AD, 0x2028, 0x2029, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB}


def kept(text: str) -> str:
    """A name as it is stored: in Unicode's composed form (NFC), and not one letter otherwise."""
    return unicodedata.normalize("NFC", text)


def refused_in(text: str) -> list[str]:
    """The invisible characters in a text that no name may hold, as code points: "U+202E"."""
    found = [letter for letter in text if _is_refused(letter)]
    return [f"U+{ord(letter):04X}" for letter in dict.fromkeys(found)]


def _is_refused(letter: str) -> bool:
    point = ord(letter)
    return point in TURNING or point in UNSEEN or unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Co"}


def capitals(text: str, language: str = "") -> str:
    """Capitals by the rules of the name's language: Turkish i and ı, Greek without accents, Dutch IJ.

    ß becomes ẞ, one letter for one letter, in every language, so that Weiß and Weiss stay two names. Georgian, and
    any script without capitals, stays as it is.
    """
    locale = icu.Locale(language or "root")
    raised = "".join(_raised(part, locale) for part in _parts(text.replace("ß", "ẞ")))
    return kept(raised)


def _raised(part: str, locale: icu.Locale) -> str:
    return part if ord(part[0]) in UNCHANGED else str(icu.UnicodeString(part).toUpper(locale))


def _parts(text: str) -> list[str]:
    """Runs of letters that are raised, and of letters that are not."""
    runs: list[str] = []
    for letter in text:
        if runs and (ord(letter) in UNCHANGED) == (ord(runs[-1][0]) in UNCHANGED):
            runs[-1] += letter
        else:
            runs.append(letter)
    return runs


def script_of(text: str) -> str:
    """The script most letters of a text are in, by its four letters (ISO 15924): "Latn", "Hani"; empty for none."""
    counts: dict[str, int] = {}
    for letter in text:
        if unicodedata.category(letter)[0] == "L":
            short = icu.Script.getScript(letter).getShortName()
            counts[short] = counts.get(short, 0) + 1
    return max(counts, key=lambda name: counts[name], default="")


def is_latin(text: str) -> bool:
    """Whether every letter of a text is a Latin one."""
    letters = [letter for letter in text if unicodedata.category(letter)[0] == "L"]
    return all(icu.Script.getScript(letter).getShortName() in {"Latn", "Zyyy", "Zinh"} for letter in letters)
