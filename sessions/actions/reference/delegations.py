"""Who comes: delegations, their letters, delegates, who may act for them, flights."""

from datetime import date, datetime, time, timedelta
from typing import Any

from delegations.models import Delegate, Delegation, Flight, Invitation, Mandate
from delegations.models.mandate import in_order
from forum import clock, names
from sessions.actions.reference.letters import keep_letters
from sessions.actions.reference.shelf import Shelf
from sessions.reference import delegation_rows as told


def keep_delegations(shelf: Shelf) -> None:
    found = shelf.forum.rows(told.Delegation)
    wanted = [
        {
            "edition_id": shelf.edition.pk,
            "city_id": shelf.city[row.city],
            "language": row.language,
            "is_host": row.city == shelf.forum.edition.city,
            "contact_name": row.contact_name,
            "contact_email": row.contact_email,
        }
        for row in found
    ]
    present = Delegation.objects.within(shelf.edition)
    kept = shelf.tally.keep(present, wanted, by=("city_id",), in_place=lambda row: row.is_host)
    shelf.delegation = {row.city: kept[shelf.city[row.city],].pk for row in found}


def keep_invitations(shelf: Shelf) -> None:
    """A draft to each office that has no letter yet. What was sent or withdrawn stays as it is."""
    wanted = [
        {
            "edition_id": shelf.edition.pk,
            "delegation_id": shelf.delegation[row.city],
            "office_id": shelf.office[row.city, row.office],
        }
        for row in shelf.forum.rows(told.Delegation)
        if row.office
    ]
    present = Invitation.objects.within(shelf.edition)
    known = set(present.values_list("delegation_id", "office_id"))
    shelf.tally.keep(present, wanted, by=("delegation_id", "office_id"))
    for row in shelf.forum.rows(told.Delegation):
        letter = (shelf.delegation[row.city], shelf.office.get((row.city, row.office)))
        if row.office and letter not in known:  # the order of a list that people work with is theirs
            rows = present.filter(delegation=letter[0], office=letter[1])
            rows.update(tier=row.tier, wave=row.wave)


def keep_delegates(shelf: Shelf) -> None:
    found = shelf.forum.rows(told.Delegate)
    wanted = [
        {
            "delegation_id": shelf.delegation[row.city],
            "person_id": shelf.person[row.person].pk,
            "user_id": shelf.account[row.email, names.full(shelf.person[row.person])] if row.signs_in else None,
            "role": row.role,
            "titles": row.title,
            "position": row.position,
            "email": row.email,
            "language": row.language,
        }
        for row in found
    ]
    present = Delegate.objects.within(shelf.edition)
    # A head whom the files do not name gives way to theirs; whether he may is asked when all is counted.
    headed = [one["delegation_id"] for one in wanted if one["role"] == Delegate.Role.HEAD]
    own = present.filter(delegation__in=headed, role=Delegate.Role.HEAD)
    own.exclude(person__in=[one["person_id"] for one in wanted]).update(role=Delegate.Role.MEMBER)
    kept = shelf.tally.keep(
        present, wanted, by=("delegation_id", "person_id"), in_place=lambda row: row.role == Delegate.Role.HEAD
    )
    shelf.delegate = {
        (row.city, row.person): kept[shelf.delegation[row.city], shelf.person[row.person].pk].pk for row in found
    }


def keep_mandates(shelf: Shelf) -> None:
    """Mandates that are missing. One that was revoked is not given again."""
    wanted = [_mandate(shelf, row) for row in shelf.forum.rows(told.Assistant)]
    by = ("user_id", "delegation_id", "delegate_id")
    shelf.tally.keep(Mandate.objects.within(shelf.edition), wanted, by=by, in_place=lambda row: row.is_focal_point)


def _mandate(shelf: Shelf, row: told.Assistant) -> dict[str, Any]:
    values = {
        "user_id": shelf.account[row.email, row.name],
        "delegation_id": shelf.delegation[row.city],
        "delegate_id": shelf.delegate[row.city, row.person] if row.person else None,
        "powers": in_order(row.powers),
        "is_focal_point": row.focal_point,
        "note": row.note,
        "ends_at": _midnight(shelf, row.until + timedelta(days=1)) if row.until else None,
    }
    return values | ({"given_at": _midnight(shelf, row.since)} if row.since else {})


def _midnight(shelf: Shelf, day: date) -> datetime:
    """When the day begins on the clocks of the event."""
    return clock.instant(shelf.edition.zone, datetime.combine(day, time.min))


def keep_flights(shelf: Shelf) -> None:
    wanted = [
        {
            "delegate_id": shelf.delegate[row.city, row.person],
            "direction": row.direction,
            "number": row.number,
            "origin": row.origin,
            "origin_zone": row.origin_zone,
            "leaves_at": row.leaves_at,
            "destination": row.destination,
            "destination_zone": row.destination_zone,
            "lands_at": row.lands_at,
            "terminal": row.terminal,
            "pieces": row.pieces,
            "items": row.items,
        }
        for row in shelf.forum.rows(told.Flight)
    ]
    shelf.tally.keep(Flight.objects.within(shelf.edition), wanted, by=("delegate_id", "direction", "number"))


STEPS = (keep_delegations, keep_invitations, keep_letters, keep_delegates, keep_mandates, keep_flights)
