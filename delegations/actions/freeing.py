"""A delegation or a guest does not come: rooms and seats are free again, and it is said which."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from delegations.actions import cars, stays
from delegations.models import Delegate, Delegation, Seat
from delegations.models.stay import Stay
from forum.models import User


@dataclass(frozen=True, slots=True)
class Freed:
    """What was given back: rooms as "hotel, kind, nights", seats as transfers; each with the guest's name."""

    rooms: tuple[tuple[str, Stay], ...]
    seats: tuple[tuple[str, Seat], ...]

    def __bool__(self) -> bool:
        return bool(self.rooms or self.seats)


@transaction.atomic
def free(delegation: Delegation, *, by: User) -> Freed:
    """Give back every room and seat of a delegation, each written down; again gives back nothing."""
    edition = delegation.edition
    seats = list(Seat.objects.within(edition).filter(delegate__delegation=delegation).select_related("transfer"))
    names = {one.pk: one for one in delegation.delegates.select_related("person", "delegation__edition").in_order()}
    for seat in seats:
        cars.free_seat(seat, by=by)
    rooms = [(str(one), stay) for one in names.values() if (stay := stays.release(one, by=by)) and stay.room]
    return Freed(tuple(rooms), tuple((str(names[seat.delegate_id]), seat) for seat in seats))


@transaction.atomic
def free_all_of(delegates: Iterable[Delegate], *, by: User) -> None:
    """Give back every room and seat of these delegates, each written down; again gives back nothing."""
    people = {one.pk: one for one in delegates}
    for seat in Seat.objects.filter(delegate__in=people).scoped().order_by("pk"):
        cars.free_seat(seat, by=by)
    for key in Stay.objects.filter(delegate__in=people).scoped().order_by("pk").values_list("delegate_id", flat=True):
        stays.release(people[key], by=by)
