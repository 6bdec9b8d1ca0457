"""The few words that templates of every room may use without loading anything."""

from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from forum import clock, locales, partial, texts

register = template.Library()


@register.filter
def text(value: dict[str, str]) -> str:
    """A text that is data, in the reader's language."""
    return texts.pick(value or {}, get_language() or "en")


@register.filter
def in_words(value: date, form: str = "long") -> str:
    """A day in words of the reader's language."""
    return clock.day_text(get_language() or "en", value, form)


@register.filter
def month(value: date | None) -> str:
    """A month and its year in words of the reader's language."""
    return clock.month_text(get_language() or "en", value) if value else ""


@register.filter
def known_in_part(value: str) -> str:
    """A date of which perhaps only the year is known, in words of the reader's language."""
    return partial.in_words(value, get_language() or "en") if value else "–"


@register.filter
def tongue(tag: str) -> str:
    """A language by its name in the reader's language. Django's own `language_name` says it in English."""
    return locales.language_name(tag, get_language() or "en")


@register.filter
def country(code: str) -> str:
    """A country by its name in the reader's language."""
    return locales.country_name(code, get_language() or "en")


@register.simple_tag
def hour(moment: datetime | None, zone: str) -> str:
    """The hour of an instant on the clocks of `zone`."""
    return clock.hour_text(zone, moment) if moment else ""


@register.simple_tag
def day(moment: datetime | None, zone: str, form: str = "full") -> str:
    """The day of an instant in `zone`, in words of the reader's language."""
    return clock.day_text(get_language() or "en", clock.day_at(zone, moment), form) if moment else ""


@register.simple_tag
def when(moment: datetime | None, zone: str) -> str:
    """Day and hour of an instant in `zone`."""
    return clock.moment_text(get_language() or "en", zone, moment) if moment else ""
