"""Somebody takes another's place in a delegation, with its duties, in one action."""

from django.db import transaction

from delegations import duties, notices
from delegations.actions import delegates, hosted, nominations
from delegations.actions.delegates import Entry
from delegations.actions.sizes import refuse_too_many
from delegations.actions.stale import refuse_stale
from delegations.duties import Duty
from delegations.models import Delegate, Delegation, Replacement
from delegations.models.size import ALL
from forum import ledger
from forum.models import User


class NobodyToReplace(Exception):
    """The delegation has no head, or the one who was to be replaced is not on its list any more."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"The delegation of {delegation} has nobody in that place.")
        self.delegation = delegation


def replace_head(
    delegation: Delegation,
    newcomer: Entry | Delegate,
    *,
    seen: int,
    reason: str,
    stays: bool = False,
    late: bool = False,
    by: User,
) -> Replacement:
    """Name another head: somebody new, or somebody of the delegation. See `replace`. `seen` is the head's key."""
    head = delegation.delegates.filter(role=Delegate.Role.HEAD).select_related("person").first()
    if head is None:
        raise NobodyToReplace(delegation)
    if head.pk != seen:
        return _done_before(delegation, newcomer)
    return replace(head, newcomer, reason=reason, stays=stays, late=late, by=by)


@transaction.atomic
def replace(
    former: Delegate,
    newcomer: Entry | Delegate,
    *,
    reason: str,
    seen: int | None = None,
    stays: bool = False,
    late: bool = False,
    by: User,
) -> Replacement:
    """Give somebody's place to another: role, place in the order, and what the duty keepers hold for it.

    What is his own does not move: flights, account, addresses, and what he was told. The newcomer has a row of his
    own, so that he is told his whole itinerary. The former is taken off, or `stays` as a member, and is told.
    `late` lets the protocol office do so after the deadline. Raises NobodyToReplace, RegistrationClosed,
    DoesNotCome, AlreadyListed, TooMany or Stale.
    """
    delegation = delegates.locked(former.delegation, reason if late else "")
    row: Delegate | None = delegation.delegates.filter(pk=former.pk).select_related("person").first()
    if row is None:
        return _done_before(delegation, newcomer)
    if seen is not None:
        refuse_stale(row, seen)
    role, position, name = row.role, row.position, str(row.person)
    comes, grown = _brought_in(delegation, newcomer, row)
    touched = duties.carry_over(row, comes, by=by)
    recipient = notices.recipient_of(row)
    if stays:
        _step_back(row, by)
        grown.add(Delegate.Role.MEMBER)
    else:
        touched += hosted.held_by([row])  # a bed and a seat go to nobody: they are free again
        delegates.take_off(row, reason=reason, by=by)
        grown.discard(ALL)
    _step_forward(comes, role, position, by, is_new=isinstance(newcomer, Entry))
    nominations.composition_changed(delegation)
    refuse_too_many(delegation, *grown)
    made = _kept(delegation, name, comes, reason, touched, by)
    notices.tell_replaced(made, recipient, stays=stays)
    return made


def preview(former: Delegate) -> list[Duty]:
    """What would move with the place."""
    return duties.held_by([former])


def _brought_in(delegation: Delegation, newcomer: Entry | Delegate, former: Delegate) -> tuple[Delegate, set[str]]:
    """The row of whoever comes, and the roles that have grown by it."""
    if isinstance(newcomer, Delegate):
        found: Delegate | None = delegation.delegates.filter(pk=newcomer.pk).select_related("person").first()
        if found is None or found.pk == former.pk:
            raise NobodyToReplace(delegation)
        return found, set()
    # In no place yet: two heads at a time are more than the database allows.
    made = delegates.create(delegation, delegates.with_role(newcomer, Delegate.Role.MEMBER))
    return made, {ALL}


def _step_back(row: Delegate, by: User) -> None:
    before = row.role
    row.role = Delegate.Role.MEMBER
    row.version += 1
    row.save()
    delegates.record_change("delegate.changed", row, by, {"role": before}, {"role": row.role})


def _step_forward(row: Delegate, role: str, position: int, by: User, *, is_new: bool) -> None:
    before = row.role
    row.role, row.position = role, position
    row.version += 0 if is_new else 1
    row.save()
    if is_new:
        delegates.record_change("delegate.added", row, by, {}, delegates.as_written(row))
    else:
        delegates.record_change("delegate.changed", row, by, {"role": before}, {"role": role})


def _kept(
    delegation: Delegation, former: str, newcomer: Delegate, reason: str, touched: list[Duty], by: User
) -> Replacement:
    made: Replacement = Replacement.objects.create(
        delegation=delegation,
        former_name=former,
        newcomer_name=str(newcomer.person),
        reason=reason,
        touched=[duty.to_json() for duty in touched],
        made_by=by,
    )
    ledger.record(
        "delegate.replaced",
        subject=delegation,
        by=by,
        edition=delegation.edition,
        before={"name": former, "role": newcomer.role},
        after={"name": str(newcomer.person), "reason": reason, "touched": [duty.words["en"] for duty in touched]},
        on_behalf_of=str(delegation.city),
    )
    return made


def _done_before(delegation: Delegation, newcomer: Entry | Delegate) -> Replacement:
    """The replacement that was made of the same words before, as by a double click. Raises NobodyToReplace."""
    last: Replacement | None = delegation.replacements.first()
    name = str(newcomer.person) if isinstance(newcomer, Delegate) else delegates.name_of(newcomer)
    if last is None or last.newcomer_name != name:
        raise NobodyToReplace(delegation)
    return last
