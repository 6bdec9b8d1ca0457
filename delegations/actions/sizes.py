"""Ceilings of an edition, exceptions for one delegation, and what a delegation asks for beyond them."""

from collections.abc import Mapping

from django.db import transaction

from delegations import notices, policies, sizes
from delegations.models import Allowance, Ceiling, Delegation, SizeRequest
from delegations.sizes import Meter
from forum import clock, ledger
from forum.models import Edition, User


class TooMany(Exception):
    """The delegation has as many people of a role as it may have."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(f"{meter.used} of {meter.most} {meter.role or 'people'}.")
        self.meter = meter


class CeilingsChanged(Exception):
    """Somebody else has set the ceilings since they were read. They are carried as they are now."""

    def __init__(self, now: Mapping[str, int]) -> None:
        super().__init__("The ceilings were set by somebody else meanwhile.")
        self.now = now


class NoSuchRequest(Exception):
    """The request has been answered already, otherwise."""

    def __init__(self, request: SizeRequest) -> None:
        super().__init__(f"The request of {request.delegation} is {request.state} already.")
        self.request = request


def refuse_too_many(delegation: Delegation, *roles: str) -> None:
    """Called once these roles have grown, within the lock of the delegation: TooMany undoes what was done."""
    wanted = set(roles)
    for meter in sizes.of_delegation(delegation):
        if meter.role in wanted and meter.over:
            raise TooMany(Meter(meter.role, meter.used - meter.over, meter.most, meter.excepted))


@transaction.atomic
def set_ceilings(edition: Edition, most: Mapping[str, int | None], *, seen: Mapping[str, int], by: User) -> None:
    """Set the ceiling of each role named; None takes it off. The same again changes nothing. Raises CeilingsChanged."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    before = ceilings(edition)
    after = {role: number for role, number in {**before, **most}.items() if number is not None}
    if before == after:
        return
    if before != seen:
        raise CeilingsChanged(before)
    rows = Ceiling.objects.within(edition)
    rows.filter(role__in=set(before) - set(after)).delete()
    for role, number in after.items():
        rows.update_or_create(edition=edition, role=role, defaults={"most": number})
    ledger.record("ceilings.set", subject=edition, by=by, edition=edition, before=before, after=after)


def ceilings(edition: Edition) -> dict[str, int]:
    """The ceilings of an edition, by role."""
    return dict(Ceiling.objects.within(edition).values_list("role", "most"))


@transaction.atomic
def allow(
    delegation: Delegation,
    role: str,
    most: int | None,
    *,
    reason: str,
    seen: Mapping[str, int] | None = None,
    by: User,
) -> None:
    """Let one delegation have another ceiling, for a reason; None takes the exception back.

    Raises CeilingsChanged when the exceptions are not those that its writer has `seen`, or DoesNotCome.
    """
    delegation = _locked(delegation)
    policies.refuse_absent(delegation)
    row: Allowance | None = delegation.allowances.filter(role=role).first()
    before = {"role": role, "most": row.most, "reason": row.reason} if row else {"role": role, "most": None}
    if most is None and row is None:
        return
    if row and (row.most, row.reason) == (most, reason):
        return
    if seen is not None and sizes.allowances_of(delegation).get(role) != seen.get(role):
        raise CeilingsChanged(sizes.allowances_of(delegation))
    if most is None:
        delegation.allowances.filter(role=role).delete()
    else:
        facts = {"most": most, "reason": reason, "given_by": by, "given_at": clock.now()}
        Allowance.objects.filter(delegation=delegation).scoped().update_or_create(
            delegation=delegation, role=role, defaults=facts
        )
    _record("ceiling.excepted", delegation, by, before, {"role": role, "most": most, "reason": reason})


@transaction.atomic
def ask(delegation: Delegation, role: str, wanted: int, *, reason: str, by: User) -> SizeRequest:
    """Ask for more people of a role. A second request for the role takes the place of one that waits."""
    delegation = _locked(delegation)
    policies.refuse_absent(delegation)
    row: SizeRequest | None = delegation.size_requests.open().filter(role=role).first()
    if row and (row.wanted, row.reason) == (wanted, reason):
        return row
    before = {"wanted": row.wanted, "reason": row.reason} if row else {}
    facts = {"wanted": wanted, "reason": reason, "asked_by": by, "asked_at": clock.now()}
    if row:
        for field, value in facts.items():
            setattr(row, field, value)
        row.save()
    else:
        row = SizeRequest.objects.create(delegation=delegation, role=role, **facts)
    _record("size.asked", delegation, by, before, {"role": role, "wanted": wanted, "reason": reason})
    return row


@transaction.atomic
def answer(request: SizeRequest, *, grant: bool, words: str, by: User) -> SizeRequest:
    """Grant or refuse a request, and tell the city's office. The same answer again changes nothing.

    Raises NoSuchRequest when it was answered otherwise, or DoesNotCome when more is granted to no purpose.
    """
    delegation = _locked(request.delegation)
    row: SizeRequest = delegation.size_requests.select_for_update(of=("self",)).get(pk=request.pk)
    state = SizeRequest.State.GRANTED if grant else SizeRequest.State.REFUSED
    if row.state == state:
        return row
    if row.state != SizeRequest.State.OPEN:
        raise NoSuchRequest(row)
    row.state, row.answer, row.answered_by, row.answered_at = state, words, by, clock.now()
    row.save()
    if grant:
        allow(delegation, row.role, row.wanted, reason=words or row.reason, by=by)
    _record("size.answered", delegation, by, {"state": "open"}, {"state": state, "role": row.role, "answer": words})
    notices.answer_size_request(row)
    return row


def _locked(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.filter(pk=delegation.pk).scoped().select_related("edition", "city")
    found: Delegation = rows.select_for_update(of=("self",)).get()
    return found


def _record(verb: str, of: Delegation, by: User, before: Mapping[str, object], after: Mapping[str, object]) -> None:
    ledger.record(verb, subject=of, by=by, edition=of.edition, before=before, after=after, on_behalf_of=str(of.city))
