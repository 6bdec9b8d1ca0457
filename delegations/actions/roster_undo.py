"""An import of delegates is undone: every entry as it was before, or none."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from delegations import policies, sizes
from delegations.actions import delegates
from delegations.actions.delegates import Entry
from delegations.actions.roster_house import bound, lists_of, lock
from delegations.actions.roster_write import ReasonMissing, because, name_of, record, tell_clock, write
from delegations.actions.sizes import TooMany
from delegations.models import Delegate, Delegation, RosterImport
from forum import ledger
from forum.ledger import Told
from forum.models import Change as LedgerLine
from forum.models import Person, User


class NotTheLast(Exception):
    """Only the last import can be undone, and only once."""

    def __init__(self, sent: RosterImport) -> None:
        super().__init__(f"{sent} is not the last import.")
        self.sent = sent


class TouchedSince(Exception):
    """Entries have been changed since the import: it cannot be undone as a whole, so it is not undone at all."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Changed since: {', '.join(names)}.")
        self.names = names


@transaction.atomic
def undo(sent: RosterImport, *, reason: str = "", by: User) -> RosterImport:
    """Put every entry back as it was before the import: all of them or none. Undone twice is undone once.

    Raises NotTheLast, TouchedSince, DoesNotCome, RegistrationClosed (ReasonMissing where the sender may give
    one), HeadAlreadyNamed or TooMany.
    """
    rows = RosterImport.objects.within(sent.edition)
    row: RosterImport = rows.select_for_update(of=("self",)).get(pk=sent.pk)
    if row.state == RosterImport.State.UNDONE:
        return row
    if row.state != RosterImport.State.DONE or is_followed(row):
        raise NotTheLast(row)
    lock(row.edition, row.delegation_id)
    now = {one.pk: one for one in Delegate.objects.within(row.edition).with_names()}
    if names := touched(row, now):
        raise TouchedSince(names)
    reason = _reason_to_undo(row, reason)
    _refuse_crowded(row, now)
    _put_back(row.journal, now, reason, by)
    tell_clock(row)
    row.state = RosterImport.State.UNDONE
    row.journal = []
    row.save()
    after = {"file": row.file_name, "sha256": row.sha256} | because(reason)
    record("roster.undone", row, by, before={"state": "done"}, after=after)
    return row


def is_followed(row: RosterImport) -> bool:
    """Whether a later import of the same office stands. What others did since is looked at entry by entry."""
    later = RosterImport.objects.within(row.edition).filter(delegation=row.delegation_id).done()
    return bool(later.filter(done_at__gt=row.done_at).exists())


def touched(row: RosterImport, now: Mapping[int, Delegate]) -> list[str]:
    """The names of those whom somebody has changed, or entered something for, since the import."""
    since = _spoken_of_since(row)
    names = []
    for item in row.journal:
        one = now.get(item["delegate"])
        if item["did"] == "removed":
            if one is not None:
                names.append(str(one))
        elif one is None or one.version != item["version"] or one.pk in since:
            names.append(str(one) if one else _name_in(item))
    return names + [str(now[pk]) for pk in bound([item["delegate"] for item in row.journal if item["did"] == "added"])]


def _name_in(item: Mapping[str, Any]) -> str:
    entry = item.get("entry", {})
    return f"{entry.get('given_name', '')} {entry.get('family_name', '')}".strip() or f"#{item['delegate']}"


def _spoken_of_since(row: RosterImport) -> set[int]:
    """The delegates that the ledger names in lines after the import's own."""
    lines = LedgerLine.objects.filter(edition=row.edition_id)
    own = lines.filter(verb="roster.imported", subject=ledger.subject_of(row)).values_list("id", flat=True).last()
    later = lines.filter(id__gt=own or 0).values_list("subject", "before", "after")
    found: set[int] = set()
    for subject, before, after in later:
        if subject.startswith("delegations.delegate:"):
            found.add(int(subject.rpartition(":")[2]))
        told = (before | after).get("delegate")
        if isinstance(told, int):
            found.add(told)
    return found


def _reason_to_undo(row: RosterImport, reason: str) -> str:
    """The reason, where one is needed. Raises as for any other change of the lists."""
    spoken_of = {item["delegation"] for item in row.journal}
    groups = [group for group in lists_of(row.edition, row.delegation_id) if group.pk in spoken_of]
    for group in groups:
        policies.refuse_absent(group)
    late = [group for group in groups if not policies.is_time_to_register(group)]
    if late and row.delegation_id:
        raise delegates.RegistrationClosed(late[0])
    if late and not reason:
        raise ReasonMissing(row)
    return reason if late else ""


def _refuse_crowded(row: RosterImport, now: Mapping[int, Delegate]) -> None:
    """Raises HeadAlreadyNamed or TooMany: the place that somebody comes back to may have been filled meanwhile."""
    before = {one.pk: (one.delegation_id, one.role) for one in now.values()}
    left = {item["delegate"] for item in row.journal if item["did"] == "added"}
    back = {
        item["delegate"]: (item["delegation"], item["entry"]["role"]) for item in row.journal if item["did"] != "added"
    }
    was, will = _roles(before), _roles({pk: at for pk, at in (before | back).items() if pk not in left})
    for group in lists_of(row.edition, row.delegation_id):
        grown = set(will[group.pk] - was[group.pk])
        if will[group.pk][Delegate.Role.HEAD] > 1:
            raise delegates.HeadAlreadyNamed(_head_of(group.pk, now))
        if not grown:
            continue
        for meter in sizes.of_roles(group, will[group.pk].elements()):
            if meter.over and (
                meter.role in grown or (not meter.role and will[group.pk].total() > was[group.pk].total())
            ):
                raise TooMany(meter)


def _roles(places: Mapping[int, tuple[int, str]]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for delegation, role in places.values():
        found[delegation][role] += 1
    return found


def _head_of(delegation: int, now: Mapping[int, Delegate]) -> Delegate:
    return next(one for one in now.values() if one.delegation_id == delegation and one.role == Delegate.Role.HEAD)


def _put_back(journal: list[dict[str, Any]], now: Mapping[int, Delegate], reason: str, by: User) -> None:
    """In the reverse order: the new ones leave, changed ones are as they were, those taken off are entered again."""
    delegates.remove_many([now[item["delegate"]] for item in journal if item["did"] == "added"], reason=reason, by=by)
    changed = [(now[item["delegate"]], item) for item in journal if item["did"] == "changed"]
    write([(row, Entry(**item["entry"]), item["position"]) for row, item in changed], reason, by)
    _put_back_beside(changed)
    for item in journal:
        if item["did"] == "removed":
            _enter_again(item, reason, by)


def _put_back_beside(changed: list[tuple[Delegate, dict[str, Any]]]) -> None:
    """What stands beside the entry: titles in other languages, the account, the person it was before a new name."""
    people = {one.pk: one for one in Person.objects.filter(pk__in=_moved(changed))}
    left = []
    for row, item in changed:
        held = people.get(item["person"])
        if held and row.person_id != held.pk and name_of(held) == name_of(Entry(**item["entry"])):
            left.append(row.person_id)
            row.person = held
        row.titles, row.user_id = item["titles"], item["user"]
    rows = [row for row, _item in changed]
    Delegate.objects.all().scoped().bulk_update(rows, ["person", "titles", "user"], 200)
    Person.objects.filter(pk__in=left, key=None, delegates=None, tenures=None).delete()


def _moved(changed: list[tuple[Delegate, dict[str, Any]]]) -> list[int]:
    return [item["person"] for row, item in changed if row.person_id != item["person"]]


def _enter_again(item: Mapping[str, Any], reason: str, by: User) -> None:
    entry = Entry(**item["entry"])
    delegation = Delegation.objects.filter(pk=item["delegation"]).scoped().select_related("edition", "city").get()
    beside = item.get("beside", {})
    said = beside.get("person", {})
    person = Person.objects.filter(pk=item["person"]).first() or Person.objects.create(**name_of(entry), **said)
    row = Delegate.objects.create(
        pk=item["delegate"],
        delegation=delegation,
        person=person,
        user_id=item["user"],
        role=entry.role,
        titles=item["titles"],
        position=item["position"],
        email=entry.email,
        language=entry.language,
        version=item["version"] + 1,
        **beside.get("steps", {}),
    )
    told = [Told(row, {}, asdict(entry) | {"delegate": row.pk} | because(reason), str(delegation.city))]
    ledger.record_each("delegate.added", told, by=by, edition=delegation.edition)
