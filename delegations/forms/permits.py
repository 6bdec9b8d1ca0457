"""Shapes of a permit, and of a withdrawal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations.forms.answers import long_name
from delegations.forms.people import why_field
from delegations.models import Withdrawal
from forum.fields import WordsField


class DayField(forms.DateField):
    """A day, in this century: anything else is a slip of the pen."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Write the day like this: 2025-05-28.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day and not 2000 <= day.year < 2100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def ceiling(label: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": "0"})
    return forms.IntegerField(label=label, min_value=0, max_value=30_000, required=False, widget=widget)


class PermitForm(forms.Form):
    """What was asked of the approving body, and what it has allowed."""

    approving_body = long_name(_("Approving body"))
    file_number = WordsField(label=_("File number"), max_length=120, required=False)
    approved_on = DayField(
        label=_("Approved on"), required=False, help_text=_("Leave it empty while the approval is being waited for.")
    )
    foreign_guests = ceiling(_("Foreign guests at most"))
    people = ceiling(_("People in all at most"))
    countries = ceiling(_("Countries at most"))
    days = ceiling(_("Days at most"))
    budget = WordsField(label=_("Budget"), max_length=500, required=False)
    conditions = WordsField(
        label=_("Conditions"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    holds_letters = forms.BooleanField(label=_("No invitation is sent before the approval"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=10**9)


class WithdrawalForm(forms.Form):
    """Who withdraws a delegation, since when, and why."""

    side = forms.ChoiceField(label=_("Withdrawn by"), choices=Withdrawal.Side, widget=forms.RadioSelect)
    withdrawn_on = DayField(label=_("Day of the withdrawal"))
    reason = why_field(_("Reason"))

    def __init__(self, *args: Any, by_the_city: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_the_city:
            del self.fields["side"], self.fields["withdrawn_on"]
