"""What both pages of a delegation show about it as a whole: its size, its order, who was replaced, whether it comes."""

from collections.abc import Iterable
from typing import Any

from delegations import sizes
from delegations.duties import Duty
from delegations.models import Delegate, Delegation


def context_of(delegation: Delegation, people: Iterable[Delegate]) -> dict[str, Any]:
    """For the templates; the number of queries does not depend on how many people there are."""
    listed = list(people)
    withdrawals = list(delegation.withdrawals.all())
    return {
        "meters": sizes.of_delegation(delegation, listed),
        "requests": list(delegation.size_requests.all()),
        "replacements": [(one, duties_in(one.touched)) for one in delegation.replacements.all()],
        "withdrawals": [(one, duties_in(one.freed)) for one in withdrawals],
        "withdrawal": next((one for one in withdrawals if one.undone_at is None), None),
        "has_head": any(one.role == Delegate.Role.HEAD for one in listed),
    }


def duties_in(kept: Iterable[dict[str, Any]]) -> list[Duty]:
    return [Duty(**one) for one in kept]


def with_places(people: Iterable[Delegate]) -> list[Delegate]:
    """Each knows the places above and below to which he may be moved, as `up` and `down`; 0 where there is none."""
    listed = list(people)
    for number, one in enumerate(listed, 1):
        above = listed[number - 2] if number > 1 else None
        below = listed[number] if number < len(listed) else None
        one.up = number - 1 if above and above.place[0] == one.place[0] else 0  # type: ignore[attr-defined]
        one.down = number + 1 if below and below.place[0] == one.place[0] else 0  # type: ignore[attr-defined]
    return listed
