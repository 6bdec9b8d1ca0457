"""Copies of items, items taken out of the draft for good, and which item lies within which, in which order."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.core import serializers
from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from forum import clock
from forum.models import Edition, User
from sessions.actions import programme, refusals
from sessions.models import Attendance, Engagement, Release

Rows = list[dict[str, Any]]  # rows of the database as JSON, each after those that it needs


@transaction.atomic
def duplicate(engagement: Engagement, *, on: date | None, with_people: bool, by: User) -> Engagement:
    """The same item once more with all that lies within it, at its hours on another day or in the tray.

    Raises what `refusals` say of that day.
    """
    row = programme.locked(engagement)
    return _copy(row, row.parent, _shift(row, on), with_people, by)


@transaction.atomic
def remove(engagement: Engagement, *, version: int, by: User) -> Rows:
    """Delete an item that nobody has read of, and all that lies within it; give back what went.

    Raises StaleDraft, AlreadyPublished and StillNeeded.
    """
    row = programme.fresh(engagement, version)
    going = [row, *programme.all_within(row)]
    published = _published(row.edition)
    for one in going:
        if one.pk in published:
            raise refusals.AlreadyPublished(one)
    kept = rows_of(row)
    for one in going:
        programme.record(one, by, {"kind": one.kind, **programme.place_of(one)}, {}, "engagement.removed")
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as needed:
        raise refusals.StillNeeded(row) from needed
    return kept


@transaction.atomic
def put_within(engagement: Engagement, parent: Engagement | None, *, version: int, by: User) -> Engagement:
    """Let an item lie within another, or within none. Raises StaleDraft and WithinItself."""
    row = programme.fresh(engagement, version)
    if parent and (parent.pk == row.pk or parent.pk in {one.pk for one in programme.all_within(row)}):
        raise refusals.WithinItself(row, parent)
    before = {"parent_id": row.parent_id, "position": row.position}
    if before["parent_id"] == (parent.pk if parent else None):
        return row
    row.parent = parent
    row.position = parent.children.count() + 1 if parent else 0
    programme.save(row)
    programme.record(row, by, before, {"parent_id": row.parent_id, "position": row.position})
    return row


@transaction.atomic
def move_among_siblings(engagement: Engagement, way: Literal["up", "down"], *, by: User) -> None:
    """One place up or down among the items within the same parent; at the end nothing happens."""
    if engagement.parent is None:
        return
    parent = programme.locked(engagement.parent)
    order = list(parent.children.select_for_update(of=("self",)).order_by("position", "pk"))
    here = next(place for place, one in enumerate(order) if one.pk == engagement.pk)
    there = here + (-1 if way == "up" else 1)
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        _number(order, parent.edition, by)


def _number(order: Iterable[Engagement], edition: Edition, by: User) -> None:
    for position, one in enumerate(order, start=1):
        if one.position != position:
            one.edition = edition
            before, one.position = {"position": one.position}, position
            programme.save(one)
            programme.record(one, by, before, {"position": position})


# --- copies


def _shift(row: Engagement, on: date | None) -> timedelta | None:
    """From its own day to another at the same hour; None for the tray."""
    if on is None or row.starts_at is None:
        return None
    zone = row.edition.zone
    wall = datetime.combine(on, clock.local(zone, row.starts_at).time())
    return clock.instant(zone, wall) - row.starts_at


def _copy(row: Engagement, parent: Engagement | None, shift: timedelta | None, people: bool, by: User) -> Engagement:
    made = Engagement(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    made.pk, made.key, made.version, made.edition, made.parent = None, "", 1, row.edition, parent
    if parent and parent.pk == row.parent_id:
        made.position = parent.children.count() + 1
    made.starts_at = row.starts_at + shift if row.starts_at and shift is not None else None
    made.ends_at = row.ends_at + shift if row.ends_at and shift is not None else None
    if made.starts_at and made.ends_at:
        refusals.check_span(made, made.starts_at, made.ends_at)
        closures = programme.closures_of(row.edition)
        refusals.check_room(made, made.room_id, made.starts_at, made.ends_at, closures)
    made.save()
    _copy_particulars(row, made)
    told = {"kind": made.kind, "titles": made.titles, "copy_of": row.pk, **programme.place_of(made)}
    programme.record(made, by, {}, told, "engagement.added")
    if people:
        parts = [Attendance(engagement=made, delegate_id=p.delegate_id, part=p.part, position=p.position)
                 for p in row.attendances.all()]  # fmt: skip
        Attendance.objects.bulk_create(parts)
    for child in row.children.order_by("position", "pk"):
        child.edition = row.edition
        _copy(child, made, shift, people, by)
    return made


def _copy_particulars(row: Engagement, made: Engagement) -> None:
    """What only this kind has: every table that holds one row for an item."""
    for relation in row._meta.related_objects:
        if relation.one_to_one and (of_kind := getattr(row, str(relation.get_accessor_name()), None)):
            of_kind.pk = None
            of_kind._state.adding = True
            setattr(of_kind, relation.field.name, made)
            of_kind.save()


# --- deleting, and putting back what was deleted


def _published(edition: Edition) -> set[int]:
    """The items that stand in any release."""
    values = Release.objects.within(edition).values_list("value", flat=True)
    return {item["id"] for value in values for item in value.get("items", ())}


def rows_of(row: Engagement) -> Rows:
    """The item and everything that would go with it."""
    collector = Collector(using=row._state.db or "default", origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError) as needed:
        raise refusals.StillNeeded(row) from needed
    found: list[models.Model] = [one for rows in collector.data.values() for one in rows]
    found += [one for rows in collector.fast_deletes for one in rows]
    known = {(type(one), one.pk): one for one in found}
    ordered = sorted(known.values(), key=lambda one: (not isinstance(one, Engagement), _depth(one, known)))
    rows: Rows = json.loads(serializers.serialize("json", ordered))
    return rows


def _depth(one: models.Model, known: dict[tuple[type, Any], models.Model]) -> int:
    depth, above = 0, one
    while isinstance(above, Engagement) and (up := known.get((Engagement, above.parent_id))) and depth < len(known):
        depth, above = depth + 1, up
    return depth


@transaction.atomic
def restore(rows: Rows, *, by: User, verb: str) -> list[Engagement]:
    """Put back what `remove` gave. What a row needed and is gone takes the row with it, or is left empty."""
    back: list[Engagement] = []
    for deserialized in serializers.deserialize("json", json.dumps(rows)):
        one = deserialized.object
        if not _stands(one):
            continue
        if isinstance(one, Engagement):
            one.version += 1
            if one.key and Engagement.objects.within(one.edition).filter(key=one.key).exists():
                one.key = ""
            back.append(one)
        one.save(force_insert=True)
    for one in back:
        programme.record(one, by, {}, {"kind": one.kind, "titles": one.titles, **programme.place_of(one)}, verb)
    return back


def _stands(one: models.Model) -> bool:
    """Whether everything the row points to is still there; what may be empty is emptied."""
    for field in one._meta.concrete_fields:
        target, key = field.related_model, getattr(one, field.attname)
        if not isinstance(target, type) or key is None or target._base_manager.filter(pk=key).exists():
            continue
        if not field.null:
            return False
        setattr(one, field.attname, None)
    return True
