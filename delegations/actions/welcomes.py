"""At the airport: who greets whom, and what the staff ticks there."""

from collections.abc import Callable, Iterable

from django.db import transaction

from delegations.models import Delegate, Flight, Welcome
from forum import clock, ledger
from forum.models import Edition, User

Change = dict[str, object]


@transaction.atomic
def name_greeter(flights: Iterable[int], greeter: str, phone: str, *, edition: Edition, by: User) -> int:
    """Say who meets these guests; say for how many this is new."""
    return _change_all(
        flights, lambda row: {"greeter": greeter, "greeter_phone": phone}, "greeter.named", edition=edition, by=by
    )


@transaction.atomic
def tick_landed(flights: Iterable[int], *, edition: Edition, by: User) -> int:
    """They have landed. What is ticked already keeps its hour and its name."""
    return _change_all(flights, lambda row: _landed(row, by), "arrival.ticked", edition=edition, by=by)


@transaction.atomic
def tick_met(flights: Iterable[int], *, edition: Edition, by: User) -> int:
    """They were met, hence have landed."""
    return _change_all(flights, lambda row: _landed(row, by) | _met(row, by), "arrival.ticked", edition=edition, by=by)


@transaction.atomic
def untick(flights: Iterable[int], *, edition: Edition, by: User) -> int:
    """It was ticked by mistake."""
    clear: Change = {"landed_at": None, "landed_by": "", "met_at": None, "met_by": ""}
    return _change_all(flights, lambda row: clear, "arrival.unticked", edition=edition, by=by)


def _landed(row: Welcome, by: User) -> Change:
    return {} if row.landed_at else {"landed_at": clock.now(), "landed_by": str(by)}


def _met(row: Welcome, by: User) -> Change:
    return {} if row.met_at else {"met_at": clock.now(), "met_by": str(by)}


def _change_all(
    flights: Iterable[int], change: Callable[[Welcome], Change], verb: str, *, edition: Edition, by: User
) -> int:
    rows = Flight.objects.within(edition).filter(pk__in=set(flights), delegate__in=Delegate.objects.awaited().scoped())
    rows = rows.order_by("pk").select_for_update(of=("self",))
    changed = 0
    for flight in rows:
        row = Welcome.objects.scoped().filter(flight=flight).first() or Welcome(flight=flight)
        values = {name: value for name, value in change(row).items() if getattr(row, name) != value}
        if not values:
            continue
        before = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        after = {name: _plain(value) for name, value in values.items()}
        ledger.record(verb, subject=flight, by=by, edition=edition, before=before, after=after)
        changed += 1
    return changed


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
