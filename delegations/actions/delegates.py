"""The people of a delegation: added, changed, taken off; and the registration handed in."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from delegations import policies
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Delegation
from forum import clock, ledger
from forum.models import Person, User
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
    """Somebody of this name stands on the list already, with other particulars."""

    def __init__(self, twin: Delegate) -> None:
        super().__init__(f"{twin} is already on the list.")
        self.twin = twin


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
def add(delegation: Delegation, entry: Entry, *, by: User) -> Delegate:
    """Register somebody. The same entry sent twice, as by a double click, is one delegate.

    Raises RegistrationClosed, AlreadyListed or HeadAlreadyNamed.
    """
    delegation = _locked(delegation)
    if twin := _twin(delegation, entry):
        if entry_of(twin) == entry:
            return twin
        raise AlreadyListed(twin)
    _refuse_second_head(delegation, entry)
    last = delegation.delegates.aggregate(last=Max("position"))["last"] or 0
    person = Person.objects.create(**_name(entry))
    delegate: Delegate = Delegate.objects.create(
        delegation=delegation, person=person, position=last + 1, titles=_titles(entry), **_function(entry)
    )
    _record("delegate.added", delegate, by, {}, entry)
    return delegate


@transaction.atomic
def change(delegate: Delegate, entry: Entry, *, seen: int, by: User) -> Delegate:
    """Correct an entry; the same again changes nothing.

    Raises Stale, RegistrationClosed, HeadAlreadyNamed or Delegate.DoesNotExist.
    """
    delegation = _locked(delegate.delegation)
    row: Delegate = delegation.delegates.select_for_update(of=("self",)).select_related("person").get(pk=delegate.pk)
    before = asdict(entry_of(row))
    if before == asdict(entry):
        return row
    refuse_stale(row, seen)
    _refuse_second_head(delegation, entry, row)
    # An approved title in other languages stays as long as the title is the same; of a new one only this is known.
    if entry.title != before["title"]:
        row.titles = _titles(entry)
    Person.objects.filter(pk=row.person_id).update(**_name(entry))
    for field, value in _function(entry).items():
        setattr(row, field, value)
    row.version += 1
    row.save()
    row.person.refresh_from_db()
    _record("delegate.changed", row, by, before, entry)
    return row


@transaction.atomic
def remove(delegate: Delegate, *, by: User) -> None:
    """Take somebody off the list; again changes nothing. Raises RegistrationClosed."""
    delegation = _locked(delegate.delegation)
    row = delegation.delegates.filter(pk=delegate.pk).select_related("person").first()
    if row is None:
        return
    ledger.record(
        "delegate.removed",
        subject=row,
        by=by,
        edition=delegation.edition,
        before=asdict(entry_of(row)) | {"delegate": row.pk},
        on_behalf_of=str(delegation.city),
    )
    row.delete()


@transaction.atomic
def hand_in(delegation: Delegation, *, by: User) -> None:
    """Say that the list is complete; saying it again changes nothing. Raises RegistrationClosed."""
    delegation = _locked(delegation)
    if delegation.registered_at:
        return
    now = clock.now()
    Delegation.objects.filter(pk=delegation.pk).scoped().update(registered_at=now, version=F("version") + 1)
    ledger.record(
        "delegation.registered",
        subject=delegation,
        by=by,
        edition=delegation.edition,
        before={"registered_at": None},
        after={"registered_at": now.isoformat(), "people": delegation.delegates.count()},
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


def _locked(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.filter(pk=delegation.pk).scoped().select_related("edition", "city")
    found: Delegation = rows.select_for_update(of=("self",)).get()
    if not policies.is_time_to_register(found):
        raise RegistrationClosed(found)
    return found


def _twin(delegation: Delegation, entry: Entry) -> Delegate | None:
    same = delegation.delegates.filter(person__family_name=entry.family_name, person__given_name=entry.given_name)
    twin: Delegate | None = same.select_related("person").first()
    return twin


def _refuse_second_head(delegation: Delegation, entry: Entry, itself: Delegate | None = None) -> None:
    if entry.role != Delegate.Role.HEAD:
        return
    head = delegation.delegates.filter(role=Delegate.Role.HEAD).select_related("person").first()
    if head and (itself is None or head.pk != itself.pk):
        raise HeadAlreadyNamed(head)


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


def _record(verb: str, delegate: Delegate, by: User, before: dict[str, Any], entry: Entry) -> None:
    after = {key: value for key, value in asdict(entry).items() if before.get(key) != value}
    was = {key: before[key] for key in after if key in before}
    ledger.record(
        verb,
        subject=delegate,
        by=by,
        edition=delegate.delegation.edition,
        before=was,
        after=after | {"delegate": delegate.pk},
        on_behalf_of=str(delegate.delegation.city),
    )
