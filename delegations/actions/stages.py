"""The steps that the protocol office takes with delegates: accepted, accredited, arrived; and taken back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from delegations import policies
from delegations.models import Delegate
from forum import clock, ledger
from forum.models import Edition, User


class Step(models.TextChoices):
    ACCEPT = "accept", _("Accept")
    ACCREDIT = "accredit", _("Accredit")
    WELCOME = "welcome", _("Note the arrival")
    TAKE_BACK = "take_back", _("Take the last step back")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step would do: to whom, and who is left as he is because the step is not his turn."""

    step: Step
    moves: list[Delegate]
    left: list[Delegate]


def _may_come(delegate: Delegate) -> bool:
    return policies.is_awaited(delegate.delegation)


# Whoever does not come is neither accepted nor accredited; what was done can still be taken back.
TURN: dict[Step, Callable[[Delegate], bool]] = {
    Step.ACCEPT: lambda delegate: delegate.accepted_at is None and _may_come(delegate),
    Step.ACCREDIT: lambda delegate: bool(delegate.accepted_at) and not delegate.accredited_at and _may_come(delegate),
    Step.WELCOME: lambda delegate: bool(delegate.accepted_at) and not delegate.arrived_at and _may_come(delegate),
    Step.TAKE_BACK: lambda delegate: delegate.accepted_at is not None,
}

MARKS = {Step.ACCEPT: "accepted_at", Step.ACCREDIT: "accredited_at", Step.WELCOME: "arrived_at"}
VERBS = {Step.ACCEPT: "accepted", Step.ACCREDIT: "accredited", Step.WELCOME: "arrived"}


def plan(step: Step, delegates: Iterable[Delegate]) -> Plan:
    """Sort delegates into those whose turn it is and those whose turn it is not. Asks and changes nothing."""
    people = list(delegates)
    return Plan(step, [one for one in people if TURN[step](one)], [one for one in people if not TURN[step](one)])


@transaction.atomic
def take(step: Step, delegates: Iterable[int], *, edition: Edition, by: User) -> Plan:
    """Take a step with all of these whose turn it is; again changes nothing but for "take back"."""
    rows = Delegate.objects.within(edition).filter(pk__in=list(delegates)).in_order()
    locked = rows.select_for_update(of=("self",)).select_related("person", "delegation__city")
    found = plan(step, locked)
    now = clock.now()
    for delegate in found.moves:
        _take(step, delegate, edition, now, by)
    return found


def _take(step: Step, delegate: Delegate, edition: Edition, now: datetime, by: User) -> None:
    mark = _last_mark(delegate) if step is Step.TAKE_BACK else MARKS[step]
    before: datetime | None = getattr(delegate, mark)
    after = None if step is Step.TAKE_BACK else now
    setattr(delegate, mark, after)
    # Not `version`: nobody who is correcting a name at this moment need look again.
    delegate.save(update_fields=[mark])
    ledger.record(
        f"delegate.{VERBS.get(step, 'stage_taken_back')}",
        subject=delegate,
        by=by,
        edition=edition,
        before={mark: before.isoformat() if before else None},
        after={mark: after.isoformat() if after else None, "delegate": delegate.pk},
        on_behalf_of=policies.principal_of(delegate, by),
    )


def _last_mark(delegate: Delegate) -> str:
    return next(mark for mark in ("arrived_at", "accredited_at", "accepted_at") if getattr(delegate, mark))
