"""Readers of the ledger."""

from collections.abc import Iterable, Mapping
from typing import Any

from delegations.models import Delegate, LiaisonOfficer, Seat, Stay
from delegations.models.answers import Answer
from forum.models import Change, Edition
from sessions.actions import itineraries

# Which changes touch whose days. Everything else that happens is of no concern to itineraries.
EVERYBODY = {"release.published"}
A_CITY = {"invitation.answered"}
LEAVING_OR_BACK = {"delegation.withdrawn", "delegation.restored"}
ONE_DELEGATE = {"flight.added", "flight.changed", "flight.removed", "seat.given", "seat.freed"}
# Who is who in a delegation concerns those too who come along as husband or wife.
A_DELEGATE_AND_THE_REST = {
    "delegate.added",
    "delegate.changed",
    "delegate.removed",
    "names.changed",
}
A_DELEGATION = {"liaison.named", "liaison.changed", "liaison.removed"}
A_STAY = {"stay.booked", "stay.changed", "stay.released"}
# A row of the host's, and the way from it to the guests who have something of it.
HOSTED: dict[str, tuple[type[Seat] | type[Stay], str]] = {
    "transfer.changed": (Seat, "transfer"),
    "vehicle.changed": (Seat, "transfer__vehicle"),
    "hotel.changed": (Stay, "room__hotel"),
}


def keep_itineraries(change: Change) -> None:
    """Bring the itineraries up to date that a change touches."""
    if change.edition is None:
        return
    if change.verb in EVERYBODY | A_CITY:
        itineraries.bring_up_to_date(change.edition)
    elif change.verb in LEAVING_OR_BACK:
        _follow_withdrawal(change, change.edition)
    elif touched := touched_by(change, change.edition):
        itineraries.bring_up_to_date(change.edition, touched)
    if change.verb in A_CITY and change.before.get("answer") == Answer.NO:
        # While the city did not come, its letters were held back.
        rows = Delegate.objects.within(change.edition).filter(delegation__invitations__replies=change.after["reply"])
        itineraries.take_up_again(change.edition, rows.values_list("pk", flat=True))


def touched_by(change: Change, edition: Edition) -> set[int]:
    """The delegates whose days may be others after this change: no release, no answer, but a journey, a car, a room."""
    verb, row, told = change.verb, _row_of(change), change.before | change.after
    if verb in ONE_DELEGATE:
        return {int(told["delegate"])} if "delegate" in told else set()
    if verb in A_DELEGATION:
        kept = LiaisonOfficer.objects.within(edition).filter(pk=row).values_list("delegation", flat=True)
        return _of_delegations(edition, {*kept, *([int(told["delegation_id"])] if "delegation_id" in told else [])})
    if verb in A_DELEGATE_AND_THE_REST:
        return _all_beside(edition, row, told)
    if verb in A_STAY:
        return _who_shares(edition, int(told["delegate"]))
    if verb in HOSTED:
        model, way = HOSTED[verb]
        return set(model.objects.within(edition).filter(**{way: row}).values_list("delegate", flat=True))
    return set()


def _row_of(change: Change) -> int:
    return int(change.subject.split(":")[1])


def _all_beside(edition: Edition, row: int, told: Mapping[str, Any]) -> set[int]:
    """The delegation of a delegate, also of one who has just been taken off."""
    wanted = {int(told["delegation"])} if "delegation" in told else set()
    someone = Delegate.objects.within(edition).filter(pk=told.get("delegate", row))
    wanted |= set(someone.values_list("delegation", flat=True))
    return _of_delegations(edition, wanted)


def _of_delegations(edition: Edition, delegations: Iterable[int]) -> set[int]:
    rows = Delegate.objects.within(edition).filter(delegation__in=delegations)
    return set(rows.values_list("pk", flat=True))


def _who_shares(edition: Edition, delegate: int) -> set[int]:
    """Who shares a room shares its nights."""
    rooms = Stay.objects.within(edition).filter(delegate=delegate).exclude(room=None).values("room")
    beside = Stay.objects.within(edition).filter(room__in=rooms)
    return {delegate, *beside.values_list("delegate", flat=True)}


def _follow_withdrawal(change: Change, edition: Edition) -> None:
    """Empty the itineraries of a delegation that is withdrawn, fill those of one that comes back: as it is by now."""
    rows = Delegate.objects.within(edition).filter(delegation=_row_of(change))
    withdrawn = rows.exclude(delegation__withdrawn_at=None).values_list("pk", flat=True)
    back = rows.filter(delegation__withdrawn_at=None).values_list("pk", flat=True)
    itineraries.empty(edition, withdrawn)
    itineraries.take_up_again(edition, back)
