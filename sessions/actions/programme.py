"""Moving and changing the draft of the programme. Nobody outside hears of it before a release."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from delegations.models import Delegate
from forum import ledger
from forum.models import City, Edition, Room, User
from sessions.actions import refusals
from sessions.models import Attendance, Engagement, RoomClosure, SigningCeremony, SiteVisit, Speech, SubForum

CHANGEABLE = (
    "titles",
    "notes",
    "audience",
    "delegation_id",
    "dress",
    "languages",
    "channels",
    "cancelled",
    "set_up_minutes",
    "clear_minutes",
)

Touch = dict[str, Any]  # item, titles, kind, verb, before, after
_touched: ContextVar[list[Touch] | None] = ContextVar("touched", default=None)


@contextmanager
def touches() -> Iterator[list[Touch]]:
    """What is done to the items of the draft within, in order: for whoever wants to take it back later."""
    found: list[Touch] = []
    token = _touched.set(found)
    try:
        yield found
    finally:
        _touched.reset(token)


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
    record(made, by, {}, {"kind": kind, "titles": titles}, "engagement.added")
    return made


@transaction.atomic
def place(
    engagement: Engagement, *, room: Room | None, starts_at: datetime, minutes: int, version: int, by: User
) -> Engagement:
    """Give an item its time and room. What lies within it moves along. Raises StaleDraft and what `refusals` say."""
    row = fresh(engagement, version)
    old_start, old_room = row.starts_at, row.room_id
    room_key, ends_at = room.pk if room else None, starts_at + timedelta(minutes=minutes)
    closures = closures_of(row.edition)
    refusals.check_span(row, starts_at, ends_at)
    refusals.check_room(row, room_key, starts_at, ends_at, closures)
    put(row, room_key, starts_at, ends_at, by)
    if old_start:
        _carry_along(row, starts_at - old_start, old_room, by, closures)
    return row


def closures_of(edition: Edition) -> list[RoomClosure]:
    """When which room cannot be used."""
    return list(RoomClosure.objects.within(edition).select_related("room").in_order())


@transaction.atomic
def take_off(engagement: Engagement, *, version: int, by: User) -> Engagement:
    """Back into the tray, with what lies within it. Raises StaleDraft."""
    row = fresh(engagement, version)
    for one in (row, *all_within(row)):
        if one.starts_at:
            put(one, one.room_id, None, None, by, verb="engagement.taken_off")
    return row


@transaction.atomic
def change(engagement: Engagement, *, version: int, by: User, **fields: Any) -> Engagement:
    """Change titles, notes, audience, delegation, dress, languages, or whether it is cancelled. Raises StaleDraft."""
    row = fresh(engagement, version)
    before = {name: getattr(row, name) for name in CHANGEABLE}
    for name, value in fields.items():
        setattr(row, name, value)
    after = {name: getattr(row, name) for name in CHANGEABLE}
    news = [name for name in CHANGEABLE if before[name] != after[name]]
    if news:
        save(row)
        record(row, by, {name: before[name] for name in news}, {name: after[name] for name in news})
    return row


@transaction.atomic
def give_part(engagement: Engagement, delegate: Delegate, *, part: str, by: User) -> Attendance:
    """Give a delegate a part. Raises AlreadyTakesPart and DoesNotCome."""
    row = locked(engagement)
    refusals.check_comes(delegate)
    if row.attendances.filter(delegate=delegate).exists():
        raise AlreadyTakesPart(delegate, row)
    made = Attendance.objects.create(engagement=row, delegate=delegate, part=part, position=row.attendances.count() + 1)
    save(row)
    record(row, by, {}, {"delegate": delegate.pk, "part": part})
    return made


@transaction.atomic
def hand_over(attendance: Attendance, to: Delegate, *, by: User) -> Attendance:
    """Somebody else has the part from now on; what he had in the same item before gives way to it."""
    row = locked(attendance.engagement)
    before = {"delegate": attendance.delegate_id, "part": attendance.part}
    row.attendances.filter(delegate=to).delete()
    Attendance.objects.filter(pk=attendance.pk).scoped().update(delegate=to)
    save(row)
    record(row, by, before, {"delegate": to.pk, "part": attendance.part})
    return attendance


@transaction.atomic
def take_part_away(attendance: Attendance, *, by: User) -> None:
    """The delegate no longer has this part."""
    row = locked(attendance.engagement)
    before = {"delegate": attendance.delegate_id, "part": attendance.part}
    attendance.delete()
    save(row)
    record(row, by, before, {})


def locked(engagement: Engagement) -> Engagement:
    """The item as it is now, held until the transaction ends."""
    rows = Engagement.objects.within(engagement.edition).select_for_update(of=("self",))
    found: Engagement = rows.get(pk=engagement.pk)
    found.edition = engagement.edition
    return found


def fresh(engagement: Engagement, version: int) -> Engagement:
    """As `locked`, if it is still in this version. Raises StaleDraft."""
    row = locked(engagement)
    if row.version != version:
        raise StaleDraft(row)
    return row


def put(
    row: Engagement,
    room: int | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    by: User,
    verb: str = "engagement.placed",
) -> None:
    """Write a room and times into a locked item and the ledger, if they are others than before."""
    before = place_of(row)
    row.room_id, row.starts_at, row.ends_at = room, starts_at, ends_at
    if before != place_of(row):
        save(row)
        record(row, by, before, place_of(row), verb)


def _carry_along(
    row: Engagement, shift: timedelta, old_room: int | None, by: User, closures: Iterable[RoomClosure]
) -> None:
    """A speech stays at its minute of the sub-forum, and in its room if it had the same."""
    for child in all_within(row):
        if child.starts_at and child.ends_at:
            room = row.room_id if child.room_id == old_room else child.room_id
            starts_at, ends_at = child.starts_at + shift, child.ends_at + shift
            refusals.check_room(child, room, starts_at, ends_at, closures)
            put(child, room, starts_at, ends_at, by)


def all_within(row: Engagement) -> list[Engagement]:
    """The items within an item, and within those, locked."""
    children = list(row.children.select_for_update(of=("self",)).order_by("pk"))
    for child in children:
        child.edition = row.edition
    return [one for child in children for one in (child, *all_within(child))]


def save(row: Engagement) -> None:
    """Write a locked item as its next version."""
    row.version += 1
    row.save()


def record(
    row: Engagement, by: User, before: Mapping[str, Any], after: Mapping[str, Any], verb: str = "engagement.changed"
) -> None:
    """Write down what was done to an item, for the ledger and for whoever listens."""
    ledger.record(verb, subject=row, by=by, edition=row.edition, before=before, after=after)
    noted = _touched.get()
    if noted is not None:
        about = {"item": row.pk, "titles": row.titles, "kind": row.kind, "verb": verb}
        noted.append(about | {"before": dict(before), "after": dict(after)})


def place_of(row: Engagement) -> dict[str, Any]:
    """Room and times as the ledger keeps them."""
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
