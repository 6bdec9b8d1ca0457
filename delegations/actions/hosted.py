"""The rooms and seats of delegates, for a delegation that does not come: a keeper of duties, see delegations.duties."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation

from delegations.actions import freeing
from delegations.duties import Duty
from delegations.models import Delegate, Delegation, Seat, Stay
from forum.models import User


def held_by(delegates: Iterable[Delegate]) -> list[Duty]:
    """The rooms and seats of these delegates."""
    keys = [one.pk for one in delegates]
    stays = Stay.objects.filter(delegate__in=keys, room__isnull=False).scoped()
    seats = Seat.objects.filter(delegate__in=keys).scoped()
    rooms = [_room(one) for one in stays.select_related("room__hotel", "delegate__person").order_by("pk")]
    return rooms + [_seat(one) for one in seats.select_related("transfer", "delegate__person").order_by("pk")]


def carry_over(former: Delegate, newcomer: Delegate, *, by: User) -> list[Duty]:
    """Nothing: a bed and a flight are a person's own; the office books anew."""
    return []


def to_free(delegation: Delegation) -> list[Duty]:
    """What `free` would give back."""
    return held_by(delegation.delegates.all())


def free(delegation: Delegation, *, by: User) -> list[Duty]:
    """Give back every room and seat."""
    freed = to_free(delegation)
    freeing.free(delegation, by=by)
    return freed


def _room(stay: Stay) -> Duty:
    words = {}
    for tag, _name in settings.LANGUAGES:
        with translation.override(tag):
            words[tag] = str(stay.room)
    return Duty(str(stay.delegate.person), words)


def _seat(seat: Seat) -> Duty:
    words = {tag: str(seat.transfer) for tag, _name in settings.LANGUAGES}
    return Duty(str(seat.delegate.person), words, seat.transfer.leaves_at.isoformat())
