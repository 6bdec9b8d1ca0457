"""Shapes of what the host keeps: cars, drivers, transfers, hotels, blocks, stays, the kitchen, greeters."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegations.actions.stays import Booking
from delegations.forms.registration import LocalField
from delegations.models import Delegate, Driver, Hotel, Vehicle
from delegations.models.needs import Menu
from delegations.models.stay import RoomKind
from forum import clock
from forum.fields import WordsField
from forum.models import Edition
from forum.texts import pick

TOO_LONG = _("This is longer than %(limit_value)d characters (%(show_value)d). Shorten it.")


def words(label: Any, most: int, **options: Any) -> WordsField:
    return WordsField(label=label, max_length=most, error_messages={"max_length": TOO_LONG}, **options)


def phone(label: Any, **options: Any) -> WordsField:
    return words(label, 40, widget=forms.TextInput(attrs={"dir": "ltr", "type": "tel"}), **options)


class DayField(forms.DateField):
    """A day near the forum: far years are wrong years."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d"]
    default_error_messages = {"invalid": _("Write the day like this: 2025-05-28.")}

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found is not None and not 2000 <= found.year < 2100:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class SeenForm(forms.Form):
    """A form about a row, which remembers the version that its writer saw."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def refuse_backwards(form: forms.Form, first: str, until: str) -> None:
    """A stay lasts at least one night."""
    data = form.cleaned_data
    if data.get(first) and data.get(until) and data[until] <= data[first]:
        form.add_error(until, _("This is not after the first night. The last morning counts, not the last night."))


class VehicleForm(SeenForm):
    plate = words(_("Number plate"), 20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=Vehicle.Kind)
    seats = forms.IntegerField(label=_("Seats for guests"), min_value=1, max_value=99)


class DriverForm(SeenForm):
    name = words(_("Name"), 120)
    phone = phone(_("Telephone"))


class TransferForm(SeenForm):
    origin = words(_("From"), 120)
    destination = words(_("To"), 120)
    leaves = LocalField(label=_("Leaves"))
    vehicle = forms.ModelChoiceField(label=_("Vehicle"), queryset=Vehicle.objects.none())
    driver = forms.ModelChoiceField(label=_("Driver"), queryset=Driver.objects.none(), required=False)
    liaison = words(_("Liaison officer"), 120, required=False)
    liaison_phone = phone(_("Telephone of the liaison officer"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        for name, model in (("vehicle", Vehicle), ("driver", Driver)):
            choice = self.fields[name]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = model.objects.within(edition)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("origin") and data.get("origin") == data.get("destination"):
            self.add_error("destination", _("The ride ends where it begins."))
        if wall := data.get("leaves"):
            data["leaves_at"] = self._instant(wall)
        return data

    def _instant(self, wall: datetime) -> datetime | None:
        found = clock.instants(self.edition.zone, wall)
        if not found:
            self.add_error("leaves", _("There is no such hour that night: the clocks are put forward."))
            return None
        return found[0]

    def values(self) -> dict[str, Any]:
        known = super().values()
        known.pop("leaves")
        return known


class SeatForm(forms.Form):
    """Who gets a seat: somebody who arrives or leaves about then, or anybody."""

    guest = forms.ChoiceField(label=_("Guest"))

    def __init__(
        self, *args: Any, waiting: Iterable[tuple[str, str]], guests: Iterable[tuple[str, str]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        choice = self.fields["guest"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            ("", "–"),
            (_("Arriving or leaving about then, without a car"), list(waiting)),
            (_("Everybody"), list(guests)),
        ]


class GreeterForm(forms.Form):
    greeter = words(_("Greeter"), 120, required=False)
    greeter_phone = phone(_("Telephone of the greeter"), required=False)


class HotelForm(SeenForm):
    """The hotel in English and in the language of the host."""

    name = words(_("Name, in English"), 120)
    name_host = words(_("Name, in the host's language"), 120, required=False)
    address = words(_("Address, in English"), 250, required=False)
    address_host = words(_("Address, in the host's language"), 250, required=False, help_text=_("For the taxi."))
    phone = phone(_("Telephone"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def values(self) -> dict[str, Any]:
        data, tongue = self.cleaned_data, self.edition.host_language
        return {
            "names": {"en": data["name"]} | ({tongue: data["name_host"]} if data["name_host"] else {}),
            "addresses": {tag: text for tag, text in (("en", data["address"]), (tongue, data["address_host"])) if text},
            "phone": data["phone"],
        }


def known_of_hotel(hotel: Hotel) -> dict[str, Any]:
    """The hotel as its form shows it."""
    tongue = hotel.edition.host_language
    return {
        "name": pick(hotel.names, "en"),
        "name_host": hotel.names.get(tongue, ""),
        "address": hotel.addresses.get("en", ""),
        "address_host": hotel.addresses.get(tongue, ""),
        "phone": hotel.phone,
        "seen": hotel.version,
    }


class BlockForm(SeenForm):
    kind = forms.ChoiceField(label=_("Kind of room"), choices=RoomKind)
    rooms = forms.IntegerField(label=_("Rooms"), min_value=1, max_value=2000)
    first_night = DayField(label=_("First night"))
    until = DayField(label=_("Until (day of departure)"))
    cut_off_on = DayField(label=_("Cut-off day"), required=False, help_text=_("After it the hotel may sell the rest."))
    price = forms.DecimalField(label=_("Price of a night"), min_value=0, max_digits=9, decimal_places=2, required=False)
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Currency"),
        required=False,
        help_text=_("Three letters, such as CNY."),
        error_messages={"invalid": _("Write the three letters of the currency, such as CNY.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_backwards(self, "first_night", "until")
        data["currency"] = (data.get("currency") or "").upper()
        if data.get("price") is not None and not data["currency"] and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency the price is."))
        return data


class RoomForm(SeenForm):
    """What all rooms have: the hotel, the kind, the nights, who pays."""

    hotel = forms.ModelChoiceField(label=_("Hotel"), queryset=Hotel.objects.none(), required=False)
    kind = forms.ChoiceField(label=_("Kind of room"), choices=[("", "–"), *RoomKind.choices], required=False)
    first_night = DayField(label=_("First night"), required=False)
    until = DayField(label=_("Until (day of departure)"), required=False)
    host_from = DayField(label=_("The host pays from the night of"), required=False)
    host_until = DayField(label=_("The host pays until"), required=False, help_text=_("Empty: the guest pays."))

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["hotel"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Hotel.objects.within(edition)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refuse_backwards(self, "first_night", "until")
        refuse_backwards(self, "host_from", "host_until")
        if bool(data.get("host_from")) != bool(data.get("host_until")) and not self.errors:
            self.add_error("host_until", _("Say from which night until which day the host pays."))
        if data.get("hotel"):
            for name in ("kind", "first_night", "until"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("A room needs this."))
        return data

    def booking(self) -> Booking:
        data = self.values()
        hotel, other = data.pop("hotel"), data.pop("shares_with", None)
        if hotel is None:
            return Booking(None, elsewhere=data["elsewhere"])
        return Booking(hotel.pk, shares_with=other.pk if other else None, **data | {"elsewhere": ""})


class StayForm(RoomForm):
    """Where one guest sleeps."""

    shares_with = forms.ModelChoiceField(
        label=_("Shares the room of"),
        queryset=Delegate.objects.none(),
        required=False,
        help_text=_("The other guest has the room already. What is changed here holds for both."),
    )
    early = forms.BooleanField(label=_("Early check-in"), required=False)
    late = forms.BooleanField(label=_("Late check-out"), required=False)
    number = words(_("Room number"), 12, required=False)
    note = words(_("Note for the hotel"), 200, required=False)
    elsewhere = words(
        _("Stays elsewhere"), 120, required=False, help_text=_("For example: with friends. Then no hotel.")
    )

    def __init__(self, *args: Any, delegate: Delegate, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        choice = self.fields["shares_with"]
        assert isinstance(choice, forms.ModelChoiceField)
        others = Delegate.objects.within(edition).filter(stay__room__isnull=False).exclude(pk=delegate.pk)
        choice.queryset = others.select_related("person").order_by("delegation__city__key", "position")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("hotel")) == bool(data.get("elsewhere")) and not self.errors:
            self.add_error("hotel", _("Choose a hotel, or say where else the guest stays."))
        return data


class AssignForm(RoomForm):
    """A room each for many guests at once."""

    WHO = (("heads", _("every head of delegation without a room")), ("all", _("every guest without a room")))
    who = forms.ChoiceField(label=_("For whom"), choices=WHO)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("hotel") and "hotel" not in self.errors:
            self.add_error("hotel", _("Choose a hotel."))
        return data

    def booking(self) -> Booking:
        data = self.values()
        data.pop("who")
        return Booking(data.pop("hotel").pk, **data)


class KitchenForm(SeenForm):
    menus = forms.MultipleChoiceField(label=_("Menus"), choices=Menu, widget=forms.CheckboxSelectMultiple)
    tell_by = DayField(label=_("Guests choose by"), required=False)
