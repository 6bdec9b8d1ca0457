"""What may stand in one cell. Each reader takes the text of a cell and gives its value, or says what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from django.core.exceptions import ValidationError

from forum import spelling
from forum.clock import known_zone
from forum.partial import check_partial_date

Parse = Callable[[str], object]

# Controls, halves of surrogate pairs, private use: nobody types them. Spaces and marks of direction are typed.
UNSEEN = {"Cc", "Cs", "Co"}

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}"
)
TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?")


class Unreadable(ValueError):
    """A cell does not hold what its column asks for. The sentence says how to mend it."""


def or_rather(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: "; did you mean 'cork'?", or nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else "."


def text(most: int = 200) -> Parse:
    def parse(cell: str) -> str:
        if len(cell) > most:
            raise Unreadable(f"'{cell[:30]}…' has {len(cell)} characters; at most {most} are allowed.")
        if any(unicodedata.category(letter) in UNSEEN for letter in cell.replace("\n", "")):
            raise Unreadable("The text holds a control character that cannot be seen; type it anew.")
        return cell

    return parse


def name(most: int = 200) -> Parse:
    """A name: composed, and without marks that turn its line about."""
    plain = text(most)

    def parse(cell: str) -> str:
        plain(cell)
        if refused := spelling.refused_in(cell):
            raise Unreadable(f"The name holds characters that nobody sees ({', '.join(refused)}); type it anew.")
        return spelling.kept(cell)

    return parse


def slug(most: int = 60) -> Parse:
    def parse(cell: str) -> str:
        if not SLUG.fullmatch(cell) or len(cell) > most:
            raise Unreadable(
                f"'{cell[:80]}' is not a key: write small letters a to z, digits and single hyphens, at most {most}."
            )
        return cell

    return parse


def choice(*words: str) -> Parse:
    def parse(cell: str) -> str:
        if cell not in words:
            raise Unreadable(f"'{cell}' is not one of {', '.join(words)}{or_rather(cell, words)}")
        return cell

    return parse


def choices(*words: str) -> Parse:
    one = choice(*words)
    return lambda cell: tuple(one(word) for word in cell.split())


def number(least: int = 0, most: int = 32_767) -> Parse:
    def parse(cell: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", cell) or not least <= int(cell) <= most:
            raise Unreadable(f"'{cell}' is not a whole number from {least} to {most}.")
        return int(cell)

    return parse


def degrees(most: int) -> Parse:
    def parse(cell: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", cell) or abs(float(cell)) > most:
            raise Unreadable(f"'{cell}' is not a number of degrees from -{most} to {most}, such as 51.898.")
        return float(cell)

    return parse


def matching(pattern: str, sentence: str) -> Parse:
    """A cell that matches a pattern; the sentence goes on after the cell: "'ireland' is not …"."""

    def parse(cell: str) -> str:
        if not re.fullmatch(pattern, cell):
            raise Unreadable(f"'{cell}' {sentence}")
        return cell

    return parse


def yes_no(cell: str) -> bool:
    if cell not in {"yes", "no"}:
        raise Unreadable(f"'{cell}' is neither 'yes' nor 'no'.")
    return cell == "yes"


def email(cell: str) -> str:
    if len(cell) > 254 or not ADDRESS.fullmatch(cell):
        raise Unreadable(f"'{cell}' is not an e-mail address: write it as name@city.example.")
    return cell.lower()


def zone(cell: str) -> str:
    if not _known(cell):
        raise Unreadable(f"'{cell}' is not a time zone such as Europe/Dublin{or_rather(cell, _zones())}")
    return cell


@cache
def _known(name: str) -> bool:
    return known_zone(name)


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def language(cell: str) -> str:
    """A language tag in small letters: "en", "zh-hans", "pt-br"."""
    tag = cell.lower()
    found = TAG.fullmatch(tag)
    if not found or found[1] not in _languages():
        raise Unreadable(f"'{cell}' is not a language tag: write it as en, fr, zh-hans or pt-br.")
    return tag


@cache
def _languages() -> frozenset[str]:
    return frozenset(Locale("en").languages)


def languages(cell: str) -> tuple[str, ...]:
    return tuple(language(word) for word in cell.split())


def words(one: Parse) -> Parse:
    """Several values, set apart by spaces."""
    return lambda cell: tuple(one(word) for word in cell.split())


def partial_date(cell: str) -> str:
    try:
        check_partial_date(cell)
    except ValidationError:
        raise Unreadable(f"'{cell}' is not a date: write 2005, 2005-05 or 2005-05-29.") from None
    return cell


def day(cell: str) -> date:
    return _stamp(cell, "%Y-%m-%d", "is not a day: write it as 2025-05-29.").date()


def moment(cell: str) -> datetime:
    """A local day and hour, without a zone: another column or the edition says whose clock it is."""
    if re.search(r":\d\d(?:\.\d+)?\s*(?:[Zz]|[+-]\d\d:?(?:\d\d)?)$", cell):
        raise Unreadable(f"'{cell}' names another clock; write the local hour alone, as in 2025-05-29 14:30.")
    return _stamp(
        cell,
        "%Y-%m-%d %H:%M",
        "is not a day with an hour: write it as 2025-05-29 14:30.",
    )


def _stamp(cell: str, form: str, sentence: str) -> datetime:
    try:
        stamp = datetime.strptime(cell, form)
    except ValueError:
        raise Unreadable(f"'{cell}' {sentence}") from None
    if not 1900 <= stamp.year <= 2200:
        raise Unreadable(f"The year {stamp.year} cannot be meant: write one from 1900 to 2200.")
    return stamp


country = matching(r"[A-Z]{2}", "is not a country: write the two capitals of ISO 3166, such as IE.")
subdivision = matching(
    r"[A-Z]{2}-[A-Z0-9]{1,3}",
    "is not a subdivision: write it as in ISO 3166-2, such as KR-45.",
)
airport = matching(r"[A-Z]{3}", "is not an airport: write its three capitals (IATA), such as ORK.")
flight_number = matching(r"[A-Z0-9]{2,3} ?[0-9]{1,4}[A-Z]?", "is not a flight number: write it as EI 123.")
