"""The shape of a liaison officer."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations.forms.hosting import SeenForm, phone, words
from delegations.models import Delegation, LiaisonOfficer
from forum import locales


class LiaisonForm(SeenForm):
    """Who is there for a delegation; its guests read this in their itineraries."""

    name = words(_("Name"), 120)
    phone = phone(_("Telephone"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("languages", [])
        tags = dict.fromkeys([*delegation.edition.languages, *delegation.city.languages, *kept])
        choice = self.fields["languages"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [(tag, locales.language_name(tag, get_language() or "en")) for tag in tags]


def known_of_officer(row: LiaisonOfficer) -> dict[str, Any]:
    return {"name": row.name, "phone": row.phone, "languages": row.languages, "seen": row.version}
