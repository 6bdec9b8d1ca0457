"""Readers of the ledger."""

from delegations.models import Delegate
from delegations.models.answers import Answer
from forum.models import Change
from sessions.actions import itineraries

# Which changes touch whose days. Everything else that happens is of no concern to itineraries.
EVERYBODY = {"release.published"}
ONE_DELEGATE = {"flight.added", "flight.changed", "flight.removed", "delegate.added", "delegate.changed"}
A_DELEGATION = {"invitation.answered"}


def keep_itineraries(change: Change) -> None:
    """Bring the itineraries up to date that a change touches."""
    if change.edition is None:
        return
    if change.verb in EVERYBODY | A_DELEGATION:
        itineraries.bring_up_to_date(change.edition)
    elif change.verb in ONE_DELEGATE and "delegate" in change.after | change.before:
        delegate = (change.after | change.before)["delegate"]
        itineraries.bring_up_to_date(change.edition, [int(delegate)])
    if change.verb in A_DELEGATION and change.before.get("answer") == Answer.NO:
        # While the city did not come, its letters were held back.
        rows = Delegate.objects.within(change.edition).filter(delegation__invitations__replies=change.after["reply"])
        itineraries.take_up_again(change.edition, rows.values_list("pk", flat=True))
