"""Two plain subjects that ask: the cockpit is tried with these, whatever the house itself asks for."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from delegations.missing import Gap, Source
from delegations.models import Delegate, Delegation, Flight
from delegations.models.mandate import Power


def _titles(delegation: Delegation, people: Sequence[Delegate]) -> Iterable[Gap]:
    for delegate in people:
        yield Gap(
            "title",
            "for the list of participants and the place card",
            delegate,
            due=delegation.edition.register_by,
            url=reverse("portal:delegate_edit", args=[delegate.pk]),
            power=Power.REGISTER,
            done=bool(delegate.titles),
        )


def _flights(delegation: Delegation, people: Sequence[Delegate]) -> Iterable[Gap]:
    for delegate in people:
        entered = {flight.direction for flight in delegate.flights.all()}
        for direction, what, why in _LEGS:
            yield Gap(
                what,
                why,
                delegate,
                due=delegation.edition.register_by,
                url=reverse("portal:flight_add", args=[delegate.pk]) + f"?direction={direction}",
                power=Power.TRAVEL,
                done=direction in entered,
            )


_LEGS = (
    (Flight.Direction.IN, "flight in", "so that somebody meets the guest at the airport"),
    (Flight.Direction.OUT, "flight out", "so that a car brings the guest to the airport in time"),
)

TITLES = Source(_titles)
FLIGHTS = Source(_flights, ("delegates__flights",))
