"""What organizers type about hours that are kept free."""

from collections import defaultdict
from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegations.models import Delegate, Delegation
from forum import clock, locales
from forum.models import Edition
from sessions.actions.quiet_hours import Hours
from sessions.forms import days_of
from sessions.models import QuietWindow

EVERYBODY = EVERY_DAY = ""
MIDNIGHT_PASSED = gettext_lazy("An hour before the first one is of the next morning.")


class QuietForm(forms.Form):
    """Whose hours, on which days, from when to when, and what for."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)
    whose = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    days = forms.ChoiceField(label=gettext_lazy("When"), required=False)
    from_hour = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    to_hour = forms.TimeField(
        label=gettext_lazy("To"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"), help_text=MIDNIGHT_PASSED
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=QuietWindow.Kind.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("No more than this is written down: nobody is asked for a reason."),
    )

    def __init__(self, edition: Edition, reader: str, row: QuietWindow | None = None, data: Any = None) -> None:
        initial = _initial(row) if row else {"kind": QuietWindow.Kind.QUIET}
        super().__init__(data, initial=initial)
        whose, days = self.fields["whose"], self.fields["days"]
        assert isinstance(whose, forms.ChoiceField) and isinstance(days, forms.ChoiceField)
        whose.choices = _people(edition)
        on = sorted({*days_of(edition), *([row.day] if row and row.day else [])})
        days.choices = [
            (EVERY_DAY, _("every day of the forum")),
            (_("every week"), [(f"weekday-{n}", weekday_name(reader, n)) for n in range(1, 8)]),
            (_("one day"), [(day.isoformat(), clock.day_text(reader, day)) for day in on]),
        ]

    def clean(self) -> None:
        typed = self.cleaned_data
        if typed.get("from_hour") and typed.get("from_hour") == typed.get("to_hour"):
            self.add_error("to_hour", _("Choose another hour than the first: the stretch would be empty."))

    def hours(self) -> Hours:
        """What was typed, as the action wants it."""
        typed = self.cleaned_data
        whose, _dash, key = typed["whose"].partition("-")
        day, _dash, number = typed["days"].partition("weekday-")
        return Hours(
            from_hour=typed["from_hour"].replace(second=0, microsecond=0),
            to_hour=typed["to_hour"].replace(second=0, microsecond=0),
            kind=typed["kind"],
            day=date.fromisoformat(day) if day else None,
            weekday=int(number) if number else None,
            delegation=int(key) if whose == "delegation" else None,
            delegate=int(key) if whose == "delegate" else None,
        )


def weekday_name(reader: str, number: int) -> str:
    """The name of a day of the week; 1 is Monday."""
    return str(Locale.parse(locales.babel_tag(reader), sep="_").days["stand-alone"]["wide"][number - 1])


def _people(edition: Edition) -> list[Any]:
    cities = {row.pk: str(row) for row in Delegation.objects.within(edition).select_related("city")}
    members: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in Delegate.objects.within(edition).with_names().in_order():
        members[one.delegation_id].append((f"delegate-{one.pk}", str(one)))
    of_cities = [
        (name, [(f"delegation-{pk}", _("the whole delegation of %s") % name), *members[pk]])
        for pk, name in sorted(cities.items(), key=lambda one: one[1])
    ]
    return [(EVERYBODY, _("everybody")), *of_cities]


def _initial(row: QuietWindow) -> dict[str, Any]:
    whose = f"delegate-{row.delegate_id}" if row.delegate_id else EVERYBODY
    whose = f"delegation-{row.delegation_id}" if row.delegation_id else whose
    days = row.day.isoformat() if row.day else f"weekday-{row.weekday}" if row.weekday else EVERY_DAY
    hours = {"from_hour": row.from_hour, "to_hour": row.to_hour, "kind": row.kind}
    return {"seen": row.version, "whose": whose, "days": days} | hours
