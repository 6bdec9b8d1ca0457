"""Spreadsheets of delegates: sent, looked at, carried out whole or not at all, undone."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from delegations import absence_words, policies, roster_columns, sizes
from delegations.actions import delegates, nominations
from delegations.actions.delegates import Entry, entry_of
from delegations.actions.sizes import TooMany
from delegations.models import Delegate, Delegation, RosterImport
from delegations.roster_plan import Change, House, Known, Plan, plan
from forum import clock, ledger, scope
from forum.ledger import Told
from forum.models import Change as LedgerLine
from forum.models import Edition, Person, User
from forum.spreadsheets import Book, Line, read

KEEP_FILE, FORGET_FILE = timedelta(hours=1), timedelta(days=1)
HEADER_ROWS = 20
STEPS = ("accepted_at", "accredited_at", "arrived_at", "rank_class")
SAID = ("name_language", "renderings", "names_in", "courtesies", "fictitious")
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


class ReasonMissing(Exception):
    """Registration is closed: the protocol office changes a list when it says why."""

    def __init__(self, sent: RosterImport) -> None:
        super().__init__(f"Registration is closed, and nobody says why {sent} is imported or undone.")
        self.sent = sent


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
def carry_out(sent: RosterImport, chosen: Chosen, *, seal: str, reason: str = "", by: User) -> RosterImport:
    """Import the file as it was shown: all rows or none. Confirmed twice, it is imported once.

    With a `reason` the protocol office does so after the deadline. Every rule is asked once more under the locks.
    Raises FileGone, NotAsShown or ReasonMissing.
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
    reason = reason if seen.plan.late else ""
    if seen.plan.late and not reason:
        raise ReasonMissing(row)
    row.journal = _apply(seen.plan, row.edition, reason, by)
    _tell_clock(row)
    names = {roster_columns.folded(seen.headings[column - 1]): key for column, key in seen.mapping.items() if key}
    row.state, row.done_at, row.content = RosterImport.State.DONE, clock.now(), None
    row.counts, row.mapping = seen.plan.counts, names
    row.save()
    after = {"file": row.file_name, "sha256": row.sha256, **row.counts} | _because(reason)
    _record("roster.imported", row, by, before={"state": "waiting"}, after=after)
    return row


def _apply(found: Plan, edition: Edition, reason: str, by: User) -> list[dict[str, Any]]:
    """Removed first, then changed, then the new ones. The journal says how to put each back."""
    journal = _take_off([change.known.pk for change in found.of_kind("removed") if change.known], edition, reason, by)
    changes = {change.known.pk: change for change in found.of_kind("changed") if change.known}
    rows = _rows(edition, list(changes))
    was = {row.pk: _as_it_is(row) for row in rows.values()}
    _write([(rows[pk], _entry(one.values), one.values["position"]) for pk, one in changes.items()], reason, by)
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


Wanted = tuple[Delegate, Entry, int]


def _write(wanted: list[Wanted], reason: str, by: User) -> None:
    """Entries as they shall be."""
    changed = [(row, entry) for row, entry, _at in wanted if entry != entry_of(row)]
    delegates.change_many(changed, reason=reason, by=by)
    _place([(row, at) for row, _entry_, at in wanted if row.position != at], reason, by)


def _place(wanted: list[tuple[Delegate, int]], reason: str, by: User) -> None:
    """Another place in the delegation, for many at once."""
    told = []
    for row, at in wanted:
        now = {"position": at, "delegate": row.pk} | _because(reason)
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
    _lock(row.edition, row.delegation_id)
    now = {one.pk: one for one in Delegate.objects.within(row.edition).with_names()}
    if names := touched(row, now):
        raise TouchedSince(names)
    reason = _reason_to_undo(row, reason)
    _refuse_crowded(row, now)
    _put_back(row.journal, now, reason, by)
    _tell_clock(row)
    row.state = RosterImport.State.UNDONE
    row.journal = []
    row.save()
    after = {"file": row.file_name, "sha256": row.sha256} | _because(reason)
    _record("roster.undone", row, by, before={"state": "done"}, after=after)
    return row


def _tell_clock(row: RosterImport) -> None:
    """A list that was notified and is another one now goes into the clock, city by city."""
    touched = {item["delegation"] for item in row.journal}
    for delegation in Delegation.objects.within(row.edition).filter(pk__in=touched).registered().select_related("city"):
        nominations.composition_changed(delegation)


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
    groups = [group for group in _groups(row.edition, row.delegation_id) if group.pk in spoken_of]
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
    for group in _groups(row.edition, row.delegation_id):
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
    _write([(row, Entry(**item["entry"]), item["position"]) for row, item in changed], reason, by)
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
        if held and row.person_id != held.pk and _name_of(held) == _name(Entry(**item["entry"])):
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
    person = Person.objects.filter(pk=item["person"]).first() or Person.objects.create(**_name(entry), **said)
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
    told = [Told(row, {}, asdict(entry) | {"delegate": row.pk} | _because(reason), str(delegation.city))]
    ledger.record_each("delegate.added", told, by=by, edition=delegation.edition)


@transaction.atomic
def tell_taken(edition: Edition, about: Delegation | None, *, on_behalf_of: str, by: User, **facts: Any) -> None:
    """Write down that lists were taken away as a file: by whom, how many people, of which cities; nobody's name."""
    ledger.record(
        "roster.exported", subject=about or edition, by=by, edition=edition, after=facts, on_behalf_of=on_behalf_of
    )


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
    """Remove what is in the files that nobody confirmed within the hour, and after a day that they were there; say
    how many were emptied."""
    with scope.everywhere("files of every forum are removed after an hour"):
        waiting = RosterImport.objects.filter(state=RosterImport.State.WAITING)
        waiting.filter(sent_at__lt=clock.now() - FORGET_FILE).delete()
        old = waiting.exclude(content=None).filter(sent_at__lt=clock.now() - KEEP_FILE)
        return int(old.update(content=None))


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
        closed=shut if delegation else {},
        withdrawn={group.pk: absence_words.why(group) for group in groups if not policies.is_awaited(group)},
        late=frozenset() if delegation else frozenset(shut),
        limits=sizes.limits_of(groups),
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
    """As for one entry: the delegations, the turn in the clock, then the delegates, before anything is written."""
    rows = Delegation.objects.within(edition).order_by("pk").select_for_update(of=("self",))
    groups = dict((rows.filter(pk=delegation) if delegation else rows).values_list("pk", "registered_at"))
    if any(groups.values()):
        nominations.take_turn(edition.pk)
    people = Delegate.objects.within(edition).filter(delegation__in=list(groups)).order_by("pk")
    list(people.select_for_update(of=("self",)).values_list("pk", flat=True))


def _because(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def _entry(values: Mapping[str, Any]) -> Entry:
    # A field that has no column yet has its default.
    return Entry(**{field: values[field] for field in Entry.__dataclass_fields__ if field in values})


def _name(entry: Entry) -> dict[str, Any]:
    return {key: getattr(entry, key) for key in ("family_name", "given_name", "family_first", "native_name")}


def _name_of(person: Person) -> dict[str, Any]:
    return {key: getattr(person, key) for key in ("family_name", "given_name", "family_first", "native_name")}


def _record(verb: str, sent: RosterImport, by: User, **told: Any) -> None:
    behalf = str(sent.delegation.city) if sent.delegation else ""
    ledger.record(verb, subject=sent, by=by, edition=sent.edition, on_behalf_of=behalf, **told)
