"""Hotels, blocks, and who sleeps where. Never more rooms than a block holds, on any night."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from delegations import policies, room_nights
from delegations.actions import awaited, rows
from delegations.actions.stale import refuse_stale
from delegations.models import BookedRoom, Delegate, Hotel, RoomBlock, Stay, StayWish
from delegations.models.stay import BEDS, RoomKind
from delegations.room_nights import Night, Rooms
from forum import ledger
from forum.models import Edition, User


class NoRoomLeft(Exception):
    """On these nights every room of the kind that the hotel holds for us is taken."""

    def __init__(self, hotel: Hotel, nights: list[Night]) -> None:
        super().__init__(f"{hotel} holds no more rooms on {', '.join(str(one.night) for one in nights)}.")
        self.hotel, self.nights = hotel, nights


class CannotShare(Exception):
    """The other guest has no room there, or no bed is left in it."""

    def __init__(self, other: Delegate) -> None:
        super().__init__(f"No bed is left beside {other}.")
        self.other = other


@dataclass(frozen=True, slots=True)
class Booking:
    """Where somebody is to sleep. Without a hotel: elsewhere, in words."""

    hotel: int | None
    kind: str = ""
    first_night: date | None = None
    until: date | None = None
    shares_with: int | None = None
    elsewhere: str = ""
    host_from: date | None = None
    host_until: date | None = None
    early: bool = False
    late: bool = False
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a guest would like."""

    elsewhere: str = ""
    kind: str = ""
    first_night: date | None = None
    until: date | None = None
    shares_with: str = ""
    early: bool = False
    late: bool = False


def add_hotel(edition: Edition, values: dict[str, Any], *, by: User) -> Hotel:
    """Raises rows.Taken."""
    row = Hotel(edition=edition, **values)
    return rows.add(row, natural=("edition", "names"), verb="hotel.added", by=by, edition=edition)


def change_hotel(row: Hotel, values: dict[str, Any], *, seen: int, by: User) -> Hotel:
    """Raises Stale."""
    return rows.change(row, values, seen=seen, verb="hotel.changed", by=by, edition=row.edition)


def add_block(hotel: Hotel, values: dict[str, Any], *, by: User) -> RoomBlock:
    """Raises rows.Taken."""
    row = RoomBlock(hotel=hotel, **values)
    natural = ("hotel", "kind", "first_night", "until")
    return rows.add(row, natural=natural, verb="block.added", by=by, edition=hotel.edition)


@transaction.atomic
def change_block(row: RoomBlock, values: dict[str, Any], *, seen: int, by: User) -> RoomBlock:
    """Raises Stale, rows.Taken, or NoRoomLeft when guests would lose their rooms."""
    hotel = _locked([row.hotel_id])[row.hotel_id]
    changed = rows.change(row, values, seen=seen, verb="block.changed", by=by, edition=hotel.edition)
    _refuse_overbooked(hotel)
    return changed


@transaction.atomic
def remove_block(row: RoomBlock, *, by: User) -> None:
    """Raises NoRoomLeft when guests would lose their rooms."""
    hotel = _locked([row.hotel_id])[row.hotel_id]
    rows.remove(row, verb="block.removed", by=by, edition=hotel.edition)
    _refuse_overbooked(hotel)


@transaction.atomic
def book(delegate: Delegate, booking: Booking, *, seen: int, by: User) -> Stay:
    """Give somebody a room, or say that they sleep elsewhere; the same again changes nothing.

    Who shares a room shares its nights: another kind, night or number of it holds for both. Raises NoRoomLeft,
    CannotShare, DoesNotCome, Stale, Hotel.DoesNotExist or Delegate.DoesNotExist.
    """
    edition = delegate.delegation.edition
    awaited.hold(delegate.delegation_id)
    delegate = Delegate.objects.within(edition).select_for_update(of=("self",)).get(pk=delegate.pk)
    before: Stay | None = Stay.objects.within(edition).filter(delegate=delegate).select_related("room").first()
    hotels = _locked({booking.hotel, before.room.hotel_id if before and before.room else None} - {None})
    was = booking_of(before) if before else None
    if before and was == booking:
        return before
    if before:
        refuse_stale(before, seen)
    stay = before or Stay(delegate=delegate)
    _move(stay, booking, was, hotels)
    for name in ("elsewhere", "host_from", "host_until", "early", "late", "note"):
        setattr(stay, name, getattr(booking, name))
    stay.version += 1 if before else 0
    stay.save()
    _sweep(hotels.values())
    if booking.hotel:
        _refuse_overbooked(hotels[booking.hotel])
    verb = "stay.changed" if before else "stay.booked"
    noted = {"note": "changed"} if booking.note != (was.note if was else "") else {}
    _record(verb, stay, delegate, by, _written(was) if was else {}, _written(booking) | noted)
    return stay


@transaction.atomic
def release(delegate: Delegate, *, by: User) -> Stay | None:
    """Take the room back, or forget that somebody sleeps elsewhere; again changes nothing."""
    edition = delegate.delegation.edition
    stays = Stay.objects.within(edition).filter(delegate=delegate).select_related("room__hotel__edition")
    stay: Stay | None = stays.first()
    if stay is None:
        return None
    _record("stay.released", stay, delegate, by, _written(booking_of(stay)), {})
    room = stay.room
    stay.delete()
    if room:
        _sweep([room.hotel])
    return stay  # as it was, for whoever tells what is free now


@transaction.atomic
def assign(delegates: Iterable[Delegate], booking: Booking, *, by: User) -> int:
    """Give each of these a room of their own, all alike; who has one or sleeps elsewhere is left alone.

    Raises NoRoomLeft or DoesNotCome; then nobody gets one.
    """
    given, people = 0, list(delegates)
    awaited.hold_those_of(one.pk for one in people)
    for delegate in people:
        edition = delegate.delegation.edition
        if not Stay.objects.within(edition).filter(delegate=delegate).exists():
            book(delegate, booking, seen=0, by=by)
            given += 1
    return given


@transaction.atomic
def wish(delegate: Delegate, wanted: Wish, *, seen: int, by: User) -> StayWish:
    """What the guest would like; the same again changes nothing. Raises Stale, DoesNotCome or Delegate.DoesNotExist."""
    edition = delegate.delegation.edition
    awaited.hold(delegate.delegation_id)
    Delegate.objects.within(edition).select_for_update(of=("self",)).get(pk=delegate.pk)
    row: StayWish | None = StayWish.objects.within(edition).filter(delegate=delegate).first()
    before = wish_of(row) if row else None
    if row and before == wanted:
        return row
    if row:
        refuse_stale(row, seen)
    row = row or StayWish(delegate=delegate, version=0)
    for name, value in asdict(wanted).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _record("stay.wished", row, delegate, by, _written(before) if before else {}, _written(wanted))
    return row


def booking_of(stay: Stay) -> Booking:
    """The stay as it stands."""
    room = stay.room
    other = room.stays.exclude(pk=stay.pk).values_list("delegate_id", flat=True).first() if room else None
    return Booking(
        hotel=room.hotel_id if room else None,
        kind=room.kind if room else "",
        first_night=room.first_night if room else None,
        until=room.until if room else None,
        shares_with=other,
        number=room.number if room else "",
        **{name: getattr(stay, name) for name in ("elsewhere", "host_from", "host_until", "early", "late", "note")},
    )


def wish_of(row: StayWish) -> Wish:
    return Wish(**{name: getattr(row, name) for name in Wish.__dataclass_fields__})


def blocks_of(hotel: Hotel) -> list[Rooms]:
    """What the hotel holds for us."""
    return [Rooms(one.kind, one.rooms, one.first_night, one.until) for one in hotel.blocks.all()]


def taken_in(hotel: Hotel) -> list[Rooms]:
    """What is taken of it; people who share a room count one room, empty rooms none."""
    slept = BookedRoom.objects.within(hotel.edition).slept_in().filter(hotel=hotel)
    return [Rooms(one.kind, 1, one.first_night, one.until) for one in slept]


def _locked(keys: Iterable[Any]) -> dict[int, Hotel]:
    # The hotel's row is the queue: two who give the last room wait for each other; in one order, so that none starves.
    found = Hotel.objects.scoped().filter(pk__in=set(keys)).order_by("pk").select_for_update(of=("self",))
    hotels = {hotel.pk: hotel for hotel in found.select_related("edition")}
    if hotels.keys() != set(keys):
        raise Hotel.DoesNotExist
    return hotels


def _move(stay: Stay, booking: Booking, was: Booking | None, hotels: dict[int, Hotel]) -> None:
    if booking.hotel is None:
        stay.room, stay.bed = None, 1
        return
    hotel = hotels[booking.hotel]
    same_company = was is not None and stay.room is not None and was.shares_with == booking.shares_with
    if same_company:
        room = stay.room
    elif booking.shares_with:
        room = _room_beside(booking.shares_with, booking, hotel)
        stay.bed = _free_bed(room, booking.shares_with)
    else:
        room, stay.bed = BookedRoom(), 1
    assert room is not None
    room.hotel, room.kind, room.number = hotel, booking.kind, booking.number
    assert booking.first_night and booking.until
    room.first_night, room.until = booking.first_night, booking.until
    if same_company and booking.shares_with and BEDS[RoomKind(booking.kind)] < 2:
        raise CannotShare(Delegate.objects.scoped().get(pk=booking.shares_with))
    room.save()
    stay.room = room


def _room_beside(other: int, booking: Booking, hotel: Hotel) -> BookedRoom:
    """The room of the other guest, if it is just the one that is wanted."""
    guest = Delegate.objects.within(hotel.edition).select_related("person").get(pk=other)
    beside = (
        Stay.objects.within(hotel.edition).filter(delegate=guest, room__isnull=False).select_related("room").first()
    )
    if beside is None or beside.room is None:
        raise CannotShare(guest)
    room: BookedRoom = beside.room
    same = (room.hotel_id, room.kind, room.first_night, room.until)
    if same != (hotel.pk, booking.kind, booking.first_night, booking.until):
        raise CannotShare(guest)
    return room


def _free_bed(room: BookedRoom, other: int) -> int:
    used = set(room.stays.values_list("bed", flat=True))
    free = [bed for bed in range(1, BEDS[RoomKind(room.kind)] + 1) if bed not in used]
    if not free:
        raise CannotShare(Delegate.objects.scoped().select_related("person").get(pk=other))
    return free[0]


def _sweep(hotels: Iterable[Hotel]) -> None:
    """Rooms whose guests have gone elsewhere are given back."""
    for hotel in hotels:
        BookedRoom.objects.within(hotel.edition).filter(hotel=hotel, stays=None).delete()


def _refuse_overbooked(hotel: Hotel) -> None:
    if too_many := room_nights.overbooked(blocks_of(hotel), taken_in(hotel)):
        raise NoRoomLeft(hotel, too_many)


def _written(some: Booking | Wish) -> dict[str, Any]:
    # Not the note for the hotel: somebody writes there why a guest needs what he needs.
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(some).items()
        if value not in ("", None, False) and name != "note"
    }


def _record(
    verb: str, row: Stay | StayWish, delegate: Delegate, by: User, before: dict[str, Any], after: dict[str, Any]
) -> None:
    whose = {"delegate": delegate.pk, "delegation": delegate.delegation_id}
    # The office books by itself; a wish is the guest's.
    principal = policies.principal_of(delegate, by) if isinstance(row, StayWish) else ""
    ledger.record(
        verb,
        subject=row,
        by=by,
        edition=delegate.delegation.edition,
        before=before | whose,
        after=after | {"delegate": delegate.pk},
        on_behalf_of=principal,
    )
