"""Shapes of the dossier: how to reach a delegate and what he speaks, consents, deadlines."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations import dossier
from delegations.actions.dossier import About
from delegations.forms.answers import long_name
from delegations.models import Consent, Delegate, Dossier
from forum import clock, locales
from forum.fields import WordsField
from forum.models import Edition

# Spoken at the United Nations: offered beside the languages of the forum and of the city.
WORLD = ("en", "fr", "es", "ar", "zh-hans", "ru")


class PhoneField(WordsField):
    """A telephone number, written as at home or with its country code; kept as E.164."""

    def __init__(self, *, country: str, **options: Any) -> None:
        attributes = {"type": "tel", "dir": "ltr", "autocomplete": "off"}
        super().__init__(max_length=60, widget=forms.TextInput(attrs=attributes), **options)
        self.country = country

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return self._found(typed) if typed else ""

    def _found(self, typed: str) -> str:
        try:
            number = phonenumbers.parse(typed, self.country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            words = _("“%(typed)s” is no telephone number: write it with its country code, such as +353 21 555 0100.")
            raise ValidationError(words, params={"typed": typed[:60]})
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """A number kept as E.164 the way people write it: "+353 21 555 0100"."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def typed(about: About) -> dict[str, Any]:
    """Particulars as the form shows them: telephones as people write them."""
    phones = {field: shown(getattr(about, field)) for field in ("mobile", "emergency_phone")}
    return {**asdict(about), **phones, "speaks": list(about.speaks)}


class AboutForm(forms.Form):
    """How to reach a delegate, and what he speaks."""

    speaks = forms.MultipleChoiceField(label=_("Languages spoken"), required=False, widget=forms.CheckboxSelectMultiple)
    other_languages = long_name(_("Other languages"), required=False)
    speaks_in = forms.ChoiceField(
        label=_("Wishes to speak in"), required=False, help_text=_("If there is a speech or a toast.")
    )
    interpretation = forms.ChoiceField(
        label=_("Interpretation"),
        required=False,
        choices=[("", _("not said yet")), *Dossier.Interpretation.choices],
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, delegate: Delegate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = delegate.delegation.city.country
        self.fields["mobile"] = PhoneField(label=_("Mobile telephone"), country=country, required=False)
        self.fields["emergency_name"] = long_name(
            _("Emergency contact"), required=False, help_text=_("Whom to call at home if something happens.")
        )
        self.fields["emergency_phone"] = PhoneField(
            label=_("Telephone of the emergency contact"), country=country, required=False
        )
        self.order_fields(["mobile", "emergency_name", "emergency_phone"])
        offered = _languages(delegate, self.initial.get("speaks") or ())
        for field, first in (("speaks", []), ("speaks_in", [("", _("not said yet"))])):
            choice = self.fields[field]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [*first, *offered]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("emergency_name") and not self["emergency_phone"].data:
            self.add_error("emergency_phone", _("Write the telephone number of this contact."))
        return data

    def about(self) -> About:
        kept = {field: self.cleaned_data[field] for field in About.__dataclass_fields__}
        return About(**kept | {"speaks": tuple(kept["speaks"])})


def _languages(delegate: Delegate, kept: Iterable[str]) -> list[tuple[str, str]]:
    """The languages to choose from, by name: of the forum, of the city, of the world, and what was chosen before."""
    reader = get_language() or "en"
    edition, city = delegate.delegation.edition, delegate.delegation.city
    tags = dict.fromkeys([*edition.languages, *city.languages, *WORLD, *kept])
    names: dict[str, str] = {}
    for tag in tags:
        # One language by name, whatever script it is written in.
        names.setdefault(locales.language_name(tag, reader), tag)
    return [(tag, name) for name, tag in names.items()]


class ConsentForm(forms.Form):
    """Three questions, each answered by itself; one that is left open stays open."""

    YES_NO = [("yes", _("I agree")), ("no", _("I do not agree"))]

    def __init__(self, *args: Any, delegate: Delegate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Consent.Kind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                help_text=consent_words(kind, delegate),
                choices=self.YES_NO,
                required=False,
                widget=forms.RadioSelect,
            )

    def said(self) -> dict[str, bool]:
        return {kind: word == "yes" for kind, word in self.cleaned_data.items() if word}


def consent_words(kind: Consent.Kind, delegate: Delegate) -> str:
    """The text under which somebody consents. Whoever changes one raises CONSENT_TEXTS."""
    edition = delegate.delegation.edition
    country = locales.country_name(edition.city.country, get_language() or "en")
    words = {
        Consent.Kind.PHOTO: _(
            "Photographs and film of this guest, taken at the forum, may be published by %(host)s and by the cities "
            "that take part."
        ),
        Consent.Kind.LIST: _("Name, title and city may stand in the list of participants that everybody can read."),
        Consent.Kind.TRANSFER: _(
            "What is entered here may be sent to the protocol office of %(host)s in %(country)s and kept there for as "
            "long as this page says."
        ),
    }
    return str(words[kind]) % {"host": edition.city, "country": country}


class DeadlineForm(forms.Form):
    """By which day each group of particulars is asked: until the end of that day on the edition's clock."""

    def __init__(self, *args: Any, edition: Edition, due: dict[str, datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.due = edition, due
        for group in dossier.GROUPS:
            self.fields[group.key] = forms.DateField(
                label=group.label,
                help_text=group.why,
                initial=clock.day_at(edition.zone, due[group.key]),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": _("Write the day like this: 2025-05-28.")},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key, day in list(data.items()):
            if day and abs(day - self.edition.starts_on) > timedelta(days=731):
                self.add_error(key, _("This is more than two years from the forum. Check the year."))
        return data

    def deadlines(self) -> dict[str, datetime]:
        """A day that stays keeps its hour."""
        zone = self.edition.zone
        end = datetime.max.time().replace(second=0, microsecond=0)
        return {
            key: self.due[key]
            if clock.day_at(zone, self.due[key]) == day
            else clock.instant(zone, datetime.combine(day, end))
            for key, day in self.cleaned_data.items()
        }
