"""What is missing for whom, and why it is asked. Rows in, sentences out; the rows come with their flights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from delegations.models import Delegate, Delegation


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing. `delegate` is None for what the whole delegation lacks."""

    what: Any
    why: Any
    delegate: Delegate | None = None


def of_delegate(delegate: Delegate) -> list[Gap]:
    """What one delegate lacks; `delegate.flights` is read from what was prefetched."""
    directions = {flight.direction for flight in delegate.flights.all()}
    gaps = []
    if not delegate.titles:
        gaps.append(Gap(_("title"), _("for the list of participants and the place card"), delegate))
    if "in" not in directions:
        gaps.append(Gap(_("flight in"), _("so that somebody meets the guest at the airport"), delegate))
    if "out" not in directions:
        gaps.append(Gap(_("flight out"), _("so that a car brings the guest to the airport in time"), delegate))
    return gaps


def of_delegation(delegation: Delegation, delegates: Iterable[Delegate]) -> list[Gap]:
    """All that a delegation lacks, its own gaps first."""
    people = list(delegates)
    gaps: list[Gap] = []
    if delegation.withdrawn_at:
        return gaps
    if not any(delegate.role == Delegate.Role.HEAD for delegate in people):
        gaps.append(Gap(_("head of delegation"), _("because order and speeches follow the head")))
    if delegation.registered_at is None:
        gaps.append(Gap(_("registration not handed in"), _("so that we know the list is complete")))
    return gaps + [gap for delegate in people for gap in of_delegate(delegate)]
