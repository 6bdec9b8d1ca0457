"""Texts that are data: one value in several languages, kept as {"en": …, "zh-hans": …}."""

from collections.abc import Mapping


def pick(texts: Mapping[str, str], language: str, *others: str) -> str:
    """The text in `language`, else in its parent tag, else in `others`, English, or whatever there is."""
    for tag in (language, language.split("-", maxsplit=1)[0], *others, "en"):
        if found := texts.get(tag):
            return found
    return next((text for text in texts.values() if text), "")


def has(texts: Mapping[str, str], language: str) -> bool:
    """Whether a translation into just this language (or its parent tag) exists."""
    return bool(texts.get(language) or texts.get(language.split("-", maxsplit=1)[0]))


def in_fours(text: str) -> list[str]:
    """A long code in groups of four, as people read it out and type it."""
    return [text[start : start + 4] for start in range(0, len(text), 4)]
