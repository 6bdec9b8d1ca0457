"""The rooming list: who sleeps where, which nights, who pays; and how much of each block is taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from delegations import manifests, room_nights
from delegations.models import BookedRoom, Delegate, Flight, Hotel, Stay
from delegations.models.stay import RoomKind
from delegations.room_nights import Night, Rooms
from delegations.sheets import Sheet, Table
from forum import clock, names
from forum.models import Edition


@dataclass(frozen=True, slots=True)
class Guest:
    """One line of the list."""

    stay: Stay
    room: BookedRoom
    beside: tuple[Stay, ...]
    arrival: manifests.Passenger | None

    @property
    def delegate(self) -> Delegate:
        return self.stay.delegate

    @property
    def host_nights(self) -> int:
        """How many of the nights the host pays."""
        if self.stay.host_from is None or self.stay.host_until is None:
            return 0
        first, until = max(self.stay.host_from, self.room.first_night), min(self.stay.host_until, self.room.until)
        return max((until - first).days, 0)

    @property
    def who_pays(self) -> str:
        nights, host = self.room.nights, self.host_nights
        if not host:
            return _("guest")
        if host == nights:
            return _("host")
        words = ngettext("host %(host)d night, guest %(guest)d", "host %(host)d nights, guest %(guest)d", host)
        return words % {"host": host, "guest": nights - host}


@dataclass(frozen=True, slots=True)
class KindUse:
    """One kind of room of a hotel, night after night."""

    kind: str
    nights: tuple[Night, ...]

    @property
    def label(self) -> str:
        return str(RoomKind(self.kind).label)

    @property
    def fullest(self) -> Night:
        """The night on which the least is left."""
        return min(self.nights, key=lambda one: one.left)


@dataclass(frozen=True, slots=True)
class House:
    """A hotel with its guests, and its blocks night by night."""

    hotel: Hotel
    guests: tuple[Guest, ...]
    use: tuple[KindUse, ...]
    pax: tuple[tuple[date, int], ...]

    @property
    def rooms(self) -> int:
        return len({one.room.pk for one in self.guests})


def houses(edition: Edition) -> list[House]:
    """Every hotel of the edition. Five queries, whatever its size."""
    stays = (
        Stay.objects.within(edition)
        .filter(room__isnull=False)
        .select_related("room", "delegate__person", "delegate__delegation__city")
        .order_by("delegate__delegation__city__country", "delegate__delegation__city__key", "delegate__position", "pk")
    )
    arrivals = {one.delegate.pk: one for one in manifests.passengers(edition, Flight.Direction.IN)}
    by_room: dict[int | None, list[Stay]] = {}
    for stay in stays:
        by_room.setdefault(stay.room_id, []).append(stay)
    by_hotel: dict[int, list[Guest]] = {}
    for stay in stays:
        room = stay.room
        beside = tuple(one for one in by_room[stay.room_id] if one.pk != stay.pk)
        by_hotel.setdefault(room.hotel_id, []).append(Guest(stay, room, beside, arrivals.get(stay.delegate_id)))
    hotels = Hotel.objects.within(edition).prefetch_related("blocks")
    return [_house(hotel, tuple(by_hotel.get(hotel.pk, ()))) for hotel in hotels]


def elsewhere(edition: Edition) -> list[Stay]:
    """Who stays with friends, at home, or in another house."""
    rows = (
        Stay.objects.within(edition).filter(room=None).select_related("delegate__person", "delegate__delegation__city")
    )
    return list(rows.order_by("delegate__delegation__city__key", "delegate__position"))


def _house(hotel: Hotel, guests: tuple[Guest, ...]) -> House:
    blocks = [Rooms(one.kind, one.rooms, one.first_night, one.until) for one in hotel.blocks.all()]
    rooms = {one.room.pk: one.room for one in guests}
    taken = [Rooms(one.kind, 1, one.first_night, one.until) for one in rooms.values()]
    nights = room_nights.nights(blocks, taken)
    use = tuple(KindUse(kind, tuple(some)) for kind, some in groupby(nights, key=lambda one: one.kind))
    return House(hotel, guests, use, tuple(_pax(guests)))


def _pax(guests: Iterable[Guest]) -> list[tuple[date, int]]:
    """How many people sleep there each night."""
    people = [Rooms("", 1, one.room.first_night, one.room.until) for one in guests]
    return [(night.night, night.taken) for night in room_nights.nights((), people)]


def sheet_of(found: Iterable[House], edition: Edition, *, with_numbers: bool) -> Sheet:
    """The list for the hotels; the numbers of the rooms only for whoever may see them."""
    return Sheet(
        title=_("Rooming list"),
        purpose=_("For the hotels: who sleeps where, which nights, and who pays. No passport data."),
        tables=tuple(_table(house, edition, with_numbers=with_numbers) for house in found if house.guests),
    )


def _table(house: House, edition: Edition, *, with_numbers: bool) -> Table:
    columns = (
        *(_("Guest"), _("City"), _("Room"), _("First night"), _("Until"), _("Nights")),
        *(_("Shares with"), _("Who pays"), _("Arrival"), _("Please note")),
    )
    pax = ", ".join(f"{_short(night)}: {people}" for night, people in house.pax)
    return Table(
        heading=str(house.hotel),
        columns=columns,
        rows=tuple(_row(guest, edition, with_numbers=with_numbers) for guest in house.guests),
        widths=(1.8, 1.1, 1.1, 0.9, 0.9, 0.5, 1.5, 1.2, 1.4, 1.3),
        note=_("Guests each night – %(pax)s") % {"pax": pax},
    )


def _row(guest: Guest, edition: Edition, *, with_numbers: bool) -> tuple[str, ...]:
    room, stay = guest.room, guest.stay
    kind = str(RoomKind(room.kind).label)
    number = room.number if with_numbers else ""
    return (
        names.listed(guest.delegate.person),
        str(guest.delegate.delegation.city),
        f"{kind}\n{number}" if number else kind,
        _short(room.first_night),
        _short(room.until),
        str(room.nights),
        "\n".join(names.listed(one.delegate.person) for one in guest.beside),
        guest.who_pays,
        arrival_words(guest.arrival, edition),
        "\n".join(remarks(stay)),
    )


def arrival_words(one: manifests.Passenger | None, edition: Edition) -> str:
    """ "MU 554, 28 May 2025, 12:45" on the event's clock."""
    if one is None:
        return ""
    when = clock.moment_text(get_language() or "en", edition.zone, one.flight.lands_at)
    return f"{one.flight.number}\n{when}" if one.flight.number else when


def remarks(stay: Stay) -> list[str]:
    """What the hotel should know about a stay."""
    said = [_("early check-in") if stay.early else "", _("late check-out") if stay.late else "", stay.note]
    return [words for words in said if words]


def _short(day: Any) -> str:
    return clock.day_text(get_language() or "en", day, "medium")
