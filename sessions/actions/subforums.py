"""Sub-forums: themes and seats, wishes of delegations, and who sits where."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from delegations import policies
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Delegation
from forum import clock, ledger
from forum.models import Edition, User
from sessions import seating
from sessions.actions import programme, speeches
from sessions.engine.assignment import Limits, Placing
from sessions.models import Attendance, Engagement, SubForum, SubForumPlace, SubForumWish


class WishesClosed(Exception):
    """Cities can no longer wish; the office still can for them."""

    def __init__(self, edition: Edition, since: datetime) -> None:
        super().__init__(f"Wishes for the sub-forums of {edition} were taken until {since.isoformat()}.")
        self.edition, self.since = edition, since


class OtherProposal(Exception):
    """Wishes or facts have changed since the proposal was looked at."""


class NoSeatLeft(Exception):
    """Every seat of the sub-forum is taken."""

    def __init__(self, hall: SubForum) -> None:
        super().__init__(f"All {hall.seats} seats of “{hall}” are taken.")
        self.hall = hall


@transaction.atomic
def change(
    hall: SubForum, *, themes: Mapping[str, str], seats: int | None, wishes_by: datetime | None, seen: int, by: User
) -> SubForum:
    """Theme, seats, and until when cities may wish. Raises Stale."""
    row = _locked(hall)
    refuse_stale(row, seen)
    before = _settings_of(row)
    row.themes, row.seats, row.wishes_by = dict(themes), seats, wishes_by
    if before != _settings_of(row):
        row.version += 1
        row.save()
        _record("subforum.changed", row, row.engagement.edition, by, before, _settings_of(row))
    return row


@transaction.atomic
def settle(
    within: Engagement,
    hall: SubForum | None,
    *,
    of_hall: Mapping[str, Any],
    rules: Mapping[str, Any],
    seen: int,
    seen_rules: int,
    by: User,
) -> None:
    """Theme, seats and the rules of its speakers in one go, all or nothing. Raises Stale."""
    if hall:
        change(hall, **of_hall, seen=seen, by=by)
    speeches.set_rules(within, **rules, seen=seen_rules, by=by)


@transaction.atomic
def wish(
    delegation: Delegation, halls: Sequence[SubForum], *, by: User, by_the_office: bool = False
) -> list[SubForumWish]:
    """What a delegation wishes, the first wish first; it takes the place of what it wished before.

    The same once more keeps its time. Raises WishesClosed or DelegationWithdrawn.
    """
    rows = Delegation.objects.filter(pk=delegation.pk).scoped().select_related("edition", "city")
    delegation = rows.select_for_update(of=("self",)).get()
    policies.refuse_withdrawn(delegation)
    until = seating.wishes_close(delegation.edition, list(seating.subforums_of(delegation.edition)))
    if not by_the_office and clock.now() > until:
        raise WishesClosed(delegation.edition, until)
    before, after = seating.wish_of(delegation), [hall.pk for hall in halls]
    if before == after:
        return list(SubForumWish.objects.filter(delegation=delegation).scoped().order_by("rank"))
    SubForumWish.objects.filter(delegation=delegation).scoped().delete()
    now = clock.now()
    made = [
        SubForumWish.objects.create(delegation=delegation, subforum=hall, rank=rank, wished_at=now, wished_by=by)
        for rank, hall in enumerate(halls, start=1)
    ]
    whose = {"delegation": delegation.pk}
    _record(
        "subforum.wished", delegation, delegation.edition, by, whose | {"wishes": before}, whose | {"wishes": after}
    )
    return made


@transaction.atomic
def accept(edition: Edition, limits: Limits, *, seal: str, by: User) -> list[SubForumPlace]:
    """Make the proposal true, all of it: places, and the heads' parts in the draft. Again changes nothing.

    Raises OtherProposal when it is no longer the one that was looked at.
    """
    list(SubForum.objects.select_for_update(of=("self",)).filter(engagement__edition=edition).order_by("pk"))
    proposal = seating.propose(edition, limits)
    if proposal.seal != seal:
        raise OtherProposal
    halls = {hall.pk: hall for hall in proposal.halls}
    kept = []
    for placing in proposal.placings:
        row, now = proposal.delegations[placing.delegation], proposal.kept.get(placing.delegation)
        if placing.hall is None:
            if now:
                _free(now, by)
            continue
        reason = now.reason if now and placing.because == "hand" else ""
        kept.append(_seat(row, halls[placing.hall], now, placing, reason, by))
    return kept


@transaction.atomic
def place_by_hand(delegation: Delegation, hall: SubForum, *, reason: str, by: User) -> SubForumPlace:
    """Put one delegation into a sub-forum, with a reason. Raises NoSeatLeft or DelegationWithdrawn."""
    policies.refuse_withdrawn(delegation)
    hall = _locked(hall)
    row = seating.delegations_of(delegation.edition).get(pk=delegation.pk)
    now = row.subforum_places_now[0] if row.subforum_places_now else None
    others = SubForumPlace.objects.filter(subforum=hall).exclude(delegation=delegation).standing().scoped()
    if hall.seats is not None and others.count() >= hall.seats:
        raise NoSeatLeft(hall)
    wishes = [one.subforum_id for one in row.wishes]
    rank = wishes.index(hall.pk) + 1 if hall.pk in wishes else 0
    return _seat(row, hall, now, Placing(row.pk, hall.pk, "hand", rank), reason, by)


@transaction.atomic
def take_hand_back(delegation: Delegation, *, by: User) -> None:
    """Let the next proposal decide again; until then the delegation stays where it is."""
    row = SubForumPlace.objects.filter(delegation=delegation, because="hand").scoped().first()
    if row:
        before = _place(row)
        row.because, row.reason = "wish" if row.wish else "balance", ""
        row.save()
        _record("subforum.placed", delegation, delegation.edition, by, before, _place(row))


def _seat(
    row: Any, hall: SubForum, now: SubForumPlace | None, placing: Placing, reason: str, by: User
) -> SubForumPlace:
    who: Delegate | None = row.people[0] if row.people else None
    wanted = {
        "subforum_id": hall.pk,
        "delegate_id": who.pk if who else None,
        "because": placing.because,
        "wish": placing.wish,
        "reason": reason,
    }
    if now and all(getattr(now, name) == value for name, value in wanted.items()):
        _give_part(hall, who, by)
        return now
    before = _place(now) if now else {}
    if now and (now.subforum_id, now.delegate_id) != (hall.pk, wanted["delegate_id"]):
        _take_part(now, by)
    place = now or SubForumPlace(delegation_id=row.pk)
    for name, value in wanted.items():
        setattr(place, name, value)
    place.placed_at, place.placed_by = clock.now(), by
    place.save()
    _record("subforum.placed", row, hall.engagement.edition, by, before, _place(place))
    _give_part(hall, who, by)
    return place


def _free(now: SubForumPlace, by: User) -> None:
    _take_part(now, by)
    delegation = Delegation.objects.filter(pk=now.delegation_id).scoped().select_related("edition").get()
    _record("subforum.placed", delegation, delegation.edition, by, _place(now), {})
    now.delete()


def _give_part(hall: SubForum, who: Delegate | None, by: User) -> None:
    """In the draft, so that the next release tells it; whoever has another part in the sub-forum keeps that."""
    there = Attendance.objects.filter(engagement=hall.engagement_id, delegate=who).scoped()
    if who and not there.exists():
        programme.give_part(hall.engagement, who, part=Attendance.Part.ATTENDEE, by=by)


def _take_part(now: SubForumPlace, by: User) -> None:
    rows = Attendance.objects.filter(engagement__subforum=now.subforum_id, delegate=now.delegate_id).scoped()
    for row in rows.filter(part=Attendance.Part.ATTENDEE).select_related("engagement__edition"):
        programme.take_part_away(row, by=by)


def _locked(hall: SubForum) -> SubForum:
    return SubForum.objects.select_for_update(of=("self",)).select_related("engagement__edition").get(pk=hall.pk)


def _settings_of(row: SubForum) -> dict[str, Any]:
    return {"themes": row.themes, "seats": row.seats, "wishes_by": row.wishes_by and row.wishes_by.isoformat()}


def _place(row: SubForumPlace) -> dict[str, Any]:
    return {"subforum": row.subforum_id, "because": row.because, "wish": row.wish, "reason": row.reason}


def _record(verb: str, subject: Any, edition: Edition, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    ledger.record(verb, subject=subject, by=by, edition=edition, before=before, after=after)
