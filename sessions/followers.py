"""Readers of the ledger."""

from delegations.models import Delegate
from delegations.models.answers import Answer
from forum.models import Change, Edition
from sessions.actions import itineraries

# Which changes touch whose days. Everything else that happens is of no concern to itineraries.
EVERYBODY = {"release.published"}
ONE_DELEGATE = {"flight.added", "flight.changed", "flight.removed", "delegate.added", "delegate.changed"}
A_DELEGATION = {"invitation.answered"}
LEAVING_OR_BACK = {"delegation.withdrawn", "delegation.restored"}


def keep_itineraries(change: Change) -> None:
    """Bring the itineraries up to date that a change touches."""
    if change.edition is None:
        return
    if change.verb in EVERYBODY | A_DELEGATION:
        itineraries.bring_up_to_date(change.edition)
    elif change.verb in ONE_DELEGATE and "delegate" in change.after | change.before:
        delegate = (change.after | change.before)["delegate"]
        itineraries.bring_up_to_date(change.edition, [int(delegate)])
    elif change.verb in LEAVING_OR_BACK:
        _follow_withdrawal(change, change.edition)
    if change.verb in A_DELEGATION and change.before.get("answer") == Answer.NO:
        # While the city did not come, its letters were held back.
        rows = Delegate.objects.within(change.edition).filter(delegation__invitations__replies=change.after["reply"])
        itineraries.take_up_again(change.edition, rows.values_list("pk", flat=True))


def _follow_withdrawal(change: Change, edition: Edition) -> None:
    """Empty the itineraries of a delegation that is withdrawn, fill those of one that comes back: as it is by now."""
    delegation = int(change.subject.split(":")[1])
    rows = Delegate.objects.within(edition).filter(delegation=delegation)
    withdrawn = rows.exclude(delegation__withdrawn_at=None).values_list("pk", flat=True)
    back = rows.filter(delegation__withdrawn_at=None).values_list("pk", flat=True)
    itineraries.empty(edition, withdrawn)
    itineraries.take_up_again(edition, back)
