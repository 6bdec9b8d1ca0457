"""What organizers type to copy an item, to put it within another, and to close a room."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forum import clock
from forum.fields import WordsField
from forum.models import Edition
from sessions.forms import days_of, instant_on
from sessions.models import Engagement

TRAY = ""


class EngagementField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """An item of the draft."""

    def __init__(self, edition: Edition, **words: Any) -> None:
        rows = Engagement.objects.within(edition).exclude(kind__in=[Engagement.Kind.SPEECH]).in_order()
        super().__init__(rows, required=False, **words)


class ParentForm(forms.Form):
    """Within which item another lies."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, row: Engagement, data: Any = None) -> None:
        super().__init__(data, initial={"parent": row.parent_id, "version": row.version})
        self.fields["parent"] = EngagementField(
            row.edition, label=_("Lies within"), empty_label=_("nothing: it stands alone")
        )


class DuplicateForm(forms.Form):
    """Where the copy goes, and whether the people go with it."""

    day = forms.ChoiceField(label=gettext_lazy("The copy goes"), required=False)
    with_people = forms.BooleanField(label=gettext_lazy("With the people who take part"), required=False)

    def __init__(self, row: Engagement, *args: Any) -> None:
        super().__init__(*args)
        choice = self.fields["day"]
        assert isinstance(choice, forms.ChoiceField)
        days = days_of(row.edition) if row.starts_at else []
        language = get_language() or "en"
        choice.choices = [
            (TRAY, _("into the tray")),
            *((day.isoformat(), clock.day_text(language, day)) for day in days),
        ]

    def clean_day(self) -> date | None:
        return date.fromisoformat(self.cleaned_data["day"]) if self.cleaned_data.get("day") else None


class ClosureForm(forms.Form):
    """From when until when a room is closed, on the edition's clock."""

    day = forms.TypedChoiceField(label=gettext_lazy("From"), coerce=date.fromisoformat)
    hour = forms.TimeField(label=gettext_lazy("at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    last_day = forms.TypedChoiceField(label=gettext_lazy("Until"), coerce=date.fromisoformat)
    last_hour = forms.TimeField(
        label=gettext_lazy("at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = WordsField(label=gettext_lazy("Why"), max_length=200, required=False)

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        language = get_language() or "en"
        days = [(day.isoformat(), clock.day_text(language, day)) for day in days_of(edition)]
        for name in ("day", "last_day"):
            choice = self.fields[name]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = days
            self.initial.setdefault(name, edition.starts_on.isoformat())

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for name, day, hour in (("starts_at", "day", "hour"), ("ends_at", "last_day", "last_hour")):
            if typed.get(day) and typed.get(hour):
                try:
                    typed[name] = instant_on(self.edition, datetime.combine(typed[day], typed[hour]))
                except forms.ValidationError as never:
                    self.add_error(hour, never)
        if typed.get("starts_at") and typed.get("ends_at") and typed["ends_at"] <= typed["starts_at"]:
            self.add_error("last_hour", _("The room would be open again before it is closed."))
        return typed

    def closure(self) -> dict[str, Any]:
        """The stretch and its reason, as the action wants them."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "reason")}
