"""One's own last steps in the draft, taken back and done again. What is taken back is a new line of the ledger."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from delegations.models import Delegate
from forum import ledger
from forum.models import Edition, User
from sessions.actions import arranging, programme, refusals
from sessions.actions.programme import Touch
from sessions.models import DraftStep, Engagement

INSTANTS = {"starts_at", "ends_at"}
ADDED, REMOVED = "engagement.added", "engagement.removed"
BACK, AGAIN = "engagement.taken_back", "engagement.done_again"
PLACE = {"room", "starts_at", "ends_at"}


class NothingToTakeBack(refusals.Refused):
    """There is no step of this organizer in that direction."""


class ChangedSince(refusals.Refused):
    """Somebody else has changed the same item since; their work is not undone behind their back."""

    def __init__(self, titles: Mapping[str, str], who: str) -> None:
        super().__init__(f"{who} has changed “{titles.get('en', '')}” since.")
        self.titles, self.who = titles, who


@contextmanager
def one_step(edition: Edition, *, by: User) -> Iterator[DraftStep]:
    """All that is done to the draft within is one step, which `by` can take back."""
    step = DraftStep(edition=edition, user=by)
    with transaction.atomic(), programme.touches() as touched:
        yield step
        if touched:
            step.touches = list(touched)
            step.save()
            # Whoever takes another way cannot go back to the one that was left.
            DraftStep.objects.within(edition).filter(user=by, undone=True).delete()


@transaction.atomic
def take_back(edition: Edition, *, by: User) -> DraftStep:
    """Undo one's last step. Raises NothingToTakeBack, ChangedSince and what `refusals` say of the old place."""
    step: DraftStep | None = DraftStep.objects.within(edition).done_by(by).select_for_update(of=("self",)).first()
    if step is None:
        raise NothingToTakeBack
    for touch in reversed(step.touches):
        if touch["verb"] not in (ADDED, REMOVED):
            _turn(edition, touch, touch["after"], touch["before"], by, BACK)
    _take_out(step, ADDED, by)
    _bring_back(step, REMOVED, by, BACK)
    step.undone = True
    step.save()
    return step


@transaction.atomic
def do_again(edition: Edition, *, by: User) -> DraftStep:
    """Redo the step that was taken back last. Raises as `take_back`."""
    step: DraftStep | None = DraftStep.objects.within(edition).taken_back_by(by).select_for_update(of=("self",)).first()
    if step is None:
        raise NothingToTakeBack
    _bring_back(step, ADDED, by, AGAIN)
    _take_out(step, REMOVED, by)
    for touch in step.touches:
        if touch["verb"] not in (ADDED, REMOVED):
            _turn(edition, touch, touch["before"], touch["after"], by, AGAIN)
    step.undone = False
    step.save()
    return step


def _turn(edition: Edition, touch: Touch, was: Mapping[str, Any], to: Mapping[str, Any], by: User, verb: str) -> None:
    """Bring one item from `was` to `to`, if it is still as it was."""
    row = _find(edition, touch["item"])
    if row is None:
        raise ChangedSince(touch["titles"], _who_touched(edition, touch["item"], by))
    if "delegate" in was or "delegate" in to:
        _turn_part(row, was, to, by, verb)
        return
    if not _same(_read(row, was), was):
        raise ChangedSince(row.titles, _who_touched(edition, row.pk, by))
    _write(row, to)
    if to.keys() & PLACE and row.starts_at and row.ends_at:
        closures = programme.closures_of(edition)
        refusals.check_room(row, row.room_id, row.starts_at, row.ends_at, closures)
    programme.save(row)
    programme.record(row, by, was, to, verb)


def _turn_part(row: Engagement, was: Mapping[str, Any], to: Mapping[str, Any], by: User, verb: str) -> None:
    held = row.attendances.filter(delegate=was["delegate"], part=was["part"]).first() if was else None
    comes = _delegate(row.edition, to["delegate"]) if to else None
    gone = (was and held is None) or (to and comes is None)
    if gone or (comes and row.attendances.filter(delegate=comes).exists()):
        raise ChangedSince(row.titles, _who_touched(row.edition, row.pk, by))
    if held:
        held.delete()
    if comes:
        refusals.check_comes(comes)
        row.attendances.create(delegate=comes, part=to["part"], position=row.attendances.count() + 1)
    programme.save(row)
    programme.record(row, by, was, to, verb)


def _delegate(edition: Edition, key: int) -> Delegate | None:
    rows = Delegate.objects.within(edition).select_related("delegation__city")
    found: Delegate | None = rows.filter(pk=key).first()
    return found


def _take_out(step: DraftStep, verb: str, by: User) -> None:
    """Delete what was added, or again what was put back; what lies within it goes with it."""
    taken: arranging.Rows = []
    for touch in step.touches:
        row = _find(step.edition, touch["item"]) if touch["verb"] == verb else None
        if row is None:
            continue  # something else was done to it, or it went with the item around it
        if who := _by_another(step.edition, row.pk, by, step):
            raise ChangedSince(row.titles, who)
        taken += arranging.remove(row, version=row.version, by=by)
    step.rows = taken or step.rows


def _bring_back(step: DraftStep, verb: str, by: User, told_as: str) -> None:
    if any(touch["verb"] == verb for touch in step.touches):
        taken = [touch for touch in step.touches if touch["verb"] == verb and _find(step.edition, touch["item"])]
        if taken:
            raise ChangedSince(taken[0]["titles"], _who_touched(step.edition, taken[0]["item"], by))
        arranging.restore(step.rows, by=by, verb=told_as)


def _find(edition: Edition, key: int) -> Engagement | None:
    row: Engagement | None = Engagement.objects.within(edition).select_for_update(of=("self",)).filter(pk=key).first()
    if row:
        row.edition = edition
    return row


def _read(row: Engagement, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, "room_id" if name == "room" else name) for name in names}


def _same(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    return all(now[name] == _value(name, value) for name, value in then.items())


def _write(row: Engagement, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, "room_id" if name == "room" else name, _value(name, value))


def _value(name: str, written: Any) -> Any:
    return datetime.fromisoformat(written) if name in INSTANTS and written else written


def _who_touched(edition: Edition, key: int, by: User) -> str:
    """Who changed an item last, other than oneself; otherwise oneself, in another window."""
    changes = ledger.history_of(Engagement(pk=key)).filter(edition=edition)
    found = changes.exclude(actor=by).first() or changes.first()
    return found.who if found else str(by)


def _by_another(edition: Edition, key: int, by: User, step: DraftStep) -> str:
    since = ledger.history_of(Engagement(pk=key)).filter(edition=edition, at__gte=step.at)
    found = since.exclude(actor=by).first()
    return found.who if found else ""
