"""Manifests and drivers' sheets on paper."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegations import manifests
from delegations.manifests import Day, Line
from delegations.models import Flight, Seat, Transfer
from delegations.sheets import Sheet, Table
from forum import clock, names
from forum.models import Edition


def manifest_sheet(days: Iterable[Day], direction: str, edition: Edition, *, with_phones: bool) -> Sheet:
    """Arrivals or departures, day by day."""
    inbound = direction == Flight.Direction.IN
    return Sheet(
        title=_("Arrivals") if inbound else _("Departures"),
        purpose=_("For the airport, the cars and the hotels: who comes or leaves when, with whom and with how much."),
        tables=tuple(_table(day, edition, inbound=inbound, phones=with_phones) for day in days),
    )


def _table(day: Day, edition: Edition, *, inbound: bool, phones: bool) -> Table:
    way = _("From") if inbound else _("To")
    columns = (
        _("Time"),
        _("Flight or train"),
        way,
        _("Where"),
        _("Guests"),
        _("Pax"),
        _("Bags"),
        _("Greeter"),
        _("Car"),
    )
    totals = _("Pax %(pax)d, bags %(bags)d") % {"pax": day.pax, "bags": day.pieces}
    rows = tuple(_row(line, edition, phones) for line in day.lines)
    return Table(day.heading, columns, rows, (0.6, 1, 0.8, 1.1, 3, 0.5, 0.5, 1.4, 1), totals)


def _row(line: Line, edition: Edition, phones: bool) -> tuple[str, ...]:
    people = [
        f"{delegation.city}: " + ", ".join(names.listed(one.delegate.person) for one in some)
        for delegation, some in line.groups
    ]
    return (
        clock.hour_text(edition.zone, line.at),
        line.label,
        "\n".join(line.far_ends),
        manifests.place_of(line),
        "\n".join([*people, *line.items]),
        str(line.pax),
        str(line.pieces or ""),
        "\n".join(" ".join(one[: 2 if phones else 1]).strip() for one in line.greeters),
        "\n".join(line.cars),
    )


def drivers_sheet(transfers: Iterable[Transfer], edition: Edition, *, title: str) -> Sheet:
    """What a driver needs: when, where, whom, how many, how much baggage; nothing private."""
    return Sheet(
        title=title,
        purpose=_("For the drivers. No private data: a name, a flight, a place."),
        tables=tuple(_ride(one, edition) for one in transfers),
    )


def _ride(transfer: Transfer, edition: Edition) -> Table:
    driver = transfer.driver
    seats = list(transfer.seats.all())
    facts = [
        str(transfer.vehicle),
        f"{driver.name} {driver.phone}" if driver else "",
        f"{transfer.liaison} {transfer.liaison_phone}".strip(),
        _("Pax %(pax)d, bags %(bags)d") % {"pax": len(seats), "bags": sum(_pieces(seat) for seat in seats)},
    ]
    when = clock.moment_text(get_language() or "en", edition.zone, transfer.leaves_at)
    return Table(
        heading=f"{when} · {transfer.origin} → {transfer.destination}",
        columns=(_("Seat"), _("Guest"), _("City"), _("Flight or train"), _("Bags")),
        rows=tuple(_passenger(seat, edition) for seat in seats),
        widths=(0.4, 2, 1.2, 1.6, 0.5),
        note=" · ".join(word for word in facts if word),
    )


def _passenger(seat: Seat, edition: Edition) -> tuple[str, ...]:
    flight = seat.flight
    hour = f"{flight.number} {clock.hour_text(edition.zone, flight.here_at)}".strip() if flight else ""
    missed = manifests.why_missed(seat, edition.zone)
    return (
        str(seat.number),
        names.listed(seat.delegate.person),
        str(seat.delegate.delegation.city),
        f"{hour}\n{missed}".strip(),
        str(_pieces(seat) or ""),
    )


def _pieces(seat: Seat) -> int:
    return (seat.flight.pieces or 0) if seat.flight else 0
