"""The lists that a spreadsheet of delegates may speak of, as plain values; and what hangs on whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from delegations import absence_words, policies, roster_columns, sizes
from delegations.actions import nominations
from delegations.actions.delegates import entry_of
from delegations.models import Delegate, Delegation
from delegations.roster_plan import House, Known
from forum.models import Edition


def house_of(edition: Edition, delegation: Delegation | None = None) -> House:
    """The lists that a file may speak of: the whole edition's, or one delegation's. Its queries are always as many."""
    groups = list(lists_of(edition, delegation.pk if delegation else None))
    people = Delegate.objects.within(edition).filter(delegation__in=groups).in_order().select_related("person")
    rows = list(people)
    hanging = bound([row.pk for row in rows])
    spoken: dict[str, set[int]] = defaultdict(set)
    for group in groups:
        for name in {*group.city.names.values(), group.city.native_name, group.city.key, str(group.city)} - {""}:
            spoken[roster_columns.folded(name)].add(group.pk)
    shut = {group.pk: _closed(group) for group in groups if not policies.is_time_to_register(group)}
    return House(
        known=[Known(row.pk, row.delegation_id, row.version, values_of(row), row.pk in hanging) for row in rows],
        names={group.pk: str(group.city) for group in groups},
        spoken={name: frozenset(found) for name, found in spoken.items()},
        languages={group.pk: group.language for group in groups},
        closed=shut if delegation else {},
        withdrawn={group.pk: absence_words.why(group) for group in groups if not policies.is_awaited(group)},
        late=frozenset() if delegation else frozenset(shut),
        limits=sizes.limits_of(groups),
        own=delegation.pk if delegation else None,
    )


def lists_of(edition: Edition, delegation: int | None) -> Iterable[Delegation]:
    rows = Delegation.objects.within(edition).select_related("city", "edition")
    return rows.filter(pk=delegation) if delegation else rows.order_by("city__country", "city__key")


def values_of(row: Delegate) -> dict[str, Any]:
    """A delegate as the columns have him."""
    return asdict(entry_of(row)) | {"position": row.position}


def bound(delegates_: list[int]) -> set[int]:
    """Those on whom something hangs that a removal would take away: flights, papers, a part in the programme.

    What the followers of the ledger make by themselves does not count.
    """
    if not delegates_:
        return set()
    wanted = set(delegates_)
    found: set[int] = set()
    for relation in Delegate._meta.related_objects:
        if not getattr(relation.related_model, "MADE_BY_FOLLOWERS", False):
            rows = relation.related_model._base_manager.exclude(**{relation.field.name: None})
            keys = rows.order_by().values_list(relation.field.attname, flat=True).distinct()
            found |= wanted.intersection(keys)
    return found


def _closed(delegation: Delegation) -> str:
    return _("Registration of %(city)s is closed.") % {"city": delegation.city}


def lock(edition: Edition, delegation: int | None) -> None:
    """As for one entry: the delegations, the turn in the clock, then the delegates, before anything is written."""
    rows = Delegation.objects.within(edition).order_by("pk").select_for_update(of=("self",))
    groups = dict((rows.filter(pk=delegation) if delegation else rows).values_list("pk", "registered_at"))
    if any(groups.values()):
        nominations.take_turn(edition.pk)
    people = Delegate.objects.within(edition).filter(delegation__in=list(groups)).order_by("pk")
    list(people.select_for_update(of=("self",)).values_list("pk", flat=True))
