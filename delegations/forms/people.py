"""Shapes of what the protocol office writes about a delegation's people, and of a change at its head."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations.forms.registration import DelegateForm
from delegations.models import Delegate
from forum.fields import WordsField, as_key


def why_field(label: Any, **options: Any) -> WordsField:
    """A reason, of one or two sentences."""
    too_long = _("This is longer than 500 characters (%(show_value)d). Say it in fewer words.")
    messages = {"max_length": too_long, "required": _("Say why, in a few words.")}
    widget = forms.Textarea(attrs={"rows": 2})
    return WordsField(label=label, max_length=500, error_messages=messages, widget=widget, **options)


class OfficeDelegateForm(DelegateForm):
    """As the city's own form; after the deadline the office says why."""

    reason = why_field(_("Reason for a change after registration has closed"), required=False)

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = closed
        if not closed:
            del self.fields["reason"]

    @property
    def why(self) -> str:
        return str(self.cleaned_data.get("reason") or "")


class ReasonForm(forms.Form):
    """Only a reason: asked with a question, "Are you sure?"."""

    reason = why_field(_("Reason for a change after registration has closed"))


NEW = "new"


class ReplaceHeadForm(DelegateForm):
    """Who takes the place of the head: somebody of the delegation, or somebody new."""

    newcomer = forms.ChoiceField(label=_("Who is the new head?"), widget=forms.RadioSelect)
    reason = why_field(_("Reason"), required=False)
    stays = forms.BooleanField(label=_("The former head stays in the delegation as a member"), required=False)
    field_order = ("newcomer",)

    def __init__(self, *args: Any, others: Iterable[Delegate], must_say_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["role"], self.fields["who"], self.fields["meant"]
        self.others = {str(one.pk): one for one in others}
        known = [(key, f"{one.person} – {one.get_role_display()}") for key, one in self.others.items()]
        choice = self.fields["newcomer"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [*known, (NEW, _("somebody new, named below"))]
        self.fields["reason"].required = must_say_why

    def clean(self) -> dict[str, Any]:
        if self.data.get("newcomer") != NEW:
            # The names below are not meant; nothing that is missing there may stand in the way.
            for name in ("family_name", "given_name", "email", "native_name", "title", "language"):
                self.errors.pop(name, None)
            return self.cleaned_data
        data = super().clean()
        data["role"] = Delegate.Role.HEAD
        return data

    def chosen(self) -> Any:
        """Somebody of the delegation, or the entry of somebody new."""
        found = self.others.get(self.cleaned_data["newcomer"])
        return found or self.entry()

    @property
    def head_seen(self) -> int:
        return as_key(str(self.data.get("seen") or ""))
