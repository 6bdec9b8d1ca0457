"""What organizers type about the programme."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegations.models import Delegate, Delegation
from forum import clock
from forum.fields import WordsField
from forum.models import City, Edition, Room
from forum.shapes import TAG
from sessions.models import Attendance, Engagement, SigningCeremony, Speech

DAYS_AROUND = 3  # people arrive before a forum and leave after it
LONGEST = 24 * 60
LONGEST_NOTE = 1000  # as in the files of a forum


def rooms_of(edition: Edition) -> Any:
    """The rooms that the programme of this edition may use: those of the host city, and whichever it uses already."""
    used = Engagement.objects.within(edition).exclude(room=None).values("room")
    return Room.objects.filter(Q(venue__city=edition.city_id) | Q(pk__in=used)).select_related("venue")


def minutes_of(engagement: Engagement) -> int:
    """How long an item lasts, or would last if it were placed."""
    if engagement.starts_at and engagement.ends_at:
        return int((engagement.ends_at - engagement.starts_at).total_seconds() // 60)
    speech: Speech | None = getattr(engagement, "speech", None)
    return speech.minutes if speech else 60


def days_of(edition: Edition) -> list[date]:
    """Every day on which something may be placed."""
    first = edition.starts_on - timedelta(days=DAYS_AROUND)
    return [first + timedelta(days=n) for n in range((edition.ends_on - first).days + DAYS_AROUND + 1)]


class RoomField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A room, or none: an item may take place elsewhere."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(
            rooms_of(edition), required=False, label=_("Room"), empty_label=_("elsewhere, no room of the house")
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}, {obj.venue}"


class MoveForm(forms.Form):
    """What the board sends when a card is dropped. The start is on the clocks of the edition."""

    room = forms.CharField(required=False)
    start = forms.CharField()
    version = forms.IntegerField(min_value=1)

    def __init__(self, edition: Edition, *args: Any) -> None:
        super().__init__(*args)
        self.edition = edition
        self.fields["room"] = RoomField(edition)

    def clean_start(self) -> datetime:
        wall = _wall(self.cleaned_data["start"])
        if wall is None:
            raise forms.ValidationError(_("This is no day and hour. Take the form on the item’s own page."))
        if wall.date() not in days_of(self.edition):
            raise forms.ValidationError(_("That day is not near the forum."))
        if len(clock.instants(self.edition.zone, wall)) > 1:
            words = _("%(hour)s comes twice that night. Take the form on the item’s own page and say which is meant.")
            raise forms.ValidationError(words % {"hour": wall.strftime("%H:%M")})
        return instant_on(self.edition, wall)


def _wall(typed: str) -> datetime | None:
    """A day and an hour on a clock nobody named; None if it is not that."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def instant_on(edition: Edition, wall: datetime, which: str = "") -> datetime:
    """The instant of an hour on the edition's clock; of one that comes twice, `which` is meant.

    Raises ValidationError for one that never comes.
    """
    found = clock.instants(edition.zone, wall)
    if found and which.isdigit() and int(which) < len(found):
        return found[int(which)]
    if not found:
        words = _("There is no %(hour)s that night: the clocks are put forward. Take an hour before or after it.")
        raise forms.ValidationError(words % {"hour": wall.strftime("%H:%M")})
    return clock.instant(edition.zone, wall)


class PlaceForm(forms.Form):
    """Where and when, for those who do not drag."""

    day = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=date.fromisoformat)
    hour = forms.TimeField(
        label=gettext_lazy("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("room", "day", "hour", "which", "minutes", "version")

    def __init__(self, engagement: Engagement, language: str, data: Any = None) -> None:
        edition = engagement.edition
        super().__init__(data, initial=_place_of(engagement))
        self.fields["room"] = RoomField(edition)
        # What was loaded from files may be longer or elsewhere in the year; it may always stay as it is.
        longest = max(LONGEST, minutes_of(engagement))
        self.fields["minutes"] = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=longest)
        own_day = {clock.day_at(edition.zone, engagement.starts_at)} if engagement.starts_at else set()
        days = [(day.isoformat(), clock.day_text(language, day)) for day in sorted({*days_of(edition), *own_day})]
        choice = self.fields["day"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = days
        self.fields["hour"].help_text = edition.zone_label
        self.edition = edition
        self._ask_which(engagement)
        self.order_fields(self.field_order)

    def _ask_which(self, engagement: Engagement) -> None:
        """In the night in which clocks are put back an hour comes twice: then, and only then, ask which is meant."""
        if self.is_bound:
            wall = _wall(f"{self.data.get('day', '')}T{self.data.get('hour', '')}")
        elif engagement.starts_at:
            wall = clock.local(self.edition.zone, engagement.starts_at).replace(tzinfo=None, fold=0)
        else:
            wall = None
        found = clock.instants(self.edition.zone, wall) if wall and wall.year > 1 else []
        if len(found) < 2:
            return
        offsets = [clock.local(self.edition.zone, moment).strftime("UTC%z") for moment in found]
        words = [_("the first time, %(offset)s"), _("the second time, %(offset)s")]
        choices = [(str(n), words[n] % {"offset": offset}) for n, offset in enumerate(offsets)]
        self.fields["which"] = forms.ChoiceField(
            label=_("This hour comes twice that night. Which is meant?"), choices=choices, widget=forms.RadioSelect
        )
        self.initial["which"] = str(found.index(engagement.starts_at)) if engagement.starts_at in found else None

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("day") and typed.get("hour"):
            try:
                wall = datetime.combine(typed["day"], typed["hour"])
                typed["starts_at"] = instant_on(self.edition, wall, typed.get("which", ""))
            except forms.ValidationError as never:
                self.add_error("hour", never)
        return typed

    def place(self) -> dict[str, Any]:
        """Room, instant and minutes, as the action wants them."""
        return {name: self.cleaned_data[name] for name in ("room", "starts_at", "minutes")}


def _place_of(engagement: Engagement) -> dict[str, Any]:
    same = {"room": engagement.room_id, "version": engagement.version}
    typed: dict[str, Any] = same | {"minutes": minutes_of(engagement)}
    if engagement.starts_at:
        local = clock.local(engagement.edition.zone, engagement.starts_at)
        return typed | {"day": local.date().isoformat(), "hour": local.time()}
    return typed | {"day": engagement.edition.starts_on.isoformat()}


class LinesField(WordsField):
    """A few lines. A browser ends them with two characters; one is kept, so that an untouched text is the same."""

    widget = forms.Textarea({"rows": 3})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class TextsForm(forms.Form):
    """A form with texts in every language of the edition: `title_en`, `title_zh-hans` …"""

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        self.edition = edition
        super().__init__(*args, **kwargs)

    def add_texts(
        self, name: str, label: str, *, required: bool = False, kind: type[WordsField] = WordsField, most: int = 300
    ) -> None:
        """A field for each language; the first language of the edition is the one that must be there."""
        known = dict(settings.LANGUAGES)
        for place, language in enumerate(self.edition.languages):
            words = f"{label} ({known.get(language, language)})"
            field = kind(label=words, required=required and place == 0, max_length=most)
            field.widget.attrs |= {"lang": language, "dir": "auto"}
            self.fields[f"{name}_{language}"] = field

    def texts(self, name: str, before: dict[str, str] | None = None) -> dict[str, str]:
        """What was typed; texts in languages that the form does not ask for stay."""
        typed = {language: self.cleaned_data.get(f"{name}_{language}", "") for language in self.edition.languages}
        return {language: text for language, text in ((before or {}) | typed).items() if text}


def initial_texts(name: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in texts.items()}


class ChannelsField(WordsField):
    """What is heard on which channel of the receivers: "1 zh-hans, 2 en"."""

    widget = forms.TextInput({"dir": "ltr", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        heard: dict[str, int] = {}
        for one in filter(None, map(str.strip, re.split("[,،、;]", super().to_python(value)))):
            found = re.fullmatch(rf"([0-9]{{1,2}})\s*[ :]\s*({TAG})", one.lower())
            if found is None or int(found[1]) in heard.values() or found[2] in heard:
                raise forms.ValidationError(
                    _("“%(typed)s” is no channel: write 2 en, each once.") % {"typed": one[:40]}
                )
            heard[found[2]] = int(found[1])
        return heard

    def run_validators(self, value: Any) -> None:
        """What was read is a table by now; its length was checked as it was read."""

    def validate(self, value: Any) -> None:
        """An item without interpreters is complete."""


class EngagementForm(TextsForm):
    """Title, note, dress, and for whom an item is."""

    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Engagement.Audience.choices)
    dress = forms.ChoiceField(
        label=gettext_lazy("Dress"),
        required=False,
        choices=[("", gettext_lazy("nothing said")), *Engagement.Dress.choices],
    )
    cancelled = forms.BooleanField(label=gettext_lazy("It is cancelled: it stays in the programme and says so"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, engagement: Engagement, *args: Any) -> None:
        super().__init__(engagement.edition, *args, initial=_details_of(engagement))
        self.engagement = engagement
        self.fields["cancelled"].required = False
        self.fields["delegation"] = DelegationField(engagement.edition)
        self.add_texts("title", _("Title"), required=True)
        self.add_texts("note", _("Note"), kind=LinesField, most=LONGEST_NOTE)
        self.fields["channels"] = ChannelsField(
            label=_("Channels of the interpreters"),
            required=False,
            help_text=_("Number and language, such as: 1 zh-hans, 2 en, 3 fr"),
        )
        titles = [name for name in self.fields if name.startswith("title_")]
        self.order_fields([*titles, "audience", "delegation", "dress", "channels"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("audience") == Engagement.Audience.DELEGATION and not typed.get("delegation"):
            self.add_error("delegation", _("Say which delegation it is for."))
        return typed

    def details(self) -> dict[str, Any]:
        """The fields as the action wants them."""
        typed = self.cleaned_data
        return {
            "titles": self.texts("title", self.engagement.titles),
            "notes": self.texts("note", self.engagement.notes),
            "audience": typed["audience"],
            "delegation_id": typed["delegation"] and typed["delegation"].pk,
            "dress": typed["dress"],
            "channels": typed["channels"],
            "cancelled": typed["cancelled"],
        }


def _details_of(engagement: Engagement) -> dict[str, Any]:
    same = {name: getattr(engagement, name) for name in ("audience", "dress", "cancelled", "version")}
    texts = initial_texts("title", engagement.titles) | initial_texts("note", engagement.notes)
    heard = ", ".join(f"{number} {tag}" for tag, number in sorted(engagement.channels.items(), key=itemgetter(1)))
    return same | texts | {"delegation": engagement.delegation_id, "channels": heard}


class DelegationField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    def __init__(self, edition: Edition) -> None:
        rows = Delegation.objects.within(edition).select_related("city")
        super().__init__(rows, required=False, label=_("Delegation"), empty_label=_("none"))

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.city)


class PartForm(forms.Form):
    """Who takes part, and as what."""

    part = forms.ChoiceField(label=gettext_lazy("As"), choices=Attendance.Part.choices)

    def __init__(self, edition: Edition, *args: Any) -> None:
        super().__init__(*args)
        self.fields["delegate"] = DelegateField(edition)
        self.order_fields(["delegate", "part"])


class DelegateField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    def __init__(self, edition: Edition) -> None:
        rows = Delegate.objects.within(edition).with_names().order_by("delegation__city__key", "position", "pk")
        super().__init__(rows, label=_("Who"), empty_label=_("choose"))

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.delegation.city}: {obj}"


class NewEngagementForm(TextsForm):
    """A new item; what is asked depends on its kind."""

    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=[choice for choice in Engagement.Audience.choices if choice[0] != Engagement.Audience.DELEGATION.value],
    )

    def __init__(self, edition: Edition, kind: str, *args: Any) -> None:
        super().__init__(edition, *args, initial={"audience": "delegates"})
        self.kind = kind
        self.add_texts("title", _("Title"), required=True)
        for name, field in _particular_fields(edition, kind):
            self.fields[name] = field
        if kind == Engagement.Kind.SIGNING:
            self.add_texts("text_title", _("Title of the text"), required=True)
        self.order_fields([*(name for name in self.fields if name.startswith("title_"))])

    def particulars(self) -> dict[str, Any]:
        """What only this kind has, as the action wants it."""
        asked = ("seats", "minutes", "language", "text_kind", "party")
        typed = {name: self.cleaned_data[name] for name in asked if name in self.cleaned_data}
        return typed | ({"text_titles": self.texts("text_title")} if self.kind == Engagement.Kind.SIGNING else {})


def _particular_fields(edition: Edition, kind: str) -> Iterator[tuple[str, forms.Field]]:
    if kind == Engagement.Kind.SPEECH:
        around = Engagement.objects.within(edition).filter(kind__in=["plenary", "sub_forum"])
        yield "parent", forms.ModelChoiceField(around, label=_("Within"), empty_label=_("choose"))
        yield "minutes", forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, initial=8)
        yield "language", WordsField(label=_("Language of the speech (such as en)"), max_length=20, required=False)
    if kind in (Engagement.Kind.SITE_VISIT, Engagement.Kind.SUB_FORUM):
        yield "seats", forms.IntegerField(label=_("Seats"), min_value=1, max_value=32000, required=False)
    if kind == Engagement.Kind.SIGNING:
        yield "text_kind", forms.ChoiceField(label=_("Kind of text"), choices=SigningCeremony.TextKind.choices)
        cities = City.objects.filter(delegations__edition=edition, delegations__is_host=False).distinct()
        yield "party", forms.ModelChoiceField(cities, label=_("Signed with"), empty_label=_("choose"))


class PublishForm(forms.Form):
    """The last look before everybody sees it."""

    comment = WordsField(
        label=gettext_lazy("What is new, in a few words"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Shown in the list of releases."),
    )
    despite = WordsField(label=gettext_lazy("Why publish despite the clashes"), max_length=300, required=False)
    draft_checksum = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, clashing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not clashing:
            del self.fields["despite"]
