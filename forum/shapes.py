"""What the values of the reference tables must look like, refused in words: a wrong shape would break every page."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum import clock

TAG = r"[a-z]{2,3}(-[a-z0-9]{2,8})*"


def check_texts(value: object) -> None:
    """Raises ValidationError unless this is one text for each language."""
    if not isinstance(value, dict) or not all(_is_tag(tag) and isinstance(text, str) for tag, text in value.items()):
        raise ValidationError(_('Write one text for each language, such as {"en": "Lyon", "zh-hans": "里昂"}.'))


def check_tag(value: object) -> None:
    """Raises ValidationError unless this is the tag of a language."""
    if not _is_tag(value):
        raise ValidationError(_("Write the tag of a language, such as en or zh-hans."))


def check_tags(value: object) -> None:
    """Raises ValidationError unless this is a list of languages."""
    if not isinstance(value, list) or not all(map(_is_tag, value)):
        raise ValidationError(_('Write the tags of the languages as a list, such as ["en", "zh-hans"].'))


def check_airports(value: object) -> None:
    """Raises ValidationError unless this is a list of airports by their three letters."""
    if not isinstance(value, list) or not all(
        isinstance(code, str) and re.fullmatch("[A-Z]{3}", code) for code in value
    ):
        raise ValidationError(_('Write the three letters of each airport as a list, such as ["PVG", "SHA"].'))


def check_zone(value: str) -> None:
    """Raises ValidationError unless this is a time zone that we know."""
    if not clock.known_zone(value):
        raise ValidationError(_("“%(zone)s” is no time zone: write Europe/Dublin or Asia/Shanghai.") % {"zone": value})


def check_days(value: object) -> None:
    """Raises ValidationError unless this is a list of whole days, each from 1 to 365."""
    if not isinstance(value, list) or not all(type(days) is int and 1 <= days <= 365 for days in value):
        raise ValidationError(_("Write whole days as a list, such as [14, 3]."))


def _is_tag(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(TAG, value))
