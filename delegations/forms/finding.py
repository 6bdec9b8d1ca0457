"""Shapes of the organizers' list of people: what is looked for, and views that are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations import dossier, people
from delegations.dossier import Stage
from delegations.models import Delegate
from forum.fields import WordsField
from forum.models import Edition

STATES = [
    ("", _("whatever is missing")),
    ("late", _("something is late")),
    ("missing", _("something is missing")),
    ("complete", _("complete")),
]


class PeopleFilter(forms.Form):
    """What is looked for. What makes no sense filters nothing."""

    words = WordsField(label=_("Name or city"), required=False, max_length=200)
    delegation = forms.ChoiceField(label=_("Delegation"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all")), *Delegate.Role.choices])
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("all")), *Stage.choices])
    state = forms.ChoiceField(label=_("Particulars"), required=False, choices=STATES)
    group = forms.ChoiceField(label=_("Of which kind"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.key, group.label) for group in dossier.GROUPS]
        offered = {
            "delegation": people.delegations(edition),
            "country": people.countries(edition),
            "group": groups,
        }
        for field, choices in offered.items():
            choice = self.fields[field]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [("", _("all")), *choices]

    def wanted(self) -> people.Wanted:
        self.is_valid()
        return people.Wanted(
            **{field: self.cleaned_data.get(field, "") for field in people.Wanted.__dataclass_fields__}
        )


class KeepViewForm(forms.Form):
    """A name for the list as it is filtered now."""

    name = WordsField(
        label=_("Keep this view as"),
        max_length=60,
        error_messages={"max_length": _("This is longer than 60 characters (%(show_value)d). Shorten it.")},
    )
    shared = forms.BooleanField(label=_("for all colleagues"), required=False)
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
