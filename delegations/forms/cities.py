"""Shapes of what is entered about cities: a tie, an office with its forms of address, a new holder."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations.actions.cities import OFFICE_FIELDS, TIE_FIELDS, OfficeSaid, TieSaid
from delegations.actions.holders import NewName
from delegations.actions.sealing import seal_of
from delegations.models import Delegate
from forum import locales
from forum.fields import NameField, WordsField
from forum.models import City, Edition, Office, Person, Tenure, Tie
from forum.partial import check_partial_date

# The texts of an office: what each is called, and an example in its hint.
OFFICE_TEXTS: dict[str, tuple[Any, Any]] = {
    "titles": (_("Title"), ""),
    "honorifics": (_("Honorific"), _("Before the holder's name, such as His Worship.")),
    "envelope_lines": (_("Line on the envelope"), _("Below the name; while this is empty, the title.")),
    "salutations": (_("Salutation"), _("Opens a letter, with its punctuation: Dear Lord Mayor,")),
    "spoken_forms": (_("Spoken"), _("What one says to the holder.")),
}


class PartialDateField(WordsField):
    """A date of which perhaps only the year is known."""

    default_validators = [check_partial_date]

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"})
        hint = _("As far as it is known: 2005, 2005-05 or 2005-05-29.")
        super().__init__(max_length=10, widget=widget, help_text=hint, **options)


class TieForm(forms.Form):
    """A tie of a city with another; the partner is asked only for a new one."""

    partner = forms.ModelChoiceField(label=_("With"), queryset=City.objects.none(), empty_label="–")
    kind = forms.ChoiceField(label=_("Kind of tie"), choices=Tie.Kind)
    signed = PartialDateField(label=_("Signed"), required=False)
    note = WordsField(label=_("Note"), max_length=300, required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, city: City, tie: Tie | None = None, host: City | None = None, **kwargs: Any) -> None:
        if tie:
            kept = {name: getattr(tie, name) for name in TIE_FIELDS}
            kwargs.setdefault("initial", {**kept, "seen": seal_of(tie, TIE_FIELDS)})
        elif host and host.pk != city.pk:
            kwargs.setdefault("initial", {"partner": host.pk})
        super().__init__(*args, **kwargs)
        if tie:
            del self.fields["partner"]
        else:
            partner = self.fields["partner"]
            assert isinstance(partner, forms.ModelChoiceField)
            partner.queryset = City.objects.exclude(pk=city.pk)

    def said(self) -> TieSaid:
        return TieSaid(**{name: self.cleaned_data[name] for name in TIE_FIELDS})


class OfficeForm(forms.Form):
    """An office: its rank, and its title and forms of address in each language."""

    rank_class = forms.ChoiceField(label=_("Rank class"), choices=Office.RankClass, initial=Office.RankClass.MAYOR)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, city: City, edition: Edition, office: Office | None = None, **kwargs: Any) -> None:
        self.office = office
        own = [tag.lower() for tag in (*edition.languages, *city.languages)]
        kept = list(office.titles) if office else []
        self.languages = list(dict.fromkeys([*own, *kept]))
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        for tag in self.languages:
            for name, (label, hint) in OFFICE_TEXTS.items():
                widget = forms.TextInput(attrs={"lang": tag, "dir": "auto"})
                self.fields[f"{name}_{tag}"] = NameField(
                    label=label, max_length=200, required=False, help_text=hint, widget=widget
                )

    def _initial(self) -> dict[str, str]:
        if self.office is None:
            return {}
        texts = {
            f"{name}_{tag}": getattr(self.office, name).get(tag, "") for name in OFFICE_TEXTS for tag in self.languages
        }
        return {**texts, "rank_class": self.office.rank_class, "seen": seal_of(self.office, OFFICE_FIELDS)}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each language under its name."""
        reader = get_language() or "en"
        return [
            (locales.language_name(tag, reader), [self[f"{name}_{tag}"] for name in OFFICE_TEXTS])
            for tag in self.languages
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data[f"titles_{tag}"] for tag in self.languages):
            self.add_error(f"titles_{self.languages[0]}", _("Write the title in at least one language."))
        return data

    def said(self) -> OfficeSaid:
        """What was entered, beside texts in languages that this page does not show."""
        data = self.cleaned_data
        texts = {}
        for name in OFFICE_TEXTS:
            before = getattr(self.office, name) if self.office else {}
            kept = {tag: text for tag, text in before.items() if tag not in self.languages}
            texts[name] = kept | {tag: text for tag in self.languages if (text := data[f"{name}_{tag}"])}
        return OfficeSaid(rank_class=data["rank_class"], **texts)


class HolderForm(forms.Form):
    """Who follows in an office, and since when."""

    person = forms.ModelChoiceField(
        label=_("Somebody who is on file in this city"), queryset=Person.objects.none(), required=False, empty_label="–"
    )
    family_name = NameField(label=_("Family name"), max_length=120, required=False)
    given_name = NameField(label=_("Given names"), max_length=120, required=False)
    family_first = forms.BooleanField(label=_("The family name is said first"), required=False)
    native_name = NameField(label=_("Name in its own script"), max_length=200, required=False)
    since = PartialDateField(label=_("Holds the office since"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        held = Tenure.objects.filter(office__city=office.city_id).values("person")
        listed = Delegate.objects.filter(delegation__city=office.city_id).values("person")
        person.queryset = Person.objects.filter(Q(pk__in=held) | Q(pk__in=listed))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = any(data.get(name) for name in ("family_name", "given_name"))
        if not self.errors and bool(data["person"]) == typed:
            words = _("Choose somebody who is on file, or write a new name: one of the two.")
            self.add_error("person", words)
        return data

    def successor(self) -> Person | NewName:
        data = self.cleaned_data
        if data["person"]:
            found: Person = data["person"]
            return found
        return NewName(data["family_name"], data["given_name"], data["family_first"], data["native_name"])
