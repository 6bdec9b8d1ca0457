"""What a spreadsheet of delegates changes is written, and a journal of it that can be undone."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from delegations.actions import delegates, nominations
from delegations.actions.delegates import Entry, entry_of
from delegations.models import Delegate, Delegation, RosterImport
from delegations.roster_plan import Change, Plan
from forum import ledger
from forum.ledger import Told
from forum.models import Edition, Person, User

STEPS = ("accepted_at", "accredited_at", "arrived_at", "rank_class")
SAID = ("name_language", "renderings", "names_in", "courtesies", "fictitious")
Wanted = tuple[Delegate, Entry, int]


class ReasonMissing(Exception):
    """Registration is closed: the protocol office changes a list when it says why."""

    def __init__(self, sent: RosterImport) -> None:
        super().__init__(f"Registration is closed, and nobody says why {sent} is imported or undone.")
        self.sent = sent


def apply(found: Plan, edition: Edition, reason: str, by: User) -> list[dict[str, Any]]:
    """Removed first, then changed, then the new ones. The journal says how to put each back."""
    journal = _take_off([change.known.pk for change in found.of_kind("removed") if change.known], edition, reason, by)
    changes = {change.known.pk: change for change in found.of_kind("changed") if change.known}
    rows = _rows(edition, list(changes))
    was = {row.pk: _as_it_is(row) for row in rows.values()}
    write([(rows[pk], _entry(one.values), one.values["position"]) for pk, one in changes.items()], reason, by)
    journal += [{"did": "changed", **was[pk], "version": row.version} for pk, row in rows.items()]
    return journal + _add(found.of_kind("new"), edition, reason, by)


def _rows(edition: Edition, keys: list[int]) -> dict[int, Delegate]:
    found: dict[int, Delegate] = {}
    for some in delegates.batched(keys):
        found |= {row.pk: row for row in Delegate.objects.within(edition).filter(pk__in=some).with_names()}
    return found


def _as_it_is(row: Delegate) -> dict[str, Any]:
    """All of an entry that an import may change."""
    return {
        "delegate": row.pk,
        "delegation": row.delegation_id,
        "version": row.version,
        "entry": asdict(entry_of(row)),
        "titles": dict(row.titles),
        "position": row.position,
        "person": row.person_id,
        "user": row.user_id,
    }


def write(wanted: list[Wanted], reason: str, by: User) -> None:
    """Entries as they shall be."""
    changed = [(row, entry) for row, entry, _at in wanted if entry != entry_of(row)]
    delegates.change_many(changed, reason=reason, by=by)
    _place([(row, at) for row, _entry_, at in wanted if row.position != at], reason, by)


def _place(wanted: list[tuple[Delegate, int]], reason: str, by: User) -> None:
    """Another place in the delegation, for many at once."""
    told = []
    for row, at in wanted:
        now = {"position": at, "delegate": row.pk} | because(reason)
        told.append(Told(row, {"position": row.position}, now, str(row.delegation.city)))
        row.position = at
        row.version += 1
    if wanted:
        Delegate.objects.all().scoped().bulk_update([row for row, _at in wanted], ["position", "version"], 200)
        ledger.record_each("delegate.changed", told, by=by, edition=wanted[0][0].delegation.edition)


def _take_off(keys: list[int], edition: Edition, reason: str, by: User) -> list[dict[str, Any]]:
    rows = list(_rows(edition, keys).values())
    journal = [{"did": "removed", **_as_it_is(row), "beside": _beside(row)} for row in rows]
    delegates.remove_many(rows, reason=reason, by=by)
    return journal


def _beside(row: Delegate) -> dict[str, dict[str, Any]]:
    """What no column shows of somebody who is taken off: the steps of the office, and how the name is said."""
    steps = {key: value for key in STEPS if (value := getattr(row, key))}
    return {
        "steps": {key: value if isinstance(value, str) else value.isoformat() for key, value in steps.items()},
        "person": {key: getattr(row.person, key) for key in SAID},
    }


def _add(changes: list[Change], edition: Edition, reason: str, by: User) -> list[dict[str, Any]]:
    """Everybody new, in a few statements; that no rule stands against it has been seen under the same locks."""
    last: dict[int, int] = defaultdict(int)
    for delegation, position in Delegate.objects.within(edition).values_list("delegation_id", "position"):
        last[delegation] = max(last[delegation], position)
    new = []
    for change in changes:
        last[change.delegation] += 1
        place = change.values["position"] or last[change.delegation]
        new.append(delegates.New(change.delegation, change.city, _entry(change.values), place))
    made = delegates.add_many(new, edition=edition, reason=reason, by=by)
    return [
        {"did": "added", "delegate": row.pk, "delegation": row.delegation_id, "version": row.version} for row in made
    ]


def tell_clock(row: RosterImport) -> None:
    """A list that was notified and is another one now goes into the clock, city by city."""
    touched = {item["delegation"] for item in row.journal}
    for delegation in Delegation.objects.within(row.edition).filter(pk__in=touched).registered().select_related("city"):
        nominations.composition_changed(delegation)


def because(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def _entry(values: Mapping[str, Any]) -> Entry:
    # A field that has no column yet has its default.
    return Entry(**{field: values[field] for field in Entry.__dataclass_fields__ if field in values})


def name_of(entry: Entry | Person) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in ("family_name", "given_name", "family_first", "native_name")}


def record(verb: str, sent: RosterImport, by: User, **told: Any) -> None:
    behalf = str(sent.delegation.city) if sent.delegation else ""
    ledger.record(verb, subject=sent, by=by, edition=sent.edition, on_behalf_of=behalf, **told)
