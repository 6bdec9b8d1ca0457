"""Shapes of what organizers say about the order of precedence."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from delegations.actions.orders import Terms
from delegations.models import OrderPolicy, PlaceByHand
from delegations.models.precedence import RuleName
from delegations.precedence import CHAINED
from forum import collation, countries
from forum.fields import WordsField
from forum.locales import babel_tag
from forum.models import Edition, Office

# Buttons that change the chain in the form, before anything is saved: they work without a script.
STEPS = ("up", "down", "off", "on")
LONGEST_REASON = gettext_lazy("This is longer than 500 characters (%(show_value)d). Say it in a sentence or two.")


def alphabets(edition: Edition) -> list[tuple[str, Any]]:
    """Languages to sort in, by name in the reader's language; those of the edition first."""
    reader = get_language() or "en"
    known = {tag for tag in collation.languages() if countries.has_names(tag)} - {"zh"}
    known |= {"zh-hans", "zh-hant", *edition.languages}
    named = {tag: _tongue(tag, reader) for tag in known}
    in_turn = sorted(named, key=lambda tag: collation.key(named[tag], reader))
    ours = [(tag, named[tag]) for tag in in_turn if tag in edition.languages]
    others = [(tag, named[tag]) for tag in in_turn if tag not in edition.languages]
    return [(_("Languages of the forum"), ours), (_("Other languages"), others)]


def _tongue(tag: str, reader: str) -> str:
    try:
        return str(Locale.parse(tag, sep="-").get_display_name(babel_tag(reader)) or tag)
    except ValueError:
        return tag


class ChainField(forms.CharField):
    """Rules in turn, as the hidden list that the buttons rewrite."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        return tuple(read_chain(value))

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ",".join(value or ())


def read_chain(typed: object) -> list[str]:
    """The rules of a hidden list, each once; what is no rule is left out."""
    return [rule for rule in dict.fromkeys(str(typed or "")[:400].split(",")) if rule in list(CHAINED)]


def stepped(chain: list[str], data: Mapping[str, Any]) -> list[str] | None:
    """The chain after the button that was pressed; None if none was."""
    for step in STEPS:
        rule = data.get(step)
        if rule in list(CHAINED):
            return _step(chain, step, str(rule))
    return None


def _step(chain: list[str], step: str, rule: str) -> list[str]:
    rest = [one for one in chain if one != rule]
    if step == "off":
        return rest
    if step == "on" or rule not in chain:
        return [*rest, rule]
    at = max(chain.index(rule) + (1 if step == "down" else -1), 0)
    return [*rest[:at], rule, *rest[at:]]


class PolicyForm(forms.Form):
    """A policy: its rules in turn, the alphabet, and where deputies go."""

    name = WordsField(label=gettext_lazy("Name of the policy"), max_length=120)
    language = forms.ChoiceField(label=gettext_lazy("Language of the alphabet"))
    name_form = forms.ChoiceField(
        label=gettext_lazy("Form of the country names"),
        choices=OrderPolicy.NameForm,
        help_text=gettext_lazy("The form decides: Korea stands under K in one and under S in the other."),
    )
    variant = forms.ChoiceField(
        label=gettext_lazy("Order of Chinese characters"),
        choices=[("", gettext_lazy("as usual in the language")), *OrderPolicy.Variant.choices],
        required=False,
        help_text=gettext_lazy("For Chinese only."),
    )
    stand_in = forms.ChoiceField(
        label=gettext_lazy("A deputy who stands in goes"), choices=OrderPolicy.StandIn, widget=forms.RadioSelect
    )
    chain = ChainField(required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["language"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = alphabets(edition)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        language = typed.get("language", "")
        if typed.get("name_form") == OrderPolicy.NameForm.ISO and language and not countries.has_iso_form(language):
            self.add_error("name_form", _("The names of ISO 3166 are there in English. Take the usual names here."))
        if typed.get("variant") not in collation.variants_of(language):
            typed["variant"] = ""
        if not typed.get("chain"):
            self.add_error(None, _("Choose at least one rule."))
        return typed

    def terms(self) -> Terms:
        return Terms(**{field: self.cleaned_data[field] for field in Terms.__dataclass_fields__})

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The chosen rules in turn, as rows with buttons."""
        chain = self._chain()
        last = len(chain) - 1
        return [
            {"name": rule, "label": RuleName(rule).label, "is_first": place == 0, "is_last": place == last}
            for place, rule in enumerate(chain)
        ]

    @property
    def other_rules(self) -> list[dict[str, Any]]:
        chain = self._chain()
        return [{"name": rule, "label": label} for rule, label in RuleName.choices if rule not in chain]

    def _chain(self) -> list[str]:
        value = self["chain"].value()
        return read_chain(value if isinstance(value, str) else ",".join(value or ()))


class HandForm(forms.Form):
    """A place against the rules, and why."""

    where = forms.ChoiceField(label=gettext_lazy("Put it"), choices=PlaceByHand.Where, widget=forms.RadioSelect)
    other = forms.TypedChoiceField(
        label=gettext_lazy("Before or after whom"), coerce=int, empty_value=None, required=False
    )
    place = forms.IntegerField(label=gettext_lazy("Or at the place"), min_value=1, required=False)
    reason = WordsField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("It stands in the order, with your name."),
        error_messages={"max_length": LONGEST_REASON},
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, others: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(others)
        choice, place = self.fields["other"], self.fields["place"]
        assert isinstance(choice, forms.TypedChoiceField)
        assert isinstance(place, forms.IntegerField)
        choice.choices = [("", "–"), *rows]
        self.places = len(rows) + 1

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        where = typed.get("where")
        if where == PlaceByHand.Where.AT:
            place = typed.get("place")
            if "place" not in self.errors and (place is None or place > self.places):
                self.add_error("place", _("Write a place between 1 and %(last)d.") % {"last": self.places})
        elif where and not typed.get("other") and "other" not in self.errors:
            self.add_error("other", _("Choose the city it goes before or after."))
        return typed


class RankForm(forms.Form):
    """The class of a head who holds no office on file."""

    rank_class = forms.ChoiceField(label=gettext_lazy("Rank class of the head"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["rank_class"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", gettext_lazy("not known")), *Office.RankClass.choices]


class FreezeForm(forms.Form):
    """The order that was shown, and what to say about it."""

    note = WordsField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For the file, for example: approved by the head of protocol."),
    )
    checksum = forms.CharField(widget=forms.HiddenInput, max_length=64)
