"""Spreadsheets of delegates: sent, carried out whole or not at all, thrown away."""

import hashlib
from datetime import timedelta
from typing import Any

from django.db import transaction

from delegations import roster_columns
from delegations.actions.roster_house import house_of, lock
from delegations.actions.roster_look import Chosen, FileGone, look_at
from delegations.actions.roster_write import ReasonMissing, apply, because, record, tell_clock
from delegations.models import Delegation, RosterImport
from forum import clock, ledger, scope
from forum.models import Edition, User
from forum.spreadsheets import read

KEEP_FILE, FORGET_FILE = timedelta(hours=1), timedelta(days=1)


class NotAsShown(Exception):
    """What the file would change is no longer what its sender was shown, or is not free of problems."""

    def __init__(self, sent: RosterImport) -> None:
        super().__init__(f"What {sent} would change has changed meanwhile.")
        self.sent = sent


@transaction.atomic
def send(
    content: bytes, *, file_name: str, edition: Edition, delegation: Delegation | None = None, by: User
) -> RosterImport:
    """Keep a file for an hour, so that it can be looked at. Raises Unreadable for what is no spreadsheet."""
    read(content)
    sent: RosterImport = RosterImport.objects.create(
        edition=edition,
        delegation=delegation,
        user=by,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    record("roster.sent", sent, by, after={"file": sent.file_name, "sha256": sent.sha256, "bytes": len(content)})
    return sent


@transaction.atomic
def carry_out(sent: RosterImport, chosen: Chosen, *, seal: str, reason: str = "", by: User) -> RosterImport:
    """Import the file as it was shown: all rows or none. Confirmed twice, it is imported once.

    With a `reason` the protocol office does so after the deadline. Every rule is asked once more under the locks.
    Raises FileGone, NotAsShown or ReasonMissing.
    """
    row: RosterImport = RosterImport.objects.within(sent.edition).select_for_update(of=("self",)).get(pk=sent.pk)
    if row.state == RosterImport.State.DONE:
        return row
    if row.content is None:
        raise FileGone(row)
    lock(row.edition, row.delegation_id)
    seen = look_at(row, chosen, house_of(row.edition, row.delegation))
    if seen.book.in_doubt or seen.plan.problems or not seen.plan.changes or seen.plan.seal != seal:
        raise NotAsShown(row)
    reason = reason if seen.plan.late else ""
    if seen.plan.late and not reason:
        raise ReasonMissing(row)
    row.journal = apply(seen.plan, row.edition, reason, by)
    tell_clock(row)
    names = {roster_columns.folded(seen.headings[column - 1]): key for column, key in seen.mapping.items() if key}
    row.state, row.done_at, row.content = RosterImport.State.DONE, clock.now(), None
    row.counts, row.mapping = seen.plan.counts, names
    row.save()
    after = {"file": row.file_name, "sha256": row.sha256, **row.counts} | because(reason)
    record("roster.imported", row, by, before={"state": "waiting"}, after=after)
    return row


@transaction.atomic
def tell_taken(edition: Edition, about: Delegation | None, *, on_behalf_of: str, by: User, **facts: Any) -> None:
    """Write down that lists were taken away as a file: by whom, how many people, of which cities; nobody's name."""
    ledger.record(
        "roster.exported", subject=about or edition, by=by, edition=edition, after=facts, on_behalf_of=on_behalf_of
    )


@transaction.atomic
def drop(sent: RosterImport, *, by: User) -> None:
    """Throw the file away unread; again changes nothing. What has been imported stays."""
    rows = RosterImport.objects.within(sent.edition).select_for_update(of=("self",))
    row = rows.filter(pk=sent.pk, state=RosterImport.State.WAITING).first()
    if row is None:
        return
    record("roster.dropped", row, by, before={"file": row.file_name, "sha256": row.sha256})
    row.delete()


def clear_files() -> int:
    """Remove what is in the files that nobody confirmed within the hour, and after a day that they were there; say
    how many were emptied."""
    with scope.everywhere("files of every forum are removed after an hour"):
        waiting = RosterImport.objects.filter(state=RosterImport.State.WAITING)
        waiting.filter(sent_at__lt=clock.now() - FORGET_FILE).delete()
        old = waiting.exclude(content=None).filter(sent_at__lt=clock.now() - KEEP_FILE)
        return int(old.update(content=None))
