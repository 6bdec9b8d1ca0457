"""Shapes of an answer to a letter."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegations.actions import replies
from delegations.models.answers import Answer
from forum import clock
from forum.fields import AddressField, WordsField, as_key, as_typed


class CodeForm(forms.Form):
    """Only the code: what a link fills in must not send anything else."""

    code = WordsField(
        label=_("Answer code on your letter"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )


def check_mailable(address: str) -> None:
    """Raises ValidationError for an address whose part before the @ our mail server could not carry."""
    if not address.split("@", maxsplit=1)[0].isascii():
        raise ValidationError(
            _(
                "Mail cannot be sent to “%(address)s”: before the @ only Latin letters, digits and signs arrive "
                "safely. Give another address of the office."
            )
            % {"address": address}
        )


def long_name(label: Any, **options: Any) -> WordsField:
    """A name of at most 200 characters, refused in words when it is longer."""
    too_long = _("This is longer than 200 characters (%(show_value)d). Shorten it; the whole can go into the note.")
    messages = {"max_length": too_long, **options.pop("error_messages", {})}
    return WordsField(label=label, max_length=200, error_messages=messages, **options)


class MailableField(AddressField):
    """An e-mail address to which our letters can really go, and which its column can hold."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 254, **options})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text and "@" in text:
            check_mailable(text)
        return text


TOO_LONG_NOTE = _("This is longer than 2000 characters (%(show_value)d). Shorten it, or write to the protocol office.")


class SeenField(forms.CharField):
    """The key of the newest reply that the page showed; anything that is no key counts as none seen."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return as_key(text) or None


class ExpectedField(forms.DateField):
    """A day to come, within two years."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ("%Y-%m-%d",)
    default_error_messages = {"invalid": _("Write a day such as 2027-03-31.")}

    def validate(self, value: Any) -> None:
        super().validate(value)
        today = clock.now().date()
        # A day of leeway: for some readers it is still yesterday, and for them today is a day to come.
        if value and not today - timedelta(days=1) <= value <= today + timedelta(days=730):
            raise ValidationError(_("Write a day to come."), code="past")


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=Answer,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    representative_name = long_name(_("Who will represent the addressee?"), required=False)
    representative_title = long_name(_("Title of the representative"), required=False)
    expected_on = ExpectedField(
        label=_("By which day may we hear from you?"),
        required=False,
        help_text=_("If it is not decided yet: we shall not ask again before that day."),
    )
    given_by = long_name(
        _("Your name"),
        help_text=_("Whoever answers, for example the office of the mayor."),
        error_messages={"required": _("Write your name, or that of your office, so that we know who answered.")},
    )
    given_by_email = MailableField(
        label=_("Your e-mail address"), required=False, help_text=_("A receipt is sent there and to the city's office.")
    )
    note = WordsField(
        label=_("Note to the protocol office"),
        required=False,
        max_length=2000,
        error_messages={"max_length": TOO_LONG_NOTE},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = SeenField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == Answer.REPRESENTED and not data.get("representative_name"):
            self.add_error("representative_name", _("Name the person who will come instead."))
        return data

    def said(self, **more: Any) -> replies.Said:
        """The answer as it was given."""
        names = {field.name for field in fields(replies.Said)}
        return replies.Said(**{name: value for name, value in self.cleaned_data.items() if name in names}, **more)

    def as_typed(self) -> list[tuple[str, str]]:
        return as_typed(self)
