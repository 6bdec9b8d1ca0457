"""Shapes of a registration: a person, and a flight on the clocks of its two airports."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations import airports
from delegations.actions.delegates import Entry
from delegations.actions.travel import FarTooLong, Leg, NotAFlight, flight_number, refuse_wrong
from delegations.forms.answers import MailableField
from delegations.models import Delegate, Flight
from forum import locales
from forum.fields import NameField, WordsField, retype
from forum.models import Edition

# The fields of a leg, and where the form asks for them.
ASKED_AT = {"leaves_at": "leaves", "lands_at": "lands"}


def short_name(label: Any, **options: Any) -> NameField:
    too_long = _("This is longer than 120 characters (%(show_value)d). Write the name as it should stand on a badge.")
    return NameField(label=label, max_length=120, error_messages={"max_length": too_long}, **options)


WHO = [
    ("same", _("the same person; the name is corrected")),
    ("other", _("somebody else, who takes the place with its duties")),
]


class DelegateForm(forms.Form):
    """Somebody of the delegation."""

    family_name = short_name(_("Family name"), required=False)
    given_name = short_name(_("Given names"), required=False)
    family_first = forms.BooleanField(label=_("The family name is said first"), required=False)
    native_name = short_name(_("Name in its own script"), required=False)
    role = forms.ChoiceField(label=_("Role in the delegation"), choices=Delegate.Role, initial=Delegate.Role.MEMBER)
    title = short_name(_("Title or function"), required=False, help_text=_("For the list of participants."))
    email = MailableField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("May be the address of the office. The itinerary is sent there."),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)
    # Asked only when another name is written over the one that stands there.
    who = forms.ChoiceField(label=_("Who is this?"), choices=WHO, required=False, widget=forms.HiddenInput)
    # Set when a namesake has been shown: sending the same name once more means a second person.
    meant = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_language(str(self.initial.get("language") or ""))

    def _keep_language(self, tag: str) -> None:
        """Whoever is written to in a language that we do not offer keeps it."""
        if tag and tag not in dict(settings.LANGUAGES):
            choice = self.fields["language"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [*settings.LANGUAGES, (tag, locales.language_name(tag, get_language() or "en"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data["family_name"] or data["given_name"]):
            self.add_error("family_name", _("Write at least one name."))
        return data

    def entry(self) -> Entry:
        return Entry(**{field: self.cleaned_data[field] for field in Entry.__dataclass_fields__})

    @property
    def namesake_is_meant(self) -> bool:
        return bool(self.cleaned_data["meant"] == self._name())

    def ask_who_it_is(self, words: str) -> None:
        """Another name stands there now: corrected, or somebody else's?"""
        self.fields["who"].widget = forms.RadioSelect(choices=WHO)
        self.add_error("who", words)

    def ask_about_namesake(self, words: str) -> None:
        """Say who is on the list; the same name sent once more is somebody else's."""
        retype(self, meant=self._name())
        self.add_error("family_name", words)
        self.add_error("family_name", _("If this is somebody else of the same name, save once more."))

    def _name(self) -> str:
        return f"{self.cleaned_data['family_name']} {self.cleaned_data['given_name']}"


class LocalField(forms.DateTimeField):
    """A day and an hour as a clock on the wall shows it; which wall is known only with the airport."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
    default_error_messages = {"invalid": _("Write the day and the hour like this: 2025-05-28 13:45.")}
    years = range(2000, 2100)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        for form in self.input_formats:
            try:
                wall = datetime.strptime(str(value).strip(), form)
            except ValueError:
                continue
            # Far years overflow when they are turned into instants, and nobody flies then.
            if wall.year in self.years:
                return wall
        raise ValidationError(self.error_messages["invalid"], code="invalid")


def code_field(label: Any) -> WordsField:
    attributes = {"list": "airports", "dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}
    return WordsField(
        label=label, max_length=60, help_text=_("Three letters, such as PVG."), widget=forms.TextInput(attrs=attributes)
    )


WHICH = [("", "–"), ("0", _("the first time, before the clocks are put back")), ("1", _("the second time, after"))]


def which_field() -> forms.ChoiceField:
    """Asked only in the night in which the clocks are put back."""
    label = _("This hour comes twice that night. Which one?")
    return forms.ChoiceField(label=label, choices=WHICH, required=False, widget=forms.HiddenInput)


def terminal_field() -> WordsField:
    return WordsField(
        label=_("Terminal or platform in the host city"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


def pieces_field() -> forms.IntegerField:
    label = _("Pieces of baggage")
    return forms.IntegerField(label=label, min_value=0, max_value=99, required=False)


def items_field() -> WordsField:
    hint = _("A chain of office, gifts, a camera kit: what the customs or the car should know of.")
    return WordsField(label=_("Special items"), max_length=200, required=False, help_text=hint)


class FlightForm(forms.Form):
    """One leg. Each hour is on the clock of its own airport."""

    direction = forms.ChoiceField(label=_("Which way"), choices=Flight.Direction)
    number = WordsField(
        label=_("Flight number"), max_length=12, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )
    origin = code_field(_("From airport"))
    leaves = LocalField(label=_("Leaves, by the clock of that airport"))
    leaves_which = which_field()
    destination = code_field(_("To airport"))
    lands = LocalField(label=_("Lands, by the clock of that airport"))
    lands_which = which_field()
    terminal = terminal_field()
    pieces = pieces_field()
    items = items_field()
    # Set when a warning has been shown: sending the same once more means it.
    meant = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        for field in ("leaves_which", "lands_which"):
            if self.initial.get(field) not in (None, ""):
                self._ask_which(field)  # what was answered once stays in sight when the hour is changed
        airport_of = {"leaves": "origin", "lands": "destination"}
        for field, of in airport_of.items():
            if found := airports.find(str(self[of].value() or "")[:3]):
                self.fields[field].label = _clock_words(field, found)

    def clean_number(self) -> str:
        try:
            return flight_number(self.cleaned_data["number"])
        except NotAFlight as wrong:
            raise ValidationError(wrong.words) from wrong

    def clean_origin(self) -> airports.Airport:
        return self._airport("origin")

    def clean_destination(self) -> airports.Airport:
        return self._airport("destination")

    def _airport(self, field: str) -> airports.Airport:
        try:
            return airports.get(self.cleaned_data[field], self.edition.city.airports)
        except airports.NoSuchAirport as unknown:
            raise ValidationError(unknown.words, code="unknown") from unknown

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        data["leaves_at"] = self._instant("leaves", data["origin"])
        data["lands_at"] = self._instant("lands", data["destination"])
        if not self.errors:
            self._refuse_wrong(self.leg())
        return data

    def _refuse_wrong(self, leg: Leg) -> None:
        fingerprint = f"{leg.leaves_at.isoformat()} {leg.lands_at.isoformat()}"
        try:
            refuse_wrong(leg, self.edition, long_is_meant=self.cleaned_data["meant"] == fingerprint)
        except NotAFlight as wrong:
            self.add_error(ASKED_AT.get(wrong.field, wrong.field), wrong.words)
            if isinstance(wrong, FarTooLong):
                retype(self, meant=fingerprint)
                self.add_error("lands", _("If it is right as it stands, save once more."))

    def _instant(self, field: str, airport: airports.Airport) -> datetime | None:
        """The instant of a wall clock; an hour that comes never or twice that night is asked back in words."""
        wall = self.cleaned_data[field]
        found = airport.instants(wall)
        if len(found) == 1:
            return found[0]
        place = {"city": airport.city, "hour": wall.strftime("%H:%M")}
        if not found:
            words = _("There is no %(hour)s in %(city)s that night: the clocks are put forward. Look at the ticket.")
            self.add_error(field, words % place)
            return None
        self._ask_which(f"{field}_which")
        which = self.cleaned_data.get(f"{field}_which")
        if not which:
            words = _("%(hour)s comes twice in %(city)s that night: the clocks are put back. Say which one is meant.")
            self.add_error(f"{field}_which", words % place)
            return None
        return found[int(which)]

    def _ask_which(self, field: str) -> None:
        self.fields[field].widget = forms.Select(choices=WHICH)

    def leg(self) -> Leg:
        data = self.cleaned_data
        return Leg(
            direction=data["direction"],
            number=data["number"],
            origin=data["origin"].code,
            destination=data["destination"].code,
            origin_zone=data["origin"].zone,
            destination_zone=data["destination"].zone,
            leaves_at=data["leaves_at"],
            lands_at=data["lands_at"],
            terminal=data["terminal"],
            pieces=data["pieces"],
            items=data["items"],
        )


def _clock_words(field: str, airport: airports.Airport) -> str:
    words = (
        _("Leaves %(city)s, by the clock there") if field == "leaves" else _("Lands in %(city)s, by the clock there")
    )
    return str(words) % {"city": airport.city or airport.name}
