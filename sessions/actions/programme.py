"""Moving and changing the draft of the programme. Nobody outside hears of it before a release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from delegations.models import Delegate
from forum import ledger
from forum.models import City, Edition, Room, User
from sessions.models import Attendance, Engagement, SigningCeremony, SiteVisit, Speech, SubForum

CHANGEABLE = ("titles", "notes", "audience", "delegation_id", "dress", "languages", "channels", "cancelled")


class StaleDraft(Exception):
    """Somebody else has changed the item since it was read. It is carried as it is now."""

    def __init__(self, engagement: Engagement) -> None:
        super().__init__(f"“{engagement}” was changed by somebody else meanwhile. Nothing was saved.")
        self.engagement = engagement


class AlreadyTakesPart(Exception):
    """The delegate has a part in the item already."""

    def __init__(self, delegate: Delegate, engagement: Engagement) -> None:
        super().__init__(f"{delegate} has a part in “{engagement}” already.")
        self.delegate = delegate


@dataclass(frozen=True, slots=True)
class Particulars:
    """What only some kinds of items have; each kind takes its own and leaves the rest."""

    seats: int | None = None
    minutes: int = 8
    language: str = ""
    text_kind: str = ""
    text_titles: Mapping[str, str] = field(default_factory=dict)
    party: City | None = None


@transaction.atomic
def add(
    edition: Edition,
    *,
    kind: str,
    titles: Mapping[str, str],
    by: User,
    parent: Engagement | None = None,
    particulars: Particulars | None = None,
    **fields: Any,
) -> Engagement:
    """A new item, in the tray until it is placed."""
    position = parent.children.count() + 1 if parent else 0
    made = Engagement.objects.create(
        edition=edition, kind=kind, titles=titles, parent=parent, position=position, **fields
    )
    _keep_particulars(made, particulars or Particulars())
    ledger.record("engagement.added", subject=made, by=by, edition=edition, after={"kind": kind, "titles": titles})
    return made


@transaction.atomic
def place(
    engagement: Engagement, *, room: Room | None, starts_at: datetime, minutes: int, version: int, by: User
) -> Engagement:
    """Give an item its time and room. What lies within it moves along. Raises StaleDraft."""
    row = _fresh(engagement, version)
    old_start, old_room = row.starts_at, row.room_id
    _put(row, room.pk if room else None, starts_at, starts_at + timedelta(minutes=minutes), by)
    if old_start:
        _carry_along(row, starts_at - old_start, old_room, by)
    return row


@transaction.atomic
def take_off(engagement: Engagement, *, version: int, by: User) -> Engagement:
    """Back into the tray, with what lies within it. Raises StaleDraft."""
    row = _fresh(engagement, version)
    for one in (row, *_all_within(row)):
        if one.starts_at:
            _put(one, one.room_id, None, None, by, verb="engagement.taken_off")
    return row


@transaction.atomic
def change(engagement: Engagement, *, version: int, by: User, **fields: Any) -> Engagement:
    """Change titles, notes, audience, delegation, dress, languages, or whether it is cancelled. Raises StaleDraft."""
    row = _fresh(engagement, version)
    before = {name: getattr(row, name) for name in CHANGEABLE}
    for name, value in fields.items():
        setattr(row, name, value)
    after = {name: getattr(row, name) for name in CHANGEABLE}
    news = [name for name in CHANGEABLE if before[name] != after[name]]
    if news:
        _save(row)
        _record(row, by, {name: before[name] for name in news}, {name: after[name] for name in news})
    return row


@transaction.atomic
def give_part(engagement: Engagement, delegate: Delegate, *, part: str, by: User) -> Attendance:
    """Give a delegate a part. Raises AlreadyTakesPart."""
    row = _locked(engagement)
    if row.attendances.filter(delegate=delegate).exists():
        raise AlreadyTakesPart(delegate, row)
    made = Attendance.objects.create(engagement=row, delegate=delegate, part=part, position=row.attendances.count() + 1)
    _save(row)
    _record(row, by, {}, {"delegate": delegate.pk, "part": part})
    return made


@transaction.atomic
def hand_over(attendance: Attendance, to: Delegate, *, by: User) -> Attendance:
    """Somebody else has the part from now on; what he had in the same item before gives way to it."""
    row = _locked(attendance.engagement)
    before = {"delegate": attendance.delegate_id, "part": attendance.part}
    row.attendances.filter(delegate=to).delete()
    Attendance.objects.filter(pk=attendance.pk).scoped().update(delegate=to)
    _save(row)
    _record(row, by, before, {"delegate": to.pk, "part": attendance.part})
    return attendance


@transaction.atomic
def take_part_away(attendance: Attendance, *, by: User) -> None:
    """The delegate no longer has this part."""
    row = _locked(attendance.engagement)
    before = {"delegate": attendance.delegate_id, "part": attendance.part}
    attendance.delete()
    _save(row)
    _record(row, by, before, {})


def _locked(engagement: Engagement) -> Engagement:
    rows = Engagement.objects.within(engagement.edition).select_for_update(of=("self",))
    found: Engagement = rows.get(pk=engagement.pk)
    return found


def _fresh(engagement: Engagement, version: int) -> Engagement:
    row = _locked(engagement)
    if row.version != version:
        raise StaleDraft(row)
    return row


def _put(
    row: Engagement,
    room: int | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    by: User,
    verb: str = "engagement.placed",
) -> None:
    before = _place_of(row)
    row.room_id, row.starts_at, row.ends_at = room, starts_at, ends_at
    if before != _place_of(row):
        _save(row)
        _record(row, by, before, _place_of(row), verb)


def _carry_along(row: Engagement, shift: timedelta, old_room: int | None, by: User) -> None:
    """A speech stays at its minute of the sub-forum, and in its room if it had the same."""
    for child in _all_within(row):
        if child.starts_at and child.ends_at:
            room = row.room_id if child.room_id == old_room else child.room_id
            _put(child, room, child.starts_at + shift, child.ends_at + shift, by)


def _all_within(row: Engagement) -> list[Engagement]:
    children = list(row.children.select_for_update(of=("self",)).order_by("pk"))
    return [one for child in children for one in (child, *_all_within(child))]


def _save(row: Engagement) -> None:
    row.version += 1
    row.save()


def _record(
    row: Engagement, by: User, before: Mapping[str, Any], after: Mapping[str, Any], verb: str = "engagement.changed"
) -> None:
    ledger.record(verb, subject=row, by=by, edition=row.edition, before=before, after=after)


def _place_of(row: Engagement) -> dict[str, Any]:
    times = {name: at and at.isoformat() for name, at in (("starts_at", row.starts_at), ("ends_at", row.ends_at))}
    return {"room": row.room_id, **times}


def _keep_particulars(row: Engagement, of: Particulars) -> None:
    match row.kind:
        case Engagement.Kind.SUB_FORUM:
            SubForum.objects.create(engagement=row, seats=of.seats, themes=row.titles)
        case Engagement.Kind.SPEECH:
            Speech.objects.create(engagement=row, minutes=of.minutes, language=of.language)
        case Engagement.Kind.SITE_VISIT:
            SiteVisit.objects.create(engagement=row, seats=of.seats)
        case Engagement.Kind.SIGNING if of.party:
            SigningCeremony.objects.create(
                engagement=row, text_kind=of.text_kind, text_titles=of.text_titles, party=of.party
            )
