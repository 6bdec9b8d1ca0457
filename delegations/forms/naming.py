"""The shape of what a city or the protocol office enters about a name: only where the computed form is not right."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegations.actions.naming import Said, said_of
from delegations.register import LABELS, Sheet
from forum import locales, mrz, names
from forum.fields import NameField, WordsField
from forum.shapes import check_tag

LATIN = {"dir": "ltr", "autocapitalize": "off", "spellcheck": "false"}


class NamesForm(forms.Form):
    """Every rendering of a name; an empty field leaves it to the rule, which the hint shows."""

    native_name = NameField(max_length=200, required=False)
    name_language = WordsField(max_length=20, required=False, widget=forms.TextInput(attrs=LATIN))
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        self.sheet, self.languages = sheet, [one.language for one in sheet.readings]
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        self.fields["native_name"].label = str(LABELS["native"])
        self.fields["name_language"].label = _("Language of the name")
        self.fields["name_language"].help_text = _(
            "Its tag, such as tr, el or nl: the list of participants puts the family name into capitals by its rules."
        )
        for kind in names.KINDS:
            self.fields[kind] = self._rendering(kind)
        for one in sheet.readings:
            self._add_reading(one.language, one.name.text if one.name.computed else "")
        self.order_fields(["passport_family", "passport_given", "mrz", "native_name", "name_language"])

    def _rendering(self, kind: str) -> forms.Field:
        computed = self.sheet.renderings[kind]
        hint = _computed(computed.text) if computed.computed and computed.text not in ("", "–") else ""
        if computed.asked:
            hint = _("Cannot be computed from this script: please say how the passport has it.")
        widget = forms.TextInput(attrs=LATIN | {"class": "code"} if kind == "mrz" else {})
        most = mrz.LENGTH if kind == "mrz" else 120
        return NameField(label=str(LABELS[kind]), max_length=most, required=False, help_text=hint, widget=widget)

    def _add_reading(self, tag: str, computed: str) -> None:
        tongue = locales.language_name(tag, get_language() or "en")
        lang = {"lang": tag, "dir": "auto"}
        hints = {
            "name": _computed(computed) if computed else "",
            "courtesy": _("Such as Mr, Dr or Professor."),
            "title": "",
        }
        labels = {
            "name": _("Name for readers of %(language)s"),
            "courtesy": _("Courtesy title in %(language)s"),
            "title": _("Title in %(language)s"),
        }
        for part, label in labels.items():
            self.fields[f"{part}_{tag}"] = NameField(
                label=label % {"language": tongue},
                max_length=200 if part == "title" else 120,
                required=False,
                help_text=hints[part],
                widget=forms.TextInput(attrs=lang),
            )

    def _initial(self) -> dict[str, str]:
        said = said_of(self.sheet.delegate)
        found = {"native_name": said.native_name, "name_language": said.name_language, "seen": self.sheet.seal}
        found |= said.renderings
        for tag in self.languages:
            found[f"name_{tag}"] = said.names_in.get(tag, "")
            found[f"courtesy_{tag}"] = said.courtesies.get(tag, "")
            found[f"title_{tag}"] = said.titles.get(tag, "")
        return found

    def clean_name_language(self) -> str:
        tag = str(self.cleaned_data["name_language"]).lower()
        if tag:
            check_tag(tag)
        return tag

    def clean_mrz(self) -> str:
        line = str(self.cleaned_data["mrz"]).replace(" ", "")
        if line and not re.fullmatch("[A-Z<]+", line):
            raise ValidationError(_("Write the name line as it stands in the passport: A to Z and the sign < only."))
        return line.ljust(mrz.LENGTH, mrz.FILLER) if line else ""

    def said(self) -> Said:
        """What was entered, beside what was entered in languages that this page does not show."""
        data, before = self.cleaned_data, said_of(self.sheet.delegate)
        return Said(
            native_name=data["native_name"],
            name_language=data["name_language"],
            renderings={kind: data[kind] for kind in names.KINDS if data[kind]},
            names_in=self._texts("name", before.names_in),
            courtesies=self._texts("courtesy", before.courtesies),
            titles=self._texts("title", before.titles),
        )

    def _texts(self, part: str, before: dict[str, str]) -> dict[str, str]:
        kept = {tag: text for tag, text in before.items() if tag not in self.languages}
        return kept | {tag: text for tag in self.languages if (text := self.cleaned_data[f"{part}_{tag}"])}


def _computed(text: str) -> str:
    return format_html("{} <bdi>{}</bdi>", _("While this is empty:"), text)
