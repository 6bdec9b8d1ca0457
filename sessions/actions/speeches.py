"""Speeches: who speaks, in which turn, and when."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from delegations.actions.stale import refuse_stale
from delegations.models import Delegate
from forum import clock, ledger
from forum.models import User
from sessions import speakers
from sessions.actions import programme
from sessions.models import Attendance, Engagement, SpeakersList, Speech

CHANGEABLE = ("topics", "minutes", "language", "interpretation", "pointer", "inscribed_at")
RULES = ("ordered_by", "opening_minutes", "changeover_minutes", "text_hours")


class OtherOrder(Exception):
    """The order or a turn has changed since it was looked at."""


class NotPlaced(Exception):
    """The item that the speeches lie in has no time yet."""

    def __init__(self, row: Engagement) -> None:
        super().__init__(f"“{row}” has no time yet.")
        self.row = row


@transaction.atomic
def add_speaker(
    within: Engagement, delegate: Delegate, *, minutes: int, language: str, titles: Mapping[str, str], by: User
) -> Engagement:
    """A speech of this delegate, inscribed now; it waits for its turn to be laid out. The same once more is one."""
    there = within.children.filter(attendances__delegate=delegate, attendances__part=Attendance.Part.SPEAKER).first()
    if there:
        return there  # type: ignore[no-any-return]  # as a reverse relation gives it
    made = programme.add(
        within.edition,
        kind=Engagement.Kind.SPEECH,
        titles=titles,
        by=by,
        parent=within,
        particulars=programme.Particulars(minutes=minutes, language=language),
        audience=within.audience,
    )
    Speech.objects.filter(engagement=made).update(inscribed_at=clock.now())
    programme.give_part(made, delegate, part=Attendance.Part.SPEAKER, by=by)
    return made


@transaction.atomic
def change(speech: Speech, *, seen: int, by: User, on_behalf_of: str = "", **fields: Any) -> Speech:
    """Title, minutes, language, interpretation, pointer, time of inscription. Raises Stale."""
    row = _locked(speech)
    refuse_stale(row, seen)
    before = _told(row, CHANGEABLE)
    for name, value in fields.items():
        setattr(row, name, value)
    after = _told(row, CHANGEABLE)
    news = [name for name in CHANGEABLE if before[name] != after[name]]
    if news:
        _save(row)
        told = ({name: before[name] for name in news}, {name: after[name] for name in news})
        _record("speech.changed", row, by, *told, on_behalf_of)
    return row


@transaction.atomic
def put_by_hand(speech: Speech, *, place: int | None, reason: str, by: User) -> Speech:
    """Give a speech its turn by hand, with a reason; None lets the order decide again."""
    row = _locked(speech)
    before = _told(row, ("hand_place", "hand_reason"))
    row.hand_place, row.hand_reason, row.hand_by = place, reason if place else "", by if place else None
    after = _told(row, ("hand_place", "hand_reason"))
    if before != after:
        _save(row)
        _record("speech.turn_given", row, by, before, after)
    return row


@transaction.atomic
def set_rules(within: Engagement, *, seen: int, by: User, **fields: Any) -> SpeakersList:
    """How the speeches of an item follow each other and when texts are due. Raises Stale."""
    Engagement.objects.within(within.edition).select_for_update(of=("self",)).get(pk=within.pk)
    row = SpeakersList.objects.filter(engagement=within).first() or SpeakersList(engagement=within)
    refuse_stale(row, seen)
    before = {name: getattr(row, name) for name in RULES}
    for name, value in fields.items():
        setattr(row, name, value)
    after = {name: getattr(row, name) for name in RULES}
    if before != after:
        row.version += 1
        row.save()
        ledger.record("speakers.rules_set", subject=within, by=by, edition=within.edition, before=before, after=after)
    return row


@transaction.atomic
def lay_out(within: Engagement, *, seal: str, by: User) -> tuple[int, int]:
    """Give every speech its time, one after another; what does not fit waits in the tray. Says how many of each.

    Raises NotPlaced, or OtherOrder when it is no longer what was looked at.
    """
    Engagement.objects.within(within.edition).select_for_update(of=("self",)).get(pk=within.pk)
    listed = speakers.one_listed(within)
    if listed.row.starts_at is None:
        raise NotPlaced(within)
    if listed.seal != seal:
        raise OtherOrder
    lines = {line.row.pk: line for line in listed.lines}
    for slot in listed.slots:
        row = lines[slot.id].row
        if slot.fits:
            minutes = int((slot.ends_at - slot.starts_at) / timedelta(minutes=1))
            room = row.room or listed.row.room
            programme.place(row, room=room, starts_at=slot.starts_at, minutes=minutes, version=row.version, by=by)
        elif row.starts_at:
            programme.take_off(row, version=row.version, by=by)
    fitting = sum(slot.fits for slot in listed.slots)
    return fitting, len(listed.slots) - fitting


@transaction.atomic
def ask_for_texts(within: Engagement, *, by: User) -> int:
    """Ask every city that speaks for its text; say how many were asked anew. A moved speech has a new due time."""
    listed = speakers.one_listed(within)
    asked = 0
    for line in listed.lines:
        due = line.row.starts_at - timedelta(hours=listed.rules.text_hours) if line.row.starts_at else None
        row = _locked(line.speech)
        if line.row.cancelled or (row.asked_at and row.text_due_at == due):
            continue
        before = _told(row, ("asked_at", "text_due_at"))
        row.asked_at, row.text_due_at = row.asked_at or clock.now(), due
        _save(row)
        _record("speech.text_asked", row, by, before, _told(row, ("asked_at", "text_due_at")))
        asked += 1
    return asked


def _locked(speech: Speech) -> Speech:
    rows = Speech.objects.select_for_update(of=("self",)).select_related("engagement__edition")
    return rows.get(pk=speech.pk)


def _save(row: Speech) -> None:
    row.version += 1
    row.save()


def _told(row: Speech, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _record(
    verb: str, row: Speech, by: User, before: Mapping[str, Any], after: Mapping[str, Any], on_behalf_of: str = ""
) -> None:
    ledger.record(
        verb,
        subject=row,
        by=by,
        edition=row.engagement.edition,
        before=before,
        after=after,
        on_behalf_of=on_behalf_of,
    )
