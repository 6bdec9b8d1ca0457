"""Flights, trains and own arrivals: entered, changed, deleted.

They change until the last minute, so no deadline stops them.
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegations import policies
from delegations.actions import awaited
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Flight
from forum import clock, ledger
from forum.models import Edition, User

# The longest scheduled flight takes nineteen hours; what is longer is a wrong day, or several legs in one.
LONGEST = timedelta(hours=26)
# Whatever is meant, no ticket is for three days in the air.
MOST = timedelta(days=3)
# Nobody flies to a forum a season before it begins; a wrong year is found this way.
FARTHEST = timedelta(days=90)

# What the database refuses, and the field to look at.
CONSTRAINTS = {
    "flight_lands_after_it_leaves": "lands_at",
    "flight_lands_within_three_days": "lands_at",
    "flight_goes_somewhere_else": "destination",
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg as it was typed: instants in UTC, each end with the zone of its clocks.

    Of whoever comes on their own one hour is known, which stands at both ends.
    """

    direction: str
    number: str
    origin: str
    destination: str
    origin_zone: str
    destination_zone: str
    leaves_at: datetime
    lands_at: datetime
    mode: str = Flight.Mode.FLIGHT
    terminal: str = ""
    pieces: int | None = None
    items: str = ""


class NotAFlight(Exception):
    """The leg cannot be as it is written: `field` of the leg says where, `words` why."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


class FarTooLong(NotAFlight):
    """Longer than any flight. Whoever means it may say so."""


@transaction.atomic
def add_flight(delegate: Delegate, leg: Leg, *, by: User) -> Flight:
    """Enter a leg; entered twice, as by a double click, it is there once.

    Raises NotAFlight, DoesNotCome or Delegate.DoesNotExist.
    """
    awaited.hold(delegate.delegation_id)
    delegate = _locked(delegate)
    refuse_wrong(leg, delegate.delegation.edition)
    twin = _twin(delegate, leg)
    if twin and leg_of(twin) == leg:
        return twin
    _refuse_twin(twin)
    flight = Flight(delegate=delegate, **asdict(leg))
    _save(flight)
    _record("flight.added", flight, delegate, by, {}, _written(leg))
    return flight


@transaction.atomic
def change_flight(flight: Flight, leg: Leg, *, seen: int, by: User) -> Flight:
    """Change a leg; the same leg again changes nothing.

    Raises Stale, NotAFlight, DoesNotCome, Flight.DoesNotExist or Delegate.DoesNotExist.
    """
    awaited.hold(flight.delegate.delegation_id)
    delegate = _locked(flight.delegate)
    row: Flight = delegate.flights.get(pk=flight.pk)
    before, after = _written(leg_of(row)), _written(leg)
    if before == after:
        return row
    refuse_stale(row, seen)
    refuse_wrong(leg, delegate.delegation.edition)
    _refuse_twin(_twin(delegate, leg, besides=row))
    for field, value in asdict(leg).items():
        setattr(row, field, value)
    row.version += 1
    _save(row)
    changed = {key for key in after if before[key] != after[key]}
    _record("flight.changed", row, delegate, by, _only(before, changed), _only(after, changed))
    return row


@transaction.atomic
def remove_flight(flight: Flight, *, by: User) -> None:
    """Delete a leg; deleting it again, or after its delegate was taken off, changes nothing."""
    try:
        delegate = _locked(flight.delegate)
    except Delegate.DoesNotExist:
        return
    row: Flight | None = delegate.flights.filter(pk=flight.pk).first()
    if row:
        # With the row gone, nothing else says on whose page this is to be read.
        whose = {"delegation": delegate.delegation_id}
        _record("flight.removed", row, delegate, by, _written(leg_of(row)) | whose, {})
        row.delete()


def refuse_wrong(leg: Leg, edition: Edition, *, long_is_meant: bool = True) -> None:
    """Raises NotAFlight with a sentence; FarTooLong only unless `long_is_meant`."""
    by_air, own = leg.mode == Flight.Mode.FLIGHT, leg.mode == Flight.Mode.OWN
    if leg.origin == leg.destination and not own:
        words = _("The flight ends where it begins. Check the two airports.")
        raise NotAFlight("destination", words if by_air else _("The train ends where it begins. Check both stations."))
    # First of all: near the ends of the calendar every other question would overflow.
    for end in ("leaves_at", "lands_at"):
        if _is_far(getattr(leg, end), edition):
            raise NotAFlight(end, _far_from(edition))
    if own and leg.lands_at == leg.leaves_at:
        return
    if leg.lands_at <= leg.leaves_at:
        words = _("It would arrive before it leaves. Check the days and the two clocks.")
        raise NotAFlight("lands_at", _lands_too_early(leg) if by_air else words)
    in_the_air = leg.lands_at - leg.leaves_at
    if in_the_air > MOST:
        raise NotAFlight("lands_at", _far_too_long(in_the_air))
    if by_air and in_the_air > LONGEST and not long_is_meant:
        raise FarTooLong("lands_at", _far_too_long(in_the_air))


def _is_far(moment: datetime, edition: Edition) -> bool:
    # Days as they are written, whatever the offset: a day more or less is nothing here, and no day overflows.
    return abs(moment.date() - edition.starts_on) > FARTHEST


def train_number(typed: str) -> str:
    """ "g7302" as it is printed: "G7302". Raises NotAFlight."""
    found = " ".join(typed.upper().split())
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9 -]{0,9}", found) or not re.search(r"\d", found):
        words = _("“%(typed)s” is no train number: write up to ten letters and digits, as in G7302 or ICE 599.")
        raise NotAFlight("number", words % {"typed": typed[:40]})
    return found


def _far_too_long(in_the_air: timedelta) -> str:
    words = _("This flight would be %(hours)d hours in the air. Check the day of landing; enter each leg by itself.")
    return words % {"hours": round(in_the_air.total_seconds() / 3600)}


def flight_number(typed: str) -> str:
    """ "ei154" as it is printed: "EI 154". Raises NotAFlight."""
    found = re.fullmatch(r"([A-Z][A-Z0-9]|[0-9][A-Z])([0-9]{1,4}[A-Z]?)", re.sub(r"[\s-]", "", typed).upper())
    if not found:
        words = _("“%(typed)s” is no flight number: write two letters or digits and up to four digits, as in EI 154.")
        raise NotAFlight("number", words % {"typed": typed})
    return f"{found[1]} {found[2]}"


def _lands_too_early(leg: Leg) -> str:
    early = leg.leaves_at - leg.lands_at
    hours, minutes = divmod(int(early.total_seconds()) // 60, 60)
    return _(
        "This flight would land in %(destination)s %(hours)d h %(minutes)02d min before it leaves %(origin)s: when "
        "it leaves, at %(leaves)s there, clocks in %(destination)s already show %(shown)s. Check the day of landing."
    ) % {
        "origin": leg.origin,
        "destination": leg.destination,
        "hours": hours,
        "minutes": minutes,
        "leaves": _shown(leg.origin_zone, leg.leaves_at),
        "shown": _shown(leg.destination_zone, leg.leaves_at),
    }


def _shown(zone: str, moment: datetime) -> str:
    return clock.moment_text(get_language() or "en", zone, moment)


def _far_from(edition: Edition) -> str:
    words = _("This is far from the days of the forum, which begins on %(day)s. Check the month and the year.")
    return words % {"day": clock.day_text(get_language() or "en", edition.starts_on, "long")}


def leg_of(flight: Flight) -> Leg:
    """The leg as it stands."""
    return Leg(**{field: getattr(flight, field) for field in Leg.__dataclass_fields__})


def _locked(delegate: Delegate) -> Delegate:
    # The delegate's row is the queue: two people entering his flights wait for each other.
    rows = (
        Delegate.objects.filter(pk=delegate.pk)
        .scoped()
        .select_related("delegation__edition", "delegation__city", "person")
    )
    found: Delegate = rows.select_for_update(of=("self",)).get()
    return found


def _twin(delegate: Delegate, leg: Leg, besides: Flight | None = None) -> Flight | None:
    natural = {"direction": leg.direction, "number": leg.number, "leaves_at": leg.leaves_at}
    others = delegate.flights.filter(**natural).exclude(pk=besides.pk if besides else None)
    twin: Flight | None = others.first()
    return twin


def _refuse_twin(twin: Flight | None) -> None:
    if twin:
        words = _("%(flight)s, leaving at the same time, is already entered. Change that entry instead.")
        raise NotAFlight("number", words % {"flight": twin})


def _save(flight: Flight) -> None:
    """The last net: whatever the database refuses comes back as a sentence."""
    try:
        with transaction.atomic():
            flight.save()
    except IntegrityError as refusal:
        known = (field for name, field in CONSTRAINTS.items() if name in str(refusal))
        words = _("This flight does not fit with what is already entered. Check the numbers, airports and hours.")
        raise NotAFlight(next(known, "number"), words) from refusal


def _record(
    verb: str, flight: Flight, delegate: Delegate, by: User, before: dict[str, Any], after: dict[str, Any]
) -> None:
    # The delegate stands on every line, so that whoever follows it need not find the row of a deleted flight.
    ledger.record(
        verb,
        subject=flight,
        by=by,
        edition=delegate.delegation.edition,
        before=before | {"delegate": delegate.pk},
        after=after | {"delegate": delegate.pk},
        on_behalf_of=policies.principal_of(delegate, by),
    )


def _written(leg: Leg) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(leg).items()}


def _only(fields: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key in names}
