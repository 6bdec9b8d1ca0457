"""Shapes of a journey by land, of a wish for a room, and of what a guest needs."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations.actions.needs import Told
from delegations.actions.stays import Wish
from delegations.actions.travel import Leg, NotAFlight, refuse_wrong, train_number
from delegations.forms.hosting import DayField, SeenForm, refuse_backwards, words
from delegations.forms.registration import LocalField, items_field, pieces_field, terminal_field
from delegations.models import Delegate, Flight
from delegations.models.needs import Allergen, Menu, Mobility, Provision
from delegations.models.stay import RoomKind
from forum import clock
from forum.models import Edition

BY_LAND = [(Flight.Mode.TRAIN, Flight.Mode.TRAIN.label), (Flight.Mode.OWN, Flight.Mode.OWN.label)]
ASKED_AT = {"leaves_at": "leaves", "lands_at": "lands"}


class GroundLegForm(SeenForm):
    """A train with both its ends, or somebody who comes on their own: then one place and one hour are enough."""

    mode = forms.ChoiceField(label=_("By"), choices=BY_LAND)
    direction = forms.ChoiceField(label=_("Which way"), choices=Flight.Direction)
    number = words(_("Train number"), 12, required=False, widget=forms.TextInput(attrs={"dir": "ltr"}))
    origin = words(_("From (station or place)"), 60, required=False)
    leaves = LocalField(label=_("Leaves"), required=False)
    destination = words(_("To (station or place)"), 60, required=False)
    lands = LocalField(label=_("Arrives"), required=False)
    zone = forms.ChoiceField(
        label=_("Clock of the other end"), help_text=_("The hour in the host city is on its clock.")
    )
    terminal = terminal_field()
    pieces = pieces_field()
    items = items_field()

    def __init__(self, *args: Any, delegate: Delegate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition: Edition = delegate.delegation.edition
        city = delegate.delegation.city
        known = {self.edition.zone: self.edition.zone_label, city.zone: f"{city} ({city.zone})"}
        if kept := self.initial.get("zone"):
            known.setdefault(kept, kept)
        choice = self.fields["zone"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(known.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["mode"] == Flight.Mode.TRAIN:
            self._check_train(data)
        else:
            self._check_own(data)
        if not self.errors:
            try:
                refuse_wrong(self.leg(), self.edition)
            except NotAFlight as wrong:
                self.add_error(self._asked_at(wrong.field), wrong.words)
        return data

    def _check_train(self, data: dict[str, Any]) -> None:
        for name in ("number", "origin", "leaves", "destination", "lands"):
            if not data.get(name):
                self.add_error(name, _("A train needs this."))
        if data.get("number"):
            try:
                data["number"] = train_number(data["number"])
            except NotAFlight as wrong:
                self.add_error("number", wrong.words)
        origin_zone, destination_zone = self._zones()
        data["leaves_at"] = self._instant("leaves", origin_zone)
        data["lands_at"] = self._instant("lands", destination_zone)

    def _check_own(self, data: dict[str, Any]) -> None:
        """Only the end in the host city counts."""
        here, hour = ("destination", "lands") if self._is_inbound() else ("origin", "leaves")
        data["number"] = ""
        if not data.get(here):
            self.add_error(here, _("Say at which place in the host city."))
        if not data.get(hour):
            self.add_error(hour, _("Say at about what hour."))
        data["leaves_at"] = data["lands_at"] = self._instant(hour, self.edition.zone)

    def _instant(self, field: str, zone: str) -> datetime | None:
        wall = self.cleaned_data.get(field)
        if not wall:
            return None
        found = clock.instants(zone, wall)
        if not found:
            self.add_error(field, _("There is no such hour that night: the clocks are put forward."))
            return None
        return found[0]

    def _is_inbound(self) -> bool:
        return bool(self.cleaned_data["direction"] == Flight.Direction.IN)

    def _zones(self) -> tuple[str, str]:
        other = self.cleaned_data["zone"]
        return (other, self.edition.zone) if self._is_inbound() else (self.edition.zone, other)

    def _asked_at(self, field: str) -> str:
        own = self.cleaned_data.get("mode") == Flight.Mode.OWN
        if own and field in ASKED_AT:
            return "lands" if self._is_inbound() else "leaves"
        return ASKED_AT.get(field, field)

    def leg(self) -> Leg:
        data = self.cleaned_data
        origin_zone, destination_zone = self._zones()
        if data["mode"] == Flight.Mode.OWN:
            origin_zone = destination_zone = self.edition.zone
        return Leg(
            **{name: data[name] for name in ("direction", "number", "origin", "destination", "leaves_at", "lands_at")},
            **{name: data[name] for name in ("mode", "terminal", "pieces", "items")},
            origin_zone=origin_zone,
            destination_zone=destination_zone,
        )


def known_of_leg(flight: Flight) -> dict[str, Any]:
    """A journey by land as its form shows it."""
    inbound = flight.direction == Flight.Direction.IN
    wall = {
        "leaves": clock.local(flight.origin_zone, flight.leaves_at).replace(tzinfo=None, fold=0),
        "lands": clock.local(flight.destination_zone, flight.lands_at).replace(tzinfo=None, fold=0),
    }
    if flight.mode == Flight.Mode.OWN:
        wall.pop("leaves" if inbound else "lands")
    names = ("mode", "direction", "number", "origin", "destination", "terminal", "pieces", "items")
    zone = flight.origin_zone if inbound else flight.destination_zone
    return {name: getattr(flight, name) for name in names} | wall | {"zone": zone, "seen": flight.version}


class WishForm(SeenForm):
    """What a guest would like; the office books the room."""

    elsewhere = words(
        _("I stay elsewhere"), 120, required=False, help_text=_("For example: with friends. Then no hotel.")
    )
    kind = forms.ChoiceField(label=_("Kind of room"), choices=[("", "–"), *RoomKind.choices], required=False)
    first_night = DayField(label=_("First night"), required=False)
    until = DayField(label=_("Until (day of departure)"), required=False)
    shares_with = words(_("Shares the room with"), 120, required=False)
    early = forms.BooleanField(label=_("Early check-in"), required=False)
    late = forms.BooleanField(label=_("Late check-out"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_backwards(self, "first_night", "until")
        return data

    def wish(self) -> Wish:
        return Wish(**self.values())


class NeedsForm(SeenForm):
    """A dish, allergies, what we should provide. Never a belief or an illness."""

    menu = forms.ChoiceField(label=_("Menu"), choices=Menu, widget=forms.RadioSelect)
    allergens = forms.MultipleChoiceField(
        label=_("Allergies"), choices=Allergen, required=False, widget=forms.CheckboxSelectMultiple
    )
    allergy_note = words(_("Other allergies"), 300, required=False)
    provisions = forms.MultipleChoiceField(
        label=_("What should we provide?"),
        choices=Provision,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You need not say why."),
    )
    provision_note = words(_("Something else"), 300, required=False)
    mobility = forms.ChoiceField(label=_("On visits"), choices=Mobility, widget=forms.RadioSelect)
    quiet_room = forms.BooleanField(label=_("I would like to use the quiet or prayer room"), required=False)
    quiet_times = words(_("At about what times?"), 120, required=False)

    def __init__(self, *args: Any, menus: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = {*menus, str(self.initial.get("menu") or Menu.STANDARD)}
        choice = self.fields["menu"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(value, label) for value, label in Menu.choices if value in kept]

    def told(self) -> Told:
        known: dict[str, Any] = self.values()
        return Told(**known | {name: tuple(known[name]) for name in ("allergens", "provisions")})
