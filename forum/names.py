"""Renderings of a person's name. The order of its parts is data; only a list changes letter case."""

from typing import Protocol


class Named(Protocol):
    """Whatever holds the parts of a name."""

    @property
    def family_name(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def family_first(self) -> bool: ...
    @property
    def native_name(self) -> str: ...


# Scripts in which a native name is read by the readers of each language of the house.
HAN = range(0x3400, 0xA000)


def full(person: Named) -> str:
    """Given and family name in the person's own order: "Dan Boyle", "Gong Zheng"."""
    parts = (person.family_name, person.given_name) if person.family_first else (person.given_name, person.family_name)
    return " ".join(part for part in parts if part)


def listed(person: Named) -> str:
    """As in a list of participants: FAMILY NAME in capitals, then the given name."""
    return " ".join(part for part in (person.family_name.upper(), person.given_name) if part)


def native_han(person: Named) -> str:
    """The native name where it is written in Chinese characters, for readers of Chinese; else empty."""
    return person.native_name if any(ord(letter) in HAN for letter in person.native_name) else ""


def in_language(person: Named, language: str) -> str:
    """The rendering that a reader of `language` expects."""
    return (language.startswith("zh") and native_han(person)) or full(person)
