"""Shapes of the hospitality terms: for everybody of a role, and for one delegate."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations.actions.hospitality import Terms, seal
from delegations.forms.people import why_field
from delegations.models import Item, Payer
from forum.fields import WordsField

OPEN = [("", _("not settled yet")), *Payer.choices]
MOST_NIGHTS = 60


def _fields() -> dict[str, forms.Field]:
    """What is asked about one item."""
    nights = forms.NumberInput(attrs={"inputmode": "numeric", "min": "0", "max": str(MOST_NIGHTS)})
    too_long = {"max_length": _("This is too long (%(show_value)d characters). Say it in fewer words.")}
    return {
        "payer": forms.ChoiceField(label=_("Who pays"), choices=OPEN, required=False),
        "nights": forms.IntegerField(
            label=_("Nights covered"), min_value=0, max_value=MOST_NIGHTS, required=False, widget=nights
        ),
        "sponsor": WordsField(label=_("Name of the sponsor"), max_length=120, required=False, error_messages=too_long),
        "note": WordsField(label=_("Note"), max_length=200, required=False, error_messages=too_long),
    }


def _read(form: forms.Form, item: str, prefix: str = "") -> Terms:
    """The terms of one item, with sentences beside what does not fit."""
    data = {name: form.cleaned_data.get(f"{prefix}{name}") for name in ("payer", "nights", "sponsor", "note")}
    payer = data["payer"] or ""
    if payer == Payer.SPONSOR and not data["sponsor"]:
        form.add_error(f"{prefix}sponsor", _("Name the sponsor."))
    if payer == Payer.SHARED and not data["note"]:
        form.add_error(f"{prefix}note", _("Say how it is shared, for example “half each”."))
    counts = item == Item.NIGHTS and payer not in ("", Payer.CITY)
    return Terms(
        item,
        payer,
        data["nights"] if counts else None,
        (data["sponsor"] or "") if payer == Payer.SPONSOR else "",
        (data["note"] or "") if payer else "",
    )


class TermsForm(forms.Form):
    """Who pays each item for everybody of a role."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: Iterable[Terms], **kwargs: Any) -> None:
        terms = {one.item: one for one in known}
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seal(terms.values())
        for item in Item.values:
            for name, field in _fields().items():
                if name == "nights" and item != Item.NIGHTS:
                    continue
                field.initial = getattr(terms.get(item, Terms(item)), name)
                self.fields[f"{item}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["terms"] = [_read(self, item, f"{item}_") for item in Item.values]
        return data

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each item, under its name."""
        return [
            (str(label), [self[name] for name in self.fields if name.startswith(f"{item}_")])
            for item, label in Item.choices
        ]


class OwnTermsForm(forms.Form):
    """Who pays one item for one delegate; "not settled" goes back to the terms of the role."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    reason = why_field(_("Reason"))
    field_order = ("payer", "nights", "sponsor", "note", "reason")

    def __init__(self, *args: Any, item: str, known: Terms | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["seen"].initial = seal([known] if known else [])
        for name, field in _fields().items():
            if name == "nights" and item != Item.NIGHTS:
                continue
            field.initial = getattr(known or Terms(item), name)
            self.fields[name] = field
        payer = self.fields["payer"]
        assert isinstance(payer, forms.ChoiceField)
        payer.choices = [("", _("as the terms of the role say")), *Payer.choices]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["terms"] = _read(self, self.item)
        return data
