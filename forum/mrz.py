"""PURE: a name as the machine-readable zone of a passport writes it, by the tables of ICAO Doc 9303, part 3, section 6.

The name line of a passport (TD3) has 39 characters, A to Z and the filler "<", and no check digit. A script that has
no table there (Greek, Georgian, Chinese …) is written in Latin letters by the state that issues the passport: such a
name raises `NoTable`, and whoever wants the line asks for the spelling in the passport.
"""

import unicodedata
from collections.abc import Iterator

LENGTH = 39
FILLER = "<"


def _table(pairs: str) -> dict[str, str]:
    """Letters and what is written for them, set apart by spaces; a hyphen where nothing is."""
    words = pairs.split()
    return {letter: "" if written == "-" else written for letter, written in zip(words[::2], words[1::2], strict=True)}


# A: letters that do not simply lose their marks. Doc 9303 leaves some choices: the first is the one recommended.
WAYS: dict[str, tuple[str, ...]] = {
    letter: tuple(written.split("/"))
    for letter, written in _table(
        """
        Ä AE/A   Å AA/A   Æ AE   Ð D   Đ D   Ħ H   İ I   I I   ı I   Ĳ IJ   ĸ Q/K   Ł L   Ŀ L   Ñ N/NXX   Ŋ N
        Ö OE/O   Ø OE/O   Œ OE   ẞ SS   ß SS   Þ TH   Ŧ T   Ơ O   Ü UE/U/UXX   Ư U   Ə E/A
        """
    ).items()
}
LATIN = {letter: ways[0] for letter, ways in WAYS.items()}
# B: Cyrillic; then what single languages write otherwise.
CYRILLIC = _table(
    """
    А A   Б B   В V   Г G   Д D   Е E   Ё E   Ж ZH   З Z   И I   Й I   К K   Л L   М M   Н N   О O   П P
    Р R   С S   Т T   У U   Ф F   Х KH   Ц TS   Ч CH   Ш SH   Щ SHCH   Ъ IE   Ы Y   Ь -   Э E   Ю IU
    Я IA   І I   Ї I   Є IE   Ґ G   Ў U   Ѫ U   Ђ D   Ѓ G   Ѕ DZ   Ј J   Љ LJ   Њ NJ   Ќ K   Ћ C   Џ DZ
    """
)
CYRILLIC_OF = {
    "be": {"Г": "H", "Ё": "IO"},
    "bg": {"Щ": "SHT"},
    "mk": {"Ѓ": "GJ", "Ќ": "KJ", "Х": "H", "Ц": "C", "Џ": "DJ"},
    "sr": {"Г": "H", "Ж": "Z", "Х": "H", "Ц": "C", "Ч": "C", "Ш": "S"},
    "uk": {"Г": "H", "И": "Y"},
}
BEGINS = {"uk": {"Є": "YE", "Ї": "YI", "Й": "Y", "Ю": "YU", "Я": "YA"}}  # at the beginning of a name
# C: the letters of Arabic. Vowel signs are not written; shadda says the letter before it twice.
ARABIC = _table(
    """
    ء XE   آ XAA   أ XAE   ؤ U   إ I   ئ XI   ا A   ب B   ة XTA   ت T   ث XTH   ج J   ح XH   خ XKH   د D
    ذ XDH   ر R   ز Z   س S   ش XSH   ص XSS   ض XDZ   ط XTT   ظ XZZ   ع E   غ G   ف F   ق Q   ك K   ل L
    م M   ن N   ه H   و W   ى XAY   ي Y   ـ -
    """
)
UNWRITTEN = {*map(chr, range(0x064B, 0x0653)), "\u0670"} - {"\u0651"}
SHADDA = "\u0651"
TABLE = LATIN | CYRILLIC | ARABIC

# Between letters: a gap between two parts; what is left out within a name; what stands around one.
GAPS = " \t-‐‑–—\u00a0\u2009\u202f\u3000・,/<"
LEFT_OUT = "'’‘ʼʻ`´ʹʺ.·"
AROUND = '"“”()'


class NoTable(Exception):
    """Doc 9303 has no table for these characters: ask how the passport spells the name."""

    def __init__(self, characters: list[str]) -> None:
        super().__init__(f"Doc 9303 has no table for {', '.join(characters)}: ask how the passport spells the name.")
        self.characters = characters


def name_line(family: str, given: str = "", language: str = "") -> str:
    """The 39 characters of a name; `language` chooses among the Cyrillic tables. Raises NoTable.

    Somebody with a single name has it in the place of the family name.
    """
    primary, secondary = transliterated(family, language), transliterated(given, language)
    if not primary:
        primary, secondary = secondary, ""
    return _fitted(primary, secondary).ljust(LENGTH, FILLER)


def transliterated(text: str, language: str = "") -> str:
    """A name in the letters of the zone, its parts set apart by one filler each. Raises NoTable."""
    tongue = language.split("-", maxsplit=1)[0].lower()
    own, initial = CYRILLIC_OF.get(tongue, {}), BEGINS.get(tongue, {})
    written: list[str] = []
    unknown = []
    for letter, ends in _letters(text):
        begins = not written or written[-1] == FILLER
        found = (initial.get(letter) if begins else None) or own.get(letter, _plain(letter, ends))
        if found is None:
            unknown.append(letter)
        elif letter == SHADDA:
            written.append(written[-1] if written else "")
        else:
            written.append(found)
    if unknown:
        raise NoTable(list(dict.fromkeys(unknown)))
    return FILLER.join(part for part in "".join(written).split(FILLER) if part)


def _letters(text: str) -> Iterator[tuple[str, bool]]:
    """Each character in capitals, and whether a part of the name ends with it."""
    whole = unicodedata.normalize("NFC", text)
    for place, letter in enumerate(whole):
        following = whole[place + 1 : place + 2]
        capital = letter.upper() if len(letter.upper()) == 1 else letter
        yield capital, not following or following in GAPS


def _plain(letter: str, ends: bool) -> str | None:
    if letter == "ة" and ends:
        return "XAH"
    if letter in TABLE:
        return TABLE[letter]
    if letter in GAPS:
        return FILLER
    if letter in LEFT_OUT + AROUND or letter in UNWRITTEN or letter == SHADDA or unicodedata.category(letter) == "Cf":
        return ""
    bare = unicodedata.normalize("NFKD", letter)
    kept = "".join(one for one in bare if not unicodedata.combining(one)).upper()
    if kept and all("A" <= one <= "Z" for one in kept):
        return kept
    if unicodedata.combining(letter):
        return ""  # a mark that has no letter of its own
    return TABLE.get(kept)  # a Cyrillic or Arabic letter under a mark


def _fitted(primary: str, secondary: str) -> str:
    """Cut to length, so that the last place holds a letter: that is how a reader sees that something was cut off."""
    if not secondary:
        return _cut(primary, LENGTH)
    if len(primary) + len(secondary) + 2 > LENGTH:
        primary = _cut(primary, LENGTH - 3)
    return _cut(f"{primary}{FILLER * 2}{secondary}", LENGTH)


def _cut(text: str, most: int) -> str:
    """The first `most` characters; where a filler would be last, the part before it gives up a letter instead."""
    if len(text) <= most or text[most - 1] != FILLER:
        return text[:most]
    head, tail = text[: most - 1].rstrip(FILLER), text[most:].lstrip(FILLER)
    gap = most - 1 - len(head)
    return f"{head[:-1]}{FILLER * (gap + 1)}{tail[:1]}" if len(head) > 1 else text[:most]
