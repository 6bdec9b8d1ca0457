"""Going back to an earlier release: as a new one, for those who come now; and the draft set back to it if wished."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from forum import ledger
from forum.models import Change, Edition, Room, User
from sessions import board
from sessions.actions import speeches
from sessions.actions.emergency import ReleaseHasMoved
from sessions.actions.releases import Turn, refuse_clashes
from sessions.engine.revision import without_those_gone
from sessions.engine.values import Item, Programme
from sessions.engine.writing import Json
from sessions.models import Attendance, Engagement, Release, SiteVisit, Speech, SubForum


@dataclass(frozen=True, slots=True)
class Restored:
    """An earlier release as it would be published now; whose parts in which items are dropped."""

    programme: Programme  # with the journeys as they are now
    people: board.People
    dropped: tuple[tuple[int, int], ...]

    @property
    def value(self) -> Json:
        return Programme(self.programme.items, zone=self.programme.zone).to_json() | {"people": self.people}


def restored(edition: Edition, release: Release) -> Restored:
    """The release with the names of today, without whoever has withdrawn or been replaced since."""
    now = board.programme_of(edition)
    coming = {delegate for delegate, _delegation in board.delegates_of(edition)}
    programme, dropped = without_those_gone(board.release_of(release), coming, _handed_over_since(release))
    people = board.people_in_print(edition, {person for item in programme.items for person in item.people()})
    whole = Programme(programme.items, now.legs, programme.zone, now.declined)
    return Restored(whole, people, dropped)


@transaction.atomic
def go_back(
    edition: Edition,
    number: int,
    *,
    seen: int,
    comment: str,
    set_draft: bool,
    by: User,
    despite: str = "",
    token: str = "",
) -> Release:
    """Publish an earlier release anew, under the next number; `set_draft` sets the draft back as well.

    Raises ReleaseHasMoved, NothingNew or ProgrammeClashes. The same page sent twice gives the same release.
    """
    turn = Turn.of(edition, token)
    if turn.done:
        return turn.done
    if turn.latest is None or turn.latest.number != seen:
        raise ReleaseHasMoved(turn.latest)
    back = restored(turn.edition, Release.objects.within(turn.edition).get(number=number))
    checked = refuse_clashes(turn.edition, back.programme, despite)
    made = turn.freeze(back.value, comment=comment, by=by, checked=checked, despite=despite, restores=number)
    if set_draft:
        _set_draft(turn.edition, back.programme, by)
    return made


def _handed_over_since(release: Release) -> dict[tuple[int, int], int]:
    """Whose part in which item became whose since then, by the ledger; whoever had it last."""
    changes = Change.objects.filter(
        edition=release.edition_id, verb="engagement.changed", at__gte=release.published_at
    ).order_by("pk")
    found: dict[tuple[int, int], int] = {}
    for subject, before, after in changes.values_list("subject", "before", "after"):
        former, newcomer = before.get("delegate"), after.get("delegate")
        if former and newcomer and former != newcomer:
            item = int(subject.split(":")[1])
            found |= {key: newcomer for key, holder in found.items() if key[0] == item and holder == former}
            found[item, former] = newcomer
    return found


def _set_draft(edition: Edition, to: Programme, by: User) -> None:
    """Times, rooms, titles, people and all else as in the release; what came since goes to the tray."""
    rows = {row.pk: row for row in Engagement.objects.within(edition).select_for_update(of=("self",)).order_by("pk")}
    rooms = set(Room.objects.values_list("pk", flat=True))
    delegations = set(edition.delegations.values_list("pk", flat=True))
    for item in _whole_before_part(to):
        fields = _fields_of(item, rooms, delegations)
        row = rows.pop(item.id, None) or _made_again(edition, item, fields, by)
        _write(row, fields, by)
        _give_parts(row, item, by)
        _set_topic(row, item, by)
    for row in rows.values():
        if row.starts_at:
            _write(row, {"starts_at": None, "ends_at": None}, by)


def _whole_before_part(programme: Programme) -> list[Item]:
    around = programme.ancestors()
    return sorted(programme.items, key=lambda item: (len(around.get(item.id, ())), item.id))


def _fields_of(item: Item, rooms: set[int], delegations: set[int]) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "titles": dict(item.titles),
        "notes": dict(item.notes),
        "room_id": item.room if item.room in rooms else None,
        "starts_at": item.span.start if item.span else None,
        "ends_at": item.span.end if item.span else None,
        "parent_id": item.parent,
        # An item of a delegation that is gone is for nobody but the office.
        "audience": item.audience if item.audience != "delegation" or item.delegation in delegations else "protocol",
        "delegation_id": item.delegation if item.delegation in delegations else None,
        "dress": item.dress,
        "languages": list(item.languages),
        "cancelled": item.cancelled,
    }


def _made_again(edition: Edition, item: Item, fields: Mapping[str, Any], by: User) -> Engagement:
    """Under its old number, so that calendars and itineraries know it again."""
    row = Engagement.objects.create(pk=item.id, edition=edition, **fields)
    match item.kind:
        case "sub_forum":
            SubForum.objects.create(engagement=row, themes=row.titles)
        case "speech":
            minutes = item.span.minutes if item.span else 8
            Speech.objects.create(engagement=row, minutes=minutes, topics=dict(item.topics))
        case "site_visit":
            SiteVisit.objects.create(engagement=row, seats=item.seats, meeting_points=dict(item.meeting_points))
    ledger.record("engagement.added", subject=row, by=by, edition=edition, after={"titles": row.titles})
    return row


def _write(row: Engagement, fields: Mapping[str, Any], by: User) -> None:
    before = {name: getattr(row, name) for name in fields}
    news = [name for name, value in fields.items() if before[name] != value]
    if not news:
        return
    for name in news:
        setattr(row, name, fields[name])
    row.version += 1
    row.save()
    told = [{name: _plain(of[name]) for name in news} for of in (before, fields)]
    ledger.record("engagement.changed", subject=row, by=by, edition=row.edition, before=told[0], after=told[1])


def _give_parts(row: Engagement, item: Item, by: User) -> None:
    wanted = {part.delegate: part.role for part in item.parts}
    had = {one.delegate_id: one for one in row.attendances.all()}
    if {pk: one.part for pk, one in had.items()} == wanted:
        return
    Attendance.objects.filter(engagement=row).exclude(delegate__in=wanted).scoped().delete()
    for delegate, part in wanted.items():
        row.attendances.update_or_create(delegate_id=delegate, defaults={"part": part})
    row.version += 1
    row.save()
    people = [{"people": sorted(of)} for of in (had, wanted)]
    ledger.record("engagement.changed", subject=row, by=by, edition=row.edition, before=people[0], after=people[1])


def _set_topic(row: Engagement, item: Item, by: User) -> None:
    """What the release says a speech is about; where it says nothing, the city's own words stay."""
    speech = Speech.objects.filter(engagement=row).first() if item.topics else None
    if speech:
        speeches.change(speech, seen=speech.version, by=by, topics=dict(item.topics))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
