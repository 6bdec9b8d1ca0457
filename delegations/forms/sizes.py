"""Shapes of ceilings, of exceptions from them, and of a request for more people."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations.forms.people import why_field
from delegations.models.size import ALL, ROLES_OR_ALL

MOST = 500


def count_field(label: Any, **options: Any) -> forms.IntegerField:
    attributes = {"inputmode": "numeric", "min": "0", "max": str(MOST)}
    widget = forms.NumberInput(attrs=attributes)
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, widget=widget, **options)


class CeilingsForm(forms.Form):
    """The ceiling of each role; an empty field sets none."""

    def __init__(self, *args: Any, known: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role, label in ROLES_OR_ALL:
            self.fields[_name(role)] = count_field(label, required=False, initial=known.get(role))
            self.fields[f"seen_{_name(role)}"] = forms.IntegerField(
                required=False, initial=known.get(role), widget=forms.HiddenInput, max_value=MOST
            )

    def ceilings(self) -> dict[str, int | None]:
        return {role: self.cleaned_data[_name(role)] for role, _label in ROLES_OR_ALL}

    def seen(self) -> dict[str, int]:
        found = {role: self.cleaned_data[f"seen_{_name(role)}"] for role, _label in ROLES_OR_ALL}
        return {role: number for role, number in found.items() if number is not None}


def _name(role: str) -> str:
    return role or "all"


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[("all" if r == ALL else r, label) for r, label in ROLES_OR_ALL])

    @property
    def chosen(self) -> str:
        found = str(self.cleaned_data["role"])
        return ALL if found == "all" else found


class AllowanceForm(RoleForm):
    """An exception from a ceiling; without a number the exception is taken back."""

    most = count_field(
        _("At most"), required=False, help_text=_("Leave it empty to go back to the ceiling of the forum.")
    )
    reason = why_field(_("Reason"))
    seen = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def seen_allowances(self) -> dict[str, int]:
        """The exceptions that the page showed; what cannot be read was not shown by it."""
        try:
            found = json.loads(self.cleaned_data["seen"] or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class AskForm(RoleForm):
    """What a delegation asks for."""

    wanted = count_field(_("How many in all"))
    reason = why_field(_("Why are they needed?"))


class AnswerForm(forms.Form):
    """What the protocol office says to it."""

    grant = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("granted")), ("no", _("not granted"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    words = why_field(_("Note to the city"), required=False)
