"""What a delegate has in the programme, for whoever takes his place, and for a delegation that does not come."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from delegations.duties import Duty
from delegations.models import Delegate, Delegation
from forum.models import User
from forum.texts import pick
from sessions.actions import programme
from sessions.models import Attendance, Engagement


def held_by(delegates: Iterable[Delegate]) -> list[Duty]:
    """The parts of these delegates in the draft of the programme."""
    return [_duty(row) for row in _parts([one.pk for one in delegates])]


def carry_over(former: Delegate, newcomer: Delegate, *, by: User) -> list[Duty]:
    """Every part of the former becomes the newcomer's; a part that he has in the same item already gives way."""
    moved = []
    for row in _parts([former.pk]):
        programme.hand_over(row, newcomer, by=by)
        moved.append(_duty(row))
    return moved


def to_free(delegation: Delegation) -> list[Duty]:
    """The parts of its people, and the items that are for this delegation only."""
    people = list(delegation.delegates.values_list("pk", flat=True))
    return [*(_duty(row) for row in _parts(people)), *(_slot(row, delegation) for row in _own_items(delegation))]


def free(delegation: Delegation, *, by: User) -> list[Duty]:
    """Take its people out of the draft, and put the items that were for it alone back into the tray."""
    freed = to_free(delegation)
    for row in _parts(list(delegation.delegates.values_list("pk", flat=True))):
        programme.take_part_away(row, by=by)
    for item in _own_items(delegation):
        programme.take_off(item, version=item.version, by=by)
    return freed


def _parts(delegates: list[int]) -> "QuerySet[Attendance]":
    rows = Attendance.objects.filter(delegate__in=delegates).scoped()
    rows = rows.select_related("engagement__edition", "delegate__person", "delegate__delegation")
    return rows.order_by("engagement__starts_at", "engagement_id", "pk")


def _own_items(delegation: Delegation) -> "QuerySet[Engagement]":
    only_theirs = Engagement.objects.filter(delegation=delegation, audience=Engagement.Audience.DELEGATION)
    return only_theirs.scoped().placed().select_related("edition").order_by("starts_at", "pk")


def _duty(row: Attendance) -> Duty:
    words = {tag: f"{part}: {title}" for tag, part, title in _told(row.engagement, row)}
    return Duty(str(row.delegate.person), words, _starts(row.engagement))


def _slot(item: Engagement, delegation: Delegation) -> Duty:
    words = {tag: f"{kind}: {title}" for tag, kind, title in _told(item, None)}
    return Duty(str(delegation), words, _starts(item))


def _told(item: Engagement, part: Attendance | None) -> Iterable[tuple[str, str, str]]:
    for tag, _name in settings.LANGUAGES:
        with translation.override(tag):
            kind = str(item.get_kind_display())
            yield tag, str(part.get_part_display()) if part else kind, pick(item.titles, tag) or kind


def _starts(item: Engagement) -> str:
    return item.starts_at.isoformat() if item.starts_at else ""
