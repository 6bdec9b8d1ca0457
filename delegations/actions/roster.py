"""Spreadsheets of delegates: sent, looked at, carried out whole or not at all, undone."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from delegations import policies, roster_columns
from delegations.actions import delegates
from delegations.actions.delegates import Entry, entry_of
from delegations.actions.stale import Stale
from delegations.models import Delegate, Delegation, RosterImport
from delegations.roster_plan import Change, House, Known, Plan, plan
from forum import clock, ledger, scope
from forum.ledger import Told
from forum.models import Change as LedgerLine
from forum.models import Edition, Person, User
from forum.spreadsheets import Book, Line, read

KEEP_FILE = timedelta(hours=1)
HEADER_ROWS = 20
MAPPED_COLUMNS = 60


class FileGone(Exception):
    """The file was removed after its hour, or its import is done."""

    def __init__(self, sent: RosterImport) -> None:
        super().__init__(f"The file {sent} is no longer here.")
        self.sent = sent


class NotAsShown(Exception):
    """What the file would change is no longer what its sender was shown, or is not free of problems."""

    def __init__(self, sent: RosterImport) -> None:
        super().__init__(f"What {sent} would change has changed meanwhile.")
        self.sent = sent


class RowRefused(Exception):
    """A rule of the house stands against one row; nothing was imported."""

    def __init__(self, row: int, why: Exception) -> None:
        super().__init__(f"Row {row}: {why}")
        self.row, self.why = row, why


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


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a file is to be read: which sheet, in which letters, which row has the headings, which column is what."""

    sheet: int | None = None
    encoding: str = ""
    header: int | None = None
    mapping: Mapping[int, str] | None = None
    remove_absent: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was read, and what it would change."""

    book: Book
    header: int
    headings: list[str]
    mapping: dict[int, str]
    plan: Plan


@transaction.atomic
def send(
    content: bytes, *, file_name: str, edition: Edition, delegation: Delegation | None = None, by: User
) -> RosterImport:
    """Keep a file for an hour, so that it can be looked at. Raises Unreadable for what is no spreadsheet."""
    read(content)
    sent: RosterImport = RosterImport.objects.create(
        edition=edition,
        delegation=delegation,
        user=by,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
    _record("roster.sent", sent, by, after={"file": sent.file_name, "sha256": sent.sha256, "bytes": len(content)})
    return sent


def look(sent: RosterImport, chosen: Chosen) -> Look:
    """What the file would change. Raises FileGone or Unreadable. The cost in queries does not depend on its length."""
    if sent.content is None or sent.state != RosterImport.State.WAITING:
        raise FileGone(sent)
    return _look(sent, chosen, house_of(sent.edition, sent.delegation))


def _look(sent: RosterImport, chosen: Chosen, house: House) -> Look:
    book = read(bytes(sent.content or b""), sheet=chosen.sheet, encoding=chosen.encoding)
    lines = book.sheet.lines
    header = chosen.header if chosen.header is not None else guess_header(lines)
    headings = next((line.cells[:MAPPED_COLUMNS] for line in lines if line.number == header), [])
    mapping = dict(chosen.mapping) if chosen.mapping is not None else _guess_mapping(sent, headings)
    below = [line for line in lines if line.number > header]
    found = plan(below, mapping, house, doubts=book.sheet.doubts, remove_absent=chosen.remove_absent)
    return Look(book, header, headings, mapping, found)


def guess_header(lines: list[Line]) -> int:
    """The row whose cells are mostly headings that we know; of two alike the lower, for the upper holds our keys."""
    best, row = 0, lines[0].number if lines else 1
    for line in lines[:HEADER_ROWS]:
        known = len({key for cell in line.cells if (key := roster_columns.guess(cell))})
        if known and known >= best:
            best, row = known, line.number
    return row


def _guess_mapping(sent: RosterImport, headings: list[str]) -> dict[int, str]:
    """By what the same sender's last file called its columns, else by our own words in any language."""
    remembered = _remembered(sent)
    mapping: dict[int, str] = {}
    for column, heading in enumerate(headings, start=1):
        key = remembered.get(roster_columns.folded(heading)) or roster_columns.guess(heading)
        if key in roster_columns.BY_KEY and key not in mapping.values():
            mapping[column] = key
    return mapping


def _remembered(sent: RosterImport) -> dict[str, str]:
    """Heading → column, of the last file that this account, or else a colleague, imported for the same city."""
    rows = RosterImport.objects.within(sent.edition).filter(delegation=sent.delegation_id).done().newest_first()
    found = list(rows.values_list("user_id", "mapping")[:50])
    own = next((mapping for user, mapping in found if user == sent.user_id), None)
    return own or (found[0][1] if found else {})


@transaction.atomic
def carry_out(sent: RosterImport, chosen: Chosen, *, seal: str, by: User) -> RosterImport:
    """Import the file as it was shown: all rows or none. Confirmed twice, it is imported once.

    Raises FileGone, NotAsShown or RowRefused.
    """
    row: RosterImport = RosterImport.objects.within(sent.edition).select_for_update(of=("self",)).get(pk=sent.pk)
    if row.state == RosterImport.State.DONE:
        return row
    if row.content is None:
        raise FileGone(row)
    _lock(row.edition, row.delegation_id)
    seen = _look(row, chosen, house_of(row.edition, row.delegation))
    if seen.book.in_doubt or seen.plan.problems or not seen.plan.changes or seen.plan.seal != seal:
        raise NotAsShown(row)
    row.journal = _apply(seen.plan, row.edition, by)
    names = {roster_columns.folded(seen.headings[column - 1]): key for column, key in seen.mapping.items() if key}
    row.state, row.done_at, row.content = RosterImport.State.DONE, clock.real(), None
    row.counts, row.mapping = seen.plan.counts, names
    row.save()
    after = {"file": row.file_name, "sha256": row.sha256, **row.counts}
    _record("roster.imported", row, by, before={"state": "waiting"}, after=after)
    return row


def _apply(found: Plan, edition: Edition, by: User) -> list[dict[str, Any]]:
    """Removed first, then changed, heads who step down before those who step up; then the new ones, in one go."""
    journal = [_take_off(change, by) for change in found.of_kind("removed")]
    known = {change.known.pk: change for change in found.of_kind("changed") if change.known}
    rows = {row.pk: row for row in Delegate.objects.within(edition).filter(pk__in=known).with_names()}
    ordered = sorted(known.values(), key=lambda change: change.known.values["role"] != "head")  # type: ignore[union-attr]
    journal += [_change(change, rows[change.known.pk], by) for change in ordered if change.known]
    return journal + _add(found.of_kind("new"), edition, by)


def _change(change: Change, row: Delegate, by: User) -> dict[str, Any]:
    was = {"titles": dict(row.titles), "position": row.position, "person": row.person_id, "user": row.user_id}
    entry = asdict(entry_of(row))
    try:
        after = delegates.change(row, _entry(change.values), seen=row.version, by=by)
    except (delegates.HeadAlreadyNamed, delegates.RegistrationClosed, Stale) as why:
        raise RowRefused(change.row, why) from why
    if change.values["position"] != was["position"]:
        _place(after, change.values["position"], by)
    return {"did": "changed", "delegate": row.pk, "version": after.version, "entry": entry, **was}


def _place(row: Delegate, position: int, by: User) -> None:
    before, row.position = row.position, position
    row.version += 1
    row.save(update_fields=["position", "version"])
    ledger.record(
        "delegate.changed",
        subject=row,
        by=by,
        edition=row.delegation.edition,
        before={"position": before},
        after={"position": position, "delegate": row.pk},
        on_behalf_of=str(row.delegation.city),
    )


def _take_off(change: Change, by: User) -> dict[str, Any]:
    assert change.known is not None
    row = Delegate.objects.filter(pk=change.known.pk).scoped().with_names().get()
    was = {"titles": row.titles, "position": row.position, "person": row.person_id, "user": row.user_id}
    told = {"did": "removed", "delegate": row.pk, "delegation": row.delegation_id, "version": row.version,
            "entry": asdict(entry_of(row)), **was}  # fmt: skip
    try:
        delegates.remove(row, by=by)
    except delegates.RegistrationClosed as why:
        raise RowRefused(0, why) from why
    return told


def _add(changes: list[Change], edition: Edition, by: User) -> list[dict[str, Any]]:
    """Everybody new, in a few statements; that no rule stands against it has been seen under the same locks."""
    entries = [_entry(change.values) for change in changes]
    people = Person.objects.bulk_create([Person(**_name(entry)) for entry in entries], batch_size=500)
    places = _next_places(changes, edition)
    made = Delegate.objects.bulk_create(
        [
            Delegate(
                delegation_id=change.delegation,
                person=person,
                position=change.values["position"] or places[change.delegation].pop(0),
                titles={entry.language: entry.title} if entry.title else {},
                role=entry.role,
                email=entry.email,
                language=entry.language,
            )
            for change, entry, person in zip(changes, entries, people, strict=True)
        ],
        batch_size=500,
    )
    told = [
        Told(row, {}, asdict(entry) | {"delegate": row.pk}, change.city)
        for row, entry, change in zip(made, entries, changes, strict=True)
    ]
    ledger.record_each("delegate.added", told, by=by, edition=edition)
    return [{"did": "added", "delegate": row.pk, "version": row.version} for row in made]


def _next_places(changes: list[Change], edition: Edition) -> dict[int, list[int]]:
    last: dict[int, int] = defaultdict(int)
    for delegation, position in Delegate.objects.within(edition).values_list("delegation_id", "position"):
        last[delegation] = max(last[delegation], position)
    return {
        delegation: list(range(last[delegation] + 1, last[delegation] + 1 + len(changes)))
        for delegation in {change.delegation for change in changes}
    }


@transaction.atomic
def undo(sent: RosterImport, *, by: User) -> RosterImport:
    """Put every entry back as it was before the import: all of them or none. Undone twice is undone once.

    Raises NotTheLast, TouchedSince or RegistrationClosed.
    """
    rows = RosterImport.objects.within(sent.edition)
    row: RosterImport = rows.select_for_update(of=("self",)).get(pk=sent.pk)
    if row.state == RosterImport.State.UNDONE:
        return row
    if row.state != RosterImport.State.DONE or is_followed(row):
        raise NotTheLast(row)
    _lock(row.edition, row.delegation_id)
    now = {one.pk: one for one in Delegate.objects.within(row.edition).with_names()}
    if names := touched(row, now):
        raise TouchedSince(names)
    for item in reversed(row.journal):
        _put_back(item, now.get(item["delegate"]), by)
    row.state = RosterImport.State.UNDONE
    row.journal = []
    row.save()
    _record("roster.undone", row, by, before={"state": "done"}, after={"file": row.file_name, "sha256": row.sha256})
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


def _put_back(item: Mapping[str, Any], row: Delegate | None, by: User) -> None:
    if item["did"] == "removed":
        _enter_again(item, by)
        return
    assert row is not None
    if item["did"] == "added":
        delegates.remove(row, by=by)
        return
    after = delegates.change(row, Entry(**item["entry"]), seen=row.version, by=by)
    if after.position != item["position"]:
        _place(after, item["position"], by)
    _put_back_beside(after, item)


def _put_back_beside(row: Delegate, item: Mapping[str, Any]) -> None:
    """What stands beside the entry: titles in other languages, the account, the person it was before a new name."""
    left = row.person_id
    held = Person.objects.filter(pk=item["person"]).first()
    if held and _name_of(held) == {key: item["entry"][key] for key in _name_of(held)}:
        row.person = held
    row.titles, row.user_id = item["titles"], item["user"]
    row.save(update_fields=["person", "titles", "user"])
    if left != row.person_id and not Delegate.objects.filter(person=left).scoped().exists():
        Person.objects.filter(pk=left, key=None).delete()


def _enter_again(item: Mapping[str, Any], by: User) -> None:
    entry = Entry(**item["entry"])
    delegation = Delegation.objects.filter(pk=item["delegation"]).scoped().select_related("edition", "city").get()
    person = Person.objects.filter(pk=item["person"]).first() or Person.objects.create(**_name(entry))
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
    )
    told = [Told(row, {}, asdict(entry) | {"delegate": row.pk}, str(delegation.city))]
    ledger.record_each("delegate.added", told, by=by, edition=delegation.edition)


@transaction.atomic
def drop(sent: RosterImport, *, by: User) -> None:
    """Throw the file away unread; again changes nothing. What has been imported stays."""
    rows = RosterImport.objects.within(sent.edition).select_for_update(of=("self",))
    row = rows.filter(pk=sent.pk, state=RosterImport.State.WAITING).first()
    if row is None:
        return
    _record("roster.dropped", row, by, before={"file": row.file_name, "sha256": row.sha256})
    row.delete()


def clear_files() -> int:
    """Remove the files that nobody confirmed within the hour; say how many."""
    with scope.everywhere("files of every forum are removed after an hour"):
        old = RosterImport.objects.filter(state=RosterImport.State.WAITING, sent_at__lt=clock.real() - KEEP_FILE)
        return int(old.delete()[0])


# --- rows ↔ plain values


def house_of(edition: Edition, delegation: Delegation | None = None) -> House:
    """The lists that a file may speak of: the whole edition's, or one delegation's. Its queries are always as many."""
    groups = list(_groups(edition, delegation.pk if delegation else None))
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
        closed=shut,
        own=delegation.pk if delegation else None,
    )


def _groups(edition: Edition, delegation: int | None) -> Iterable[Delegation]:
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


def _lock(edition: Edition, delegation: int | None) -> None:
    rows = Delegation.objects.within(edition).order_by("pk").select_for_update(of=("self",))
    list((rows.filter(pk=delegation) if delegation else rows).values_list("pk", flat=True))


def _entry(values: Mapping[str, Any]) -> Entry:
    return Entry(**{field: values[field] for field in Entry.__dataclass_fields__})


def _name(entry: Entry) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in ("family_name", "given_name", "family_first", "native_name")}


def _name_of(person: Person) -> dict[str, Any]:
    return {key: getattr(person, key) for key in ("family_name", "given_name", "family_first", "native_name")}


def _record(verb: str, sent: RosterImport, by: User, **told: Any) -> None:
    behalf = str(sent.delegation.city) if sent.delegation else ""
    ledger.record(verb, subject=sent, by=by, edition=sent.edition, on_behalf_of=behalf, **told)
