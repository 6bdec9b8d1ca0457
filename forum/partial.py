"""Dates known only in part, kept as text: "2005", "1999-10" or "2025-01-23" are all real dates here."""

import re
from datetime import date

from babel import dates
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum import locales

PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def check_partial_date(text: str) -> None:
    """Raises ValidationError unless `text` is a year, a month of a year, or a day that exists."""
    if not re.fullmatch(PATTERN, text, re.ASCII) or (len(text) == 10 and not _exists(text)):
        raise ValidationError(_("“%(text)s” is not a date: write 2005, 2005-05 or 2005-05-29.") % {"text": text})


def _exists(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def in_words(text: str, language: str) -> str:
    """A date known in part as people of a language write it: "2005", "May 2005", "29 May 2005"."""
    locale = locales.babel_tag(language)
    if len(text) == 10:
        return str(dates.format_date(date.fromisoformat(text), "long", locale=locale))
    if len(text) == 7:
        return str(dates.format_skeleton("yMMMM", date.fromisoformat(f"{text}-01"), locale=locale))
    return text


def years_between(signed: str, day: date) -> int:
    """Whole calendar years from the year of a partial date to the year of `day`: what an anniversary counts."""
    return day.year - int(signed[:4])
