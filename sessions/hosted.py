"""Part of the bridge: the rows of cars, rooms, liaison officers and couples as the engine's values.

What only the office may know is not read here at all: no number of a room, no driver, nobody else's seat.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from delegations.models import Delegate, LiaisonOfficer, Seat, Stay
from forum import clock, names
from forum.models import Edition
from sessions.engine.hosting import Couple, Hosting, Lodging, Officer, Ride
from sessions.engine.values import Span


def hosting_of(edition: Edition) -> Hosting:
    """All that the host does for guests, as it is entered now. Four queries, however many guests there are."""
    return Hosting(_rides(edition), _lodgings(edition), _officers(edition), _couples(edition))


def _rides(edition: Edition) -> tuple[Ride, ...]:
    fields = ("transfer_id", "delegate_id", "flight_id", "transfer__origin", "transfer__destination")
    fields += ("transfer__leaves_at", "transfer__vehicle__kind", "transfer__vehicle__plate")
    fields += ("transfer__liaison", "transfer__liaison_phone")
    rows = Seat.objects.within(edition).order_by("transfer_id", "pk").values_list(*fields)
    return tuple(
        Ride(ride, who, origin, destination, leaves_at, kind, plate, liaison, phone, leg)
        for ride, who, leg, origin, destination, leaves_at, kind, plate, liaison, phone in rows
    )


def _lodgings(edition: Edition) -> tuple[Lodging, ...]:
    """Who sleeps elsewhere knows where: only the forum's hotels are told."""
    rows = Stay.objects.within(edition).exclude(room=None).select_related("room__hotel").order_by("pk")
    return tuple(
        Lodging(
            id=stay.pk,
            delegate=stay.delegate_id,
            span=_days(edition, stay.room.first_night, stay.room.until),
            names=stay.room.hotel.names,
            addresses=stay.room.hotel.addresses,
            phone=stay.room.hotel.phone,
            early=stay.early,
            late=stay.late,
        )
        for stay in rows
    )


def _officers(edition: Edition) -> tuple[Officer, ...]:
    days = _days(edition, edition.starts_on, edition.ends_on + timedelta(days=1))
    return tuple(
        Officer(row.pk, row.delegation_id, days, row.name, row.phone, tuple(row.languages))
        for row in LiaisonOfficer.objects.within(edition).order_by("pk")
    )


def _couples(edition: Edition) -> tuple[Couple, ...]:
    """Every head with whoever is on the same list as husband, wife or partner."""
    roles = [Delegate.Role.HEAD, Delegate.Role.SPOUSE]
    rows = Delegate.objects.within(edition).filter(role__in=roles).select_related("person").order_by("pk")
    found = list(rows)
    heads = {row.delegation_id: row for row in found if row.role == Delegate.Role.HEAD}
    return tuple(
        Couple(head.pk, row.pk, _named(head, edition.languages), _named(row, edition.languages))
        for row in found
        if row.role == Delegate.Role.SPOUSE and (head := heads.get(row.delegation_id))
    )


def _named(row: Any, languages: Iterable[str]) -> dict[str, str]:
    plain = names.full(row.person)
    known = {language: names.in_language(row.person, language) for language in languages}
    return {"en": plain} | {language: name for language, name in known.items() if name != plain}


def _days(edition: Edition, first: date, until: date) -> Span:
    """From midnight to midnight on the clocks of the forum; where midnight is skipped, from the day's first hour."""
    start, end = (clock.instant(edition.zone, datetime.combine(day, time())) for day in (first, until))
    return Span(start, end)
