"""Two speakers change turns: asked by one, agreed by the other, done in the draft in one go."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from forum import clock, ledger
from forum.models import User
from sessions import board, checking
from sessions.actions import programme
from sessions.engine.speaking import swapped
from sessions.engine.values import Clash
from sessions.models import Engagement, Speech, SpeechSwap

State = SpeechSwap.State


class TurnsChanged(Exception):
    """One of the two turns is no longer the one that the swap was asked for."""


class NotSwappable(Exception):
    """The two are not turns of one list, or one of them has no time or is cancelled."""


class AlreadyAnswered(Exception):
    """The other side, or the office, has answered meanwhile."""

    def __init__(self, swap: SpeechSwap) -> None:
        super().__init__(f"{swap} is {swap.state} already.")
        self.swap = swap


class SwapForbidden(Exception):
    """A rule forbids it; it carries the clashes that the swap would make, and the check that found them."""

    def __init__(self, found: list[Clash], checked: checking.Checked) -> None:
        super().__init__(f"The swap would break {len(found)} rules.")
        self.found, self.checked = found, checked


@transaction.atomic
def ask(one: Speech, other: Speech, *, note: str = "", by: User, on_behalf_of: str = "") -> SpeechSwap:
    """Ask whoever gives the other speech. Asked again while it waits, it is one. Raises NotSwappable."""
    mine, theirs = _pair(one, other)
    waiting = SpeechSwap.objects.filter(one=one, other=other).waiting().scoped().first()
    if waiting:
        found: SpeechSwap = waiting
        return found
    (one_at, _one_end), (other_at, _other_end) = _times(mine), _times(theirs)
    made = SpeechSwap.objects.create(
        one=one, other=other, note=note, one_starts_at=one_at, other_starts_at=other_at, asked_by=by
    )
    _record("swap.asked", made, by, on_behalf_of)
    return made


@transaction.atomic
def agree(swap: SpeechSwap, *, by: User, on_behalf_of: str = "") -> SpeechSwap:
    """Both agree: the turns change hands in the draft and stand in the next release.

    Raises AlreadyAnswered, TurnsChanged, NotSwappable or SwapForbidden.
    """
    row = _locked(swap)
    mine, theirs = _pair(row.one, row.other)
    if (mine.starts_at, theirs.starts_at) != (row.one_starts_at, row.other_starts_at):
        raise TurnsChanged
    _change_turns(row, mine, theirs, by)
    return _answered(row, State.AGREED, by, on_behalf_of)


@transaction.atomic
def decline(swap: SpeechSwap, *, by: User, on_behalf_of: str = "") -> SpeechSwap:
    """The other side would rather not, or whoever asked no longer wants it. Raises AlreadyAnswered."""
    return _answered(_locked(swap), State.DECLINED, by, on_behalf_of)


@transaction.atomic
def both_agreed(one: Speech, other: Speech, *, note: str, by: User) -> SpeechSwap:
    """The office notes that both have agreed, and does it. Raises as `agree`."""
    return agree(ask(one, other, note=note, by=by), by=by)


def _change_turns(row: SpeechSwap, mine: Engagement, theirs: Engagement, by: User) -> None:
    edition = mine.edition
    before = {clash.key for clash in checking.check(edition, board.programme_of(edition)).clashes}
    slots = swapped(_times(mine), _times(theirs))
    for item, (starts, ends) in zip((mine, theirs), slots, strict=True):
        minutes = int((ends - starts) / timedelta(minutes=1))
        programme.place(item, room=item.room, starts_at=starts, minutes=minutes, version=item.version, by=by)
    checked = checking.check(edition, board.programme_of(edition))
    grave = [clash for clash in checked.blocking() if clash.key not in before]
    if grave:
        raise SwapForbidden(grave, checked)
    _keep_turns(row, mine, theirs)


def _keep_turns(row: SpeechSwap, mine: Engagement, theirs: Engagement) -> None:
    """Whoever lays the speeches out anew finds the two in the turns that they agreed upon."""
    rows = Engagement.objects.filter(parent=mine.parent_id, kind=Engagement.Kind.SPEECH).scoped()
    order = list(rows.placed().order_by("starts_at", "pk").values_list("pk", flat=True))
    for item, other in ((mine, theirs), (theirs, mine)):
        turn = order.index(item.pk) + 1
        reason = f"↔ {other}"[:300]
        Speech.objects.filter(engagement=item.pk).update(hand_place=turn, hand_reason=reason, hand_by=row.asked_by)


def _pair(one: Speech, other: Speech) -> tuple[Engagement, Engagement]:
    # In the order of their keys: two swaps at once must not wait for each other.
    rows = Engagement.objects.filter(pk__in=[one.engagement_id, other.engagement_id]).scoped()
    rows = rows.select_related("edition", "room").order_by("pk").select_for_update(of=("self",))
    found = {row.pk: row for row in rows}
    mine, theirs = found[one.engagement_id], found[other.engagement_id]
    placed = mine.starts_at and theirs.starts_at and not (mine.cancelled or theirs.cancelled)
    if mine.pk == theirs.pk or mine.parent_id is None or mine.parent_id != theirs.parent_id or not placed:
        raise NotSwappable
    return mine, theirs


def _times(row: Engagement) -> tuple[datetime, datetime]:
    assert row.starts_at is not None and row.ends_at is not None, "only placed speeches are swapped"
    return row.starts_at, row.ends_at


def _locked(swap: SpeechSwap) -> SpeechSwap:
    rows = SpeechSwap.objects.filter(pk=swap.pk).scoped().select_for_update(of=("self",))
    row: SpeechSwap = rows.select_related("one__engagement__edition", "other__engagement").get()
    if row.state != State.ASKED:
        raise AlreadyAnswered(row)
    return row


def _answered(row: SpeechSwap, state: str, by: User, on_behalf_of: str) -> SpeechSwap:
    row.state, row.answered_at, row.answered_by = state, clock.now(), by
    row.save()
    _record(f"swap.{state}", row, by, on_behalf_of)
    return row


def _record(verb: str, row: SpeechSwap, by: User, on_behalf_of: str) -> None:
    told: dict[str, Any] = {
        "one": row.one.engagement_id,
        "other": row.other.engagement_id,
        "one_starts_at": row.one_starts_at.isoformat(),
        "other_starts_at": row.other_starts_at.isoformat(),
    }
    edition = row.one.engagement.edition
    ledger.record(verb, subject=row, by=by, edition=edition, after=told, on_behalf_of=on_behalf_of)
