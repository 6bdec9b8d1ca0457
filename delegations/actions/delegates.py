"""The people of a delegation: added, changed, taken off; and the registration handed in."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from delegations import notices, policies
from delegations.actions import mandates, nominations
from delegations.actions.freeing import free_all_of
from delegations.actions.papers import forget_papers, holders_among
from delegations.actions.sizes import refuse_too_many
from delegations.actions.stale import refuse_stale
from delegations.likeness import may_be_another
from delegations.models import Delegate, Delegation
from delegations.models.size import ALL
from forum import clock, ledger
from forum.ledger import Told
from forum.models import Edition, Person, User
from forum.texts import pick


class RegistrationClosed(Exception):
    """Names are no longer taken here: the protocol office takes them by telephone."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"Registration of {delegation} closed on {delegation.edition.register_by}.")
        self.delegation = delegation


class HeadAlreadyNamed(Exception):
    """A delegation has one head."""

    def __init__(self, head: Delegate) -> None:
        super().__init__(f"{head} is the head of this delegation.")
        self.head = head


class AlreadyListed(Exception):
    """Somebody of this name stands on the list already, with other particulars. Whoever means a namesake may say so."""

    def __init__(self, twin: Delegate) -> None:
        super().__init__(f"{twin} is already on the list.")
        self.twin = twin


class AnotherPerson(Exception):
    """The entry now names somebody who does not seem to be the same: a correction, or another in his place?"""

    def __init__(self, delegate: Delegate) -> None:
        super().__init__(f"{delegate} seems to be replaced by somebody else.")
        self.delegate = delegate


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written down about a delegate. `title` is in the delegate's own `language`."""

    family_name: str
    given_name: str
    family_first: bool
    native_name: str
    role: str
    title: str
    email: str
    language: str


@transaction.atomic
def add(
    delegation: Delegation, entry: Entry, *, namesake_is_meant: bool = False, reason: str = "", by: User
) -> Delegate:
    """Register somebody. The same entry sent twice, as by a double click, is one delegate.

    With a `reason` the protocol office does so after the deadline. Raises RegistrationClosed, HeadAlreadyNamed,
    TooMany, or AlreadyListed unless `namesake_is_meant`.
    """
    delegation = locked(delegation, reason)
    twins = _twins(delegation, entry)
    for twin in twins:
        if entry_of(twin) == entry:
            return twin
    if twins and not namesake_is_meant:
        raise AlreadyListed(twins[0])
    _refuse_second_head(delegation, entry)
    delegate = create(delegation, entry)
    nominations.composition_changed(delegation)
    refuse_too_many(delegation, entry.role, ALL)
    record_change("delegate.added", delegate, by, {}, asdict(entry), reason)
    return delegate


def create(delegation: Delegation, entry: Entry) -> Delegate:
    """A new person in a new row, at the end of the list. The caller has locked the delegation, writes it down,
    and tells the nomination clock when the list is whole.
    """
    last = delegation.delegates.aggregate(last=Max("position"))["last"] or 0
    person = Person.objects.create(**_name(entry))
    delegate: Delegate = Delegate.objects.create(
        delegation=delegation, person=person, position=last + 1, titles=_titles(entry), **_function(entry)
    )
    return delegate


@transaction.atomic
def change(
    delegate: Delegate, entry: Entry, *, seen: int, same_person: bool = False, reason: str = "", by: User
) -> Delegate:
    """Correct an entry; the same again changes nothing.

    Raises Stale, RegistrationClosed, HeadAlreadyNamed, TooMany, Delegate.DoesNotExist, or AnotherPerson unless it
    is the `same_person` whatever the names say.
    """
    delegation = locked(delegate.delegation, reason)
    row: Delegate = delegation.delegates.select_for_update(of=("self",)).select_related("person").get(pk=delegate.pk)
    before = entry_of(row)
    if before == entry or (row.version != seen and _is_saved(row, entry)):
        return row
    refuse_stale(row, seen)
    if may_be_another(_is_called(before), _is_called(entry)) and not same_person:
        raise AnotherPerson(row)
    _refuse_second_head(delegation, entry, row)
    row.titles = _titles_after(row, before, entry)
    _rename(row, before, entry)
    for field, value in _function(entry).items():
        setattr(row, field, value)
    row.version += 1
    row.save()
    if entry.role != before.role:
        refuse_too_many(delegation, entry.role)
    record_change("delegate.changed", row, by, asdict(before), asdict(entry), reason)
    nominations.composition_changed(delegation)
    return row


def _is_saved(row: Delegate, entry: Entry) -> bool:
    """Whether this is the entry that made the row what it is, sent once more.

    If it changed the language alone, the row shows by now the approved title in that language.
    """
    return replace(entry_of(row), title=entry.title) == entry and entry.title in row.titles.values()


def _titles_after(row: Delegate, before: Entry, entry: Entry) -> dict[str, str]:
    """Approved titles in other languages stay while the title is the same, or is said anew in another language."""
    if entry.title == before.title:
        return dict(row.titles)
    said_anew = entry.title and entry.language != before.language and _is_called(before) == _is_called(entry)
    return (row.titles if said_anew else {}) | _titles(entry)


def _rename(row: Delegate, before: Entry, entry: Entry) -> None:
    """Correct the name on this list, and on no other: a person who is known elsewhere is left as he is there."""
    if _name(before) == _name(entry):
        return
    if not _is_known_elsewhere(row):
        Person.objects.filter(pk=row.person_id).update(**_name(entry))
        row.person.refresh_from_db()
        return
    row.person = Person.objects.create(**_name(entry), **_renderings_kept(row.person, before, entry))


def _renderings_kept(person: Person, before: Entry, entry: Entry) -> dict[str, Any]:
    """What was entered about the name goes along while the person is called the same."""
    if _is_called(before) != _is_called(entry):
        return {}
    return {field: getattr(person, field) for field in ("name_language", "renderings", "names_in", "courtesies")}


def _is_known_elsewhere(row: Delegate) -> bool:
    """Whether the person stands in the reference tables, holds or held an office, or is on another list."""
    person = row.person
    others = Delegate.objects.filter(person=person).exclude(pk=row.pk).scoped()
    return person.key is not None or person.tenures.exists() or others.exists()


@transaction.atomic
def remove(delegate: Delegate, *, reason: str = "", by: User) -> None:
    """Take somebody off the list; again changes nothing. Raises RegistrationClosed."""
    delegation = locked(delegate.delegation, reason)
    # His row too: a colleague may be entering his flight at this moment.
    rows = delegation.delegates.select_for_update(of=("self",)).select_related("person")
    row: Delegate | None = rows.filter(pk=delegate.pk).first()
    if row:
        take_off(row, reason=reason, by=by)
        nominations.composition_changed(delegation)


def take_off(row: Delegate, *, reason: str = "", by: User) -> None:
    """Delete the row of somebody, give back room and seats, and write it down.

    The caller has locked the delegation, and tells the nomination clock when the list is whole.
    """
    delegation = row.delegation
    ledger.record(
        "delegate.removed",
        subject=row,
        by=by,
        edition=delegation.edition,
        before=asdict(entry_of(row)) | {"delegate": row.pk, "delegation": delegation.pk},
        after={"reason": reason} if reason else {},
        on_behalf_of=policies.principal_of(row, by),
    )
    mandates.revoke_all_for(row, by=by)
    forget_papers(row, by=by)
    free_all_of([row], by=by)
    nobody_elses = not _is_known_elsewhere(row)
    row.delete()
    if nobody_elses:
        row.person.delete()


@transaction.atomic
def hand_in(delegation: Delegation, *, reason: str = "", by: User) -> None:
    """Say that the list is complete, and post the receipt of it; saying it again changes nothing.

    Raises RegistrationClosed.
    """
    delegation = locked(delegation, reason)
    if delegation.registered_at:
        return
    now = clock.now()
    entry = nominations.composition_notified(delegation, now)
    notices.confirm_composition(entry, by)
    Delegation.objects.filter(pk=delegation.pk).scoped().update(registered_at=now, version=F("version") + 1)
    ledger.record(
        "delegation.registered",
        subject=delegation,
        by=by,
        edition=delegation.edition,
        before={"registered_at": None},
        after={"registered_at": now.isoformat(), "people": delegation.delegates.count()},
        on_behalf_of=str(delegation.city),
    )


def entry_of(delegate: Delegate) -> Entry:
    """What is written down about a delegate now."""
    person = delegate.person
    return Entry(
        family_name=person.family_name,
        given_name=person.given_name,
        family_first=person.family_first,
        native_name=person.native_name,
        role=delegate.role,
        title=pick(delegate.titles, delegate.language),
        email=delegate.email,
        language=delegate.language,
    )


def locked(delegation: Delegation, reason: str = "") -> Delegation:
    """The delegation's row, locked. Raises DoesNotCome, or RegistrationClosed unless there is a reason."""
    rows = Delegation.objects.filter(pk=delegation.pk).scoped().select_related("edition", "city")
    found: Delegation = rows.select_for_update(of=("self",)).get()
    policies.refuse_absent(found)
    if not (reason or policies.is_time_to_register(found)):
        raise RegistrationClosed(found)
    if found.registered_at:
        nominations.take_turn(found.edition_id)  # a list that was notified goes into the clock when it changes
    return found


def _twins(delegation: Delegation, entry: Entry) -> list[Delegate]:
    same = delegation.delegates.filter(person__family_name=entry.family_name, person__given_name=entry.given_name)
    return list(same.select_related("person"))


def _refuse_second_head(delegation: Delegation, entry: Entry, itself: Delegate | None = None) -> None:
    if entry.role != Delegate.Role.HEAD:
        return
    head = delegation.delegates.filter(role=Delegate.Role.HEAD).select_related("person").first()
    if head and (itself is None or head.pk != itself.pk):
        raise HeadAlreadyNamed(head)


def _is_called(entry: Entry) -> tuple[str, str]:
    return entry.family_name, entry.given_name


def _name(entry: Entry) -> dict[str, Any]:
    return {
        "family_name": entry.family_name,
        "given_name": entry.given_name,
        "family_first": entry.family_first,
        "native_name": entry.native_name,
    }


def _function(entry: Entry) -> dict[str, Any]:
    return {"role": entry.role, "email": entry.email, "language": entry.language}


def _titles(entry: Entry) -> dict[str, str]:
    return {entry.language: entry.title} if entry.title else {}


def as_written(delegate: Delegate) -> dict[str, Any]:
    """An entry as the ledger writes it."""
    return asdict(entry_of(delegate))


def with_role(entry: Entry, role: str) -> Entry:
    return replace(entry, role=role)


def name_of(entry: Entry) -> str:
    """As the person will be called."""
    return str(Person(**_name(entry)))


def record_change(
    verb: str, delegate: Delegate, by: User, before: dict[str, Any], now: dict[str, Any], reason: str = ""
) -> None:
    """Write down what is different in an entry."""
    after = {key: value for key, value in now.items() if before.get(key) != value}
    was = {key: before[key] for key in after if key in before}
    ledger.record(
        verb,
        subject=delegate,
        by=by,
        edition=delegate.delegation.edition,
        before=was,
        after=after | {"delegate": delegate.pk} | ({"reason": reason} if reason else {}),
        on_behalf_of=policies.principal_of(delegate, by),
    )


# --- many at once, as from a spreadsheet. The caller holds the locks of the delegations, and has seen beforehand that
# no rule stands against the lists as they will be.


@dataclass(frozen=True, slots=True)
class New:
    """Somebody who is to be registered, with the place in the delegation."""

    delegation: int
    city: str
    entry: Entry
    position: int


def add_many(new: Sequence[New], *, edition: Edition, reason: str = "", by: User) -> list[Delegate]:
    """Register many, with a line in the ledger for each, in a few statements."""
    people = Person.objects.bulk_create([Person(**_name(one.entry)) for one in new], batch_size=500)
    made: list[Delegate] = Delegate.objects.bulk_create(
        [
            Delegate(
                delegation_id=one.delegation,
                person=person,
                position=one.position,
                titles=_titles(one.entry),
                **_function(one.entry),
            )
            for one, person in zip(new, people, strict=True)
        ],
        batch_size=500,
    )
    told = [
        Told(row, {}, asdict(one.entry) | {"delegate": row.pk} | _because(reason), one.city)
        for row, one in zip(made, new, strict=True)
    ]
    ledger.record_each("delegate.added", told, by=by, edition=edition)
    return made


def change_many(entries: Sequence[tuple[Delegate, Entry]], *, reason: str = "", by: User) -> None:
    """Correct many entries, with a line in the ledger for each, in a few statements, and some for each new name."""
    told = []
    for row, entry in entries:
        before = entry_of(row)
        row.titles = _titles_after(row, before, entry)
        _rename(row, before, entry)
        for field, value in _function(entry).items():
            setattr(row, field, value)
        row.version += 1
        told.append(_told(row, asdict(before), asdict(entry), reason))
    if not entries:
        return
    written = ["person", "titles", "version", *_function(entries[0][1])]
    # Two heads would meet if all were written at once: whoever steps down goes first.
    rows = [row for row, _entry in entries]
    for some in ([row for row in rows if row.role != Delegate.Role.HEAD], [row for row in rows if row.role == "head"]):
        Delegate.objects.all().scoped().bulk_update(some, written, 200)
    ledger.record_each("delegate.changed", told, by=by, edition=rows[0].delegation.edition)


def remove_many(rows: Sequence[Delegate], *, reason: str = "", by: User) -> None:
    """Take many off their lists, with their mandates and papers, and a line in the ledger for each.

    The statements are few, and some for each one who has a mandate or papers.
    """
    if not rows:
        return
    told = [
        Told(
            row,
            as_written(row) | {"delegate": row.pk, "delegation": row.delegation_id},
            _because(reason),
            _city_of(row),
        )
        for row in rows
    ]
    ledger.record_each("delegate.removed", told, by=by, edition=rows[0].delegation.edition)
    keys = [row.pk for row in rows]
    principals, holders = set[int](), set[int]()
    for some in batched(keys):
        principals |= mandates.principals_among(some)
        holders |= holders_among(some)
    for row in rows:
        if row.pk in principals:
            mandates.revoke_all_for(row, by=by)
        if row.pk in holders:
            forget_papers(row, by=by)
    free_all_of(rows, by=by)
    people = {row.person_id for row in rows}
    for some in batched(keys):
        Delegate.objects.filter(pk__in=some).scoped().delete()
    for some in batched(sorted(people)):
        # Nobody's any more: not of the reference tables, without an office, on no other list.
        Person.objects.filter(pk__in=some, key=None, tenures=None, delegates=None).delete()


def batched(keys: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """In pieces that a statement can name."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _told(row: Delegate, before: dict[str, Any], now: dict[str, Any], reason: str) -> Told:
    after = {key: value for key, value in now.items() if before.get(key) != value}
    now = after | {"delegate": row.pk} | _because(reason)
    return Told(row, {key: before[key] for key in after}, now, _city_of(row))


def _because(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


def _city_of(row: Delegate) -> str:
    return str(row.delegation.city)
