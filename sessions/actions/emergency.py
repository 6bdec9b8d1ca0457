"""A change on the day: one item, published at once from the latest release, and kept in the draft as well."""

from django.db import transaction

from forum.models import Edition, Room, User
from sessions import board, checking
from sessions.actions import programme
from sessions.actions.programme import StaleDraft
from sessions.actions.releases import Turn, refuse_clashes
from sessions.engine.revision import Place, Revision, revised
from sessions.engine.values import Item, Programme
from sessions.engine.writing import Json
from sessions.models import Engagement, Release


class ReleaseHasMoved(Exception):
    """Another release was published after the page was shown."""

    def __init__(self, latest: Release | None) -> None:
        super().__init__("Another release was published meanwhile. Look at the item as it is now.")
        self.latest = latest


class NotPublished(Exception):
    """The item does not stand in the latest release: there is nothing to change for anybody."""


def place_in(room: Room | None) -> Place:
    """A room as a release freezes it."""
    if room is None:
        return Place()
    return Place(room.pk, room.names, room.venue_id, room.venue.names, room.capacity)


@transaction.atomic
def change_now(
    edition: Edition,
    number: int,
    revision: Revision,
    *,
    seen: int,
    version: int,
    comment: str,
    by: User,
    despite: str = "",
    token: str = "",
) -> Release:
    """Publish the latest release with this one item changed, and change the draft likewise; nothing else of the draft.

    Raises ReleaseHasMoved, NotPublished, StaleDraft, NothingNew or ProgrammeClashes (for clashes that the release
    did not have). The same page sent twice gives the same release.
    """
    turn = Turn.of(edition, token)
    if turn.done:
        return turn.done
    latest = turn.latest
    if latest is None or latest.number != seen:
        raise ReleaseHasMoved(latest)
    now = board.published(turn.edition)
    assert now, "there is a latest release"
    before = next((item for item in now.programme.items if item.id == number), None)
    if before is None:
        raise NotPublished
    after = revised(now.programme, number, revision)
    known = checking.check(turn.edition, now.programme).clashes
    checked = refuse_clashes(turn.edition, after, despite, known)
    _keep_in_draft(turn.edition, before, revision, version, by)
    about = {"item": number}
    return turn.freeze(
        value_of(latest, after), comment=comment, by=by, checked=checked, despite=despite, about=about, urgent=True
    )


def value_of(latest: Release, after: Programme) -> Json:
    """What is frozen: these items, with the names of the latest release."""
    items = Programme(after.items, zone=after.zone)
    return items.to_json() | {"people": board.people_of(latest)}


def _keep_in_draft(edition: Edition, before: Item, to: Revision, version: int, by: User) -> None:
    """The same in the draft; only what was changed, for the draft may say other things that are not ready yet."""
    row = Engagement.objects.within(edition).filter(pk=before.id).first()
    if row is None:  # taken out of the draft since: the release still had it
        return
    if row.version != version:
        raise StaleDraft(row)
    if to.span and (to.span, to.place) != (before.span, Place.of(before)):
        room = Room.objects.filter(pk=to.place.room).first() if to.place.room else None
        row = programme.place(
            row, room=room, starts_at=to.span.start, minutes=to.span.minutes, version=row.version, by=by
        )
    news = {name: value for name, value in (("cancelled", to.cancelled), ("notes", dict(to.notes)))}
    changed = {name: value for name, value in news.items() if value != getattr(before, name)}
    if changed:
        programme.change(row, version=row.version, by=by, **changed)
