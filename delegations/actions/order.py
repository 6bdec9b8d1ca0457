"""The order in which a delegation's people are listed. Its head stays first, its deputy second."""

from django.db import transaction

from delegations.actions import delegates, nominations
from delegations.models import Delegate
from forum import ledger
from forum.models import User


@transaction.atomic
def put(delegate: Delegate, place: int, *, reason: str = "", by: User) -> list[Delegate]:
    """Put somebody at this place of the list, counted from 1, among those of the same rank; give the list as it is.

    Sent twice it is done once. Raises RegistrationClosed, DoesNotCome or Delegate.DoesNotExist.
    """
    delegation = delegates.locked(delegate.delegation, reason)
    people = list(delegation.delegates.in_order().select_for_update(of=("self",)).select_related("person"))
    row = next((one for one in people if one.pk == delegate.pk), None)
    if row is None:
        raise Delegate.DoesNotExist
    before = people.index(row) + 1
    people.remove(row)
    people.insert(max(place - 1, 0), row)
    people.sort(key=lambda one: one.place[0])  # stable: it only takes the head and the deputy to the front
    for number, one in enumerate(people, 1):
        _renumber(one, number)
    after = people.index(row) + 1
    if before != after:
        ledger.record(
            "delegate.moved",
            subject=row,
            by=by,
            edition=delegation.edition,
            before={"place": before},
            after={"place": after, "delegate": row.pk} | ({"reason": reason} if reason else {}),
            on_behalf_of=str(delegation.city),
        )
        nominations.composition_changed(delegation)
    return people


def _renumber(one: Delegate, number: int) -> None:
    if one.position != number:
        one.position = number
        one.save(update_fields=["position"])
