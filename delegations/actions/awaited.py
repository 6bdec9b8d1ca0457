"""Nothing new for those who do not come: the delegation's row is locked first, so that no withdrawal slips between."""

from collections.abc import Iterable

from delegations import policies
from delegations.models import Delegate, Delegation


def hold(delegation: int) -> Delegation:
    """The delegation's row, locked until the transaction ends. Raises DoesNotCome or Delegate.DoesNotExist."""
    rows = Delegation.objects.filter(pk=delegation).scoped().select_related("edition", "city")
    found: Delegation | None = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise Delegate.DoesNotExist  # its people went with it
    policies.refuse_absent(found)
    return found


def hold_those_of(delegates: Iterable[int]) -> None:
    """The rows of all their delegations, in one order, so that nobody waits in a circle. Raises DoesNotCome."""
    theirs = Delegate.objects.filter(pk__in=set(delegates)).scoped().values("delegation")
    rows = Delegation.objects.filter(pk__in=theirs).scoped().select_related("city").order_by("pk")
    for found in rows.select_for_update(of=("self",)):
        policies.refuse_absent(found)
