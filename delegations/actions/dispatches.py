"""The dispatch log, as far as people write it: what happened to the paper original, and what came back."""

from datetime import datetime

from django.db import transaction

from delegations.models import Dispatch, Invitation
from forum import ledger
from forum.models import User


class OnlyTheOutboxSaysSo(Exception):
    """That a mail went out is written by whoever sent it, and by nobody's hand."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"“{kind}” is written by the outbox alone.")


class NothingWentOut(Exception):
    """A draft has nothing to log."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"The letter to {invitation.office} was never sent.")
        self.invitation = invitation


@transaction.atomic
def log(invitation: Invitation, *, kind: str, way: str, to: str, at: datetime, note: str, by: User) -> Dispatch:
    """Add a line to the log of a letter; the same line again, as by a double click, is one.

    Raises OnlyTheOutboxSaysSo or NothingWentOut.
    """
    row: Invitation = Invitation.objects.filter(pk=invitation.pk).scoped().select_for_update(of=("self",)).get()
    if kind in Dispatch.AUTOMATIC:
        raise OnlyTheOutboxSaysSo(kind)
    if not row.number:
        raise NothingWentOut(row)
    line, made = row.dispatches.get_or_create(kind=kind, way=way, to=to, at=at, note=note, defaults={"by": by})
    if made:
        after = {"kind": kind, "way": way, "at": at.isoformat()}
        ledger.record("invitation.dispatched", subject=row, by=by, edition=row.edition, after=after)
    found: Dispatch = line
    return found
