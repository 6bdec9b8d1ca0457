"""Languages and countries by name, in the language of whoever reads: from the common locale data."""

from babel import Locale

# Babel names locales with an underscore; a tag unknown to it falls back to English.
BABEL = {"zh-hans": "zh_Hans", "zh": "zh_Hans", "ar": "ar_001", "fr": "fr", "en": "en_GB"}


def babel_tag(language: str) -> str:
    return BABEL.get(language.lower(), BABEL.get(language.split("-", maxsplit=1)[0].lower(), "en_GB"))


def language_name(tag: str, reader: str) -> str:
    """A language as it is spoken: "Chinese", whatever script it is written in; the tag itself if it is unknown."""
    names = Locale.parse(babel_tag(reader)).languages
    return str(names.get(tag.split("-", maxsplit=1)[0], tag))


def country_name(code: str, reader: str) -> str:
    """A country by its two letters (ISO 3166-1); the letters themselves if they are unknown."""
    return str(Locale.parse(babel_tag(reader)).territories.get(code, code))


def country_codes() -> set[str]:
    """Every state's two letters that have a name."""
    return {code for code in map(str, Locale.parse("en").territories) if len(code) == 2 and code.isalpha()}
