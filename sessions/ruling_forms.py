"""What organizers type about rules, clashes and interpreters."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import clock, locales
from forum.fields import NameField, WordsField
from forum.models import Edition
from sessions.engine.rules import Rule
from sessions.engine.rules.kinds import Parameter
from sessions.models import Engagement, Interpreter
from sessions.models.ruling import Grade
from sessions.rule_words import FIGURES

LONGEST_REASON = 300


class AcceptForm(forms.Form):
    """Why somebody answers for a clash."""

    checksum = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    reason = WordsField(label=gettext_lazy("Why it may stand"), max_length=LONGEST_REASON)


class RuleForm(forms.Form):
    """How the edition wants a rule: what cannot be chosen is not offered."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, rule: Rule, on: bool, seen: int, data: Any = None) -> None:
        super().__init__(data, initial={"seen": seen})
        self.rule = rule
        if not rule.fixed:
            self.fields["on"] = forms.BooleanField(label=_("The rule is on"), required=False, initial=on)
        grades = [(grade, Grade(grade).label) for grade in rule.grades()]
        self.fields["grade"] = forms.ChoiceField(
            label=_("A clash"), choices=grades, initial=rule.grade, widget=forms.RadioSelect
        )
        for each in rule.parameters:
            self.fields[each.name] = _figure(rule, each)

    def figures(self) -> dict[str, int]:
        return {each.name: _plain(self.cleaned_data[each.name]) for each in self.rule.parameters}

    def is_on(self) -> bool:
        return self.rule.fixed or self.cleaned_data["on"]


def _figure(rule: Rule, each: Parameter) -> forms.Field:
    label, value = FIGURES[rule.name, each.name], rule.figures()[each.name]
    if each.unit == "switch":
        return forms.BooleanField(label=label, required=False, initial=bool(value))
    if each.unit == "hour":
        initial = time(value // 60 % 24, value % 60)
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        return HourField(each, label=label, initial=initial, widget=widget)
    bounds = _("From %(least)s to %(most)s; usually %(usual)s.") % {
        "least": each.least,
        "most": each.most,
        "usual": each.default,
    }
    return forms.IntegerField(label=label, min_value=each.least, max_value=each.most, initial=value, help_text=bounds)


class HourField(forms.TimeField):
    """An hour of the day within the bounds of a figure."""

    def __init__(self, figure: Parameter, **how: Any) -> None:
        super().__init__(**how)
        self.figure = figure

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is not None and not self.figure.allows(_plain(found)):
            bounds = {"least": _clock(self.figure.least), "most": _clock(self.figure.most)}
            raise forms.ValidationError(_("Choose an hour from %(least)s to %(most)s.") % bounds)
        return found


def _plain(value: Any) -> int:
    return value.hour * 60 + value.minute if isinstance(value, time) else int(value)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class InterpreterForm(forms.Form):
    """An interpreter: the name, one class for each language of the forum, and the days."""

    name = NameField(label=gettext_lazy("Name"), max_length=200)

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)

    def __init__(self, edition: Edition, reader: str, data: Any = None, row: Interpreter | None = None) -> None:
        super().__init__(data, initial=_as_it_is(row) if row else {})
        classes = [
            ("", _("does not work with it")),
            ("A", _("A: mother tongue, works into it")),
            ("B", _("B: works into it")),
            ("C", _("C: understands it")),
        ]
        self.tags = list(dict.fromkeys([*edition.languages, *(row.languages if row else ())]))
        for tag in self.tags:
            self.fields[f"language_{tag}"] = forms.ChoiceField(
                label=locales.language_name(tag, reader), choices=classes, required=False
            )
        days = [(day.isoformat(), clock.day_text(reader, day)) for day in _days(edition, row)]
        self.fields["days"] = forms.MultipleChoiceField(
            label=_("Days"),
            choices=days,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Tick none for all days."),
        )

    def languages(self) -> dict[str, str]:
        found = {tag: self.cleaned_data.get(f"language_{tag}", "") for tag in self.tags}
        return {tag: level for tag, level in found.items() if level}

    def clean(self) -> None:
        if not self.errors and (len(self.languages()) < 2 or not {"A", "B"} & set(self.languages().values())):
            raise forms.ValidationError(_("Choose two languages at least, and one of them as A or B."))


def _days(edition: Edition, row: Interpreter | None) -> list[date]:
    length = (edition.ends_on - edition.starts_on).days
    found = {date.fromordinal(edition.starts_on.toordinal() + n) for n in range(length + 1)}
    return sorted(found | {date.fromisoformat(day) for day in (row.days if row else ())})


def _as_it_is(row: Interpreter) -> dict[str, Any]:
    languages = {f"language_{tag}": level for tag, level in row.languages.items()}
    return {"name": row.name, "days": row.days, "seen": row.version} | languages


class DutyForm(forms.Form):
    """Where an interpreter works, and between which languages."""

    def __init__(self, interpreter: Interpreter, reader: str, data: Any = None) -> None:
        super().__init__(data)
        tags = [(tag, locales.language_name(tag, reader)) for tag in interpreter.languages]
        self.fields["engagement"] = forms.ModelChoiceField(
            Engagement.objects.within(interpreter.edition).filter(cancelled=False).in_order(), label=_("Item")
        )
        self.fields["source"] = forms.ChoiceField(label=_("From"), choices=tags)
        self.fields["target"] = forms.ChoiceField(label=_("Into"), choices=tags)
        self.fields["both_ways"] = forms.BooleanField(label=_("And back"), required=False, initial=True)

    def clean(self) -> None:
        if not self.errors and self.cleaned_data["source"] == self.cleaned_data["target"]:
            self.add_error("target", _("Choose another language than the one spoken."))
