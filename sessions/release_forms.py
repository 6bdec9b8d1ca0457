"""What organizers type when something changes on the day, and when they go back to an earlier release."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import clock
from forum.fields import WordsField
from forum.models import Edition
from sessions.actions.emergency import place_in
from sessions.engine.revision import Place, Revision
from sessions.engine.values import Item, Span
from sessions.forms import LONGEST, LONGEST_NOTE, LinesField, RoomField, TextsForm, days_of, initial_texts, instant_on


class NowForm(TextsForm):
    """Another room, another time, a note, or that it does not take place."""

    day = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=date.fromisoformat)
    hour = forms.TimeField(
        label=gettext_lazy("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    cancelled = forms.BooleanField(label=gettext_lazy("It does not take place"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, edition: Edition, item: Item, language: str, *args: Any, **kwargs: Any) -> None:
        assert item.span, "what is published has a time"
        self.item, self.span = item, item.span
        known = _known_of(edition, item) | kwargs.pop("initial", {})
        super().__init__(edition, *args, initial=known, **kwargs)
        self.fields["room"] = RoomField(edition)
        self.fields["minutes"] = forms.IntegerField(
            label=_("Minutes"), min_value=1, max_value=max(LONGEST, item.span.minutes)
        )
        days = {*days_of(edition), clock.day_at(edition.zone, item.span.start)}
        choice = self.fields["day"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(day.isoformat(), clock.day_text(language, day)) for day in sorted(days)]
        self.fields["hour"].help_text = edition.zone_label
        self.add_texts("note", _("Note"), kind=LinesField, most=LONGEST_NOTE)
        self.fields["despite"] = WordsField(label=_("Why publish despite the clashes"), max_length=300, required=False)
        self.order_fields(["room", "day", "hour", "minutes", "cancelled"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("day") and typed.get("hour"):
            try:
                typed["starts_at"] = instant_on(self.edition, datetime.combine(typed["day"], typed["hour"]))
            except forms.ValidationError as never:
                self.add_error("hour", never)
        if not self.errors and self.revision() == _as_it_is(self.item):
            raise forms.ValidationError(_("Nothing is changed yet."))
        return typed

    def revision(self) -> Revision:
        """What the item shall be; a room that stays keeps the name under which it was published."""
        typed = self.cleaned_data
        span = Span(typed["starts_at"], typed["starts_at"] + timedelta(minutes=typed["minutes"]))
        room = typed["room"]
        place = Place.of(self.item) if (room and room.pk) == self.item.room else place_in(room)
        return Revision(span, place, typed["cancelled"], self.texts("note", dict(self.item.notes)))


def _as_it_is(item: Item) -> Revision:
    return Revision(item.span, Place.of(item), item.cancelled, dict(item.notes))


def _known_of(edition: Edition, item: Item) -> dict[str, Any]:
    assert item.span, "what is published has a time"
    local = clock.local(edition.zone, item.span.start)
    when = {"day": local.date().isoformat(), "hour": local.time(), "minutes": item.span.minutes}
    return when | {"room": item.room, "cancelled": item.cancelled} | initial_texts("note", dict(item.notes))


class BackForm(forms.Form):
    """Back to an earlier release: with what words, and whether the draft goes back as well."""

    comment = WordsField(label=gettext_lazy("What is new, in a few words"), max_length=300)
    draft = forms.ChoiceField(
        label=gettext_lazy("The draft"),
        widget=forms.RadioSelect,
        choices=[
            ("leave", gettext_lazy("Leave it as it is")),
            ("set", gettext_lazy("Set it back as well; what was added since goes to the tray")),
        ],
    )
    despite = WordsField(label=gettext_lazy("Why publish despite the clashes"), max_length=300, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, clashing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not clashing:
            del self.fields["despite"]
