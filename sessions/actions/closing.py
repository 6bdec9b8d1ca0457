"""Rooms that cannot be used for a while."""

from datetime import datetime

from django.db import transaction

from forum import ledger
from forum.models import Edition, Room, User
from sessions.models import RoomClosure


@transaction.atomic
def close(
    edition: Edition, room: Room, *, starts_at: datetime, ends_at: datetime, reason: str, by: User
) -> RoomClosure:
    """Close a room for a stretch. What is in it already stays, and is listed; sent twice it is one closure."""
    fields = {"room": room, "starts_at": starts_at, "ends_at": ends_at}
    known: RoomClosure | None = RoomClosure.objects.within(edition).filter(**fields).first()
    if known:
        return known
    made = RoomClosure.objects.create(edition=edition, reason=reason, **fields)
    ledger.record("room.closed", subject=room, by=by, edition=edition, after=_told(made))
    return made


@transaction.atomic
def reopen(closure: RoomClosure, *, by: User) -> None:
    """The room can be used again; done twice it is done once."""
    if RoomClosure.objects.within(closure.edition).filter(pk=closure.pk).delete()[0]:
        ledger.record("room.opened", subject=closure.room, by=by, edition=closure.edition, before=_told(closure))


def _told(closure: RoomClosure) -> dict[str, str]:
    span = {"starts_at": closure.starts_at.isoformat(), "ends_at": closure.ends_at.isoformat()}
    return span | {"reason": closure.reason}
