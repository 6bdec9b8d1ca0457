"""The register of names: renderings corrected, and signed off by the city as they were shown."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from delegations import policies
from delegations.actions.stale import Stale
from delegations.models import Delegate, Delegation, NameSignOff
from delegations.register import Sheet, sheet_of
from forum import clock, ledger
from forum.models import Person, User
from forum.names import OF_THE_PASSPORT


class ForumIsOver(Exception):
    """The last day of the edition has passed: its names stay as they were printed."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"{delegation.edition} ended on {delegation.edition.ends_on}.")
        self.delegation = delegation


class SomeNamesChanged(Exception):
    """Some names are not as they were shown to whoever signs; these are not signed off, the others are."""

    def __init__(self, signed: list[Delegate], changed: list[Delegate]) -> None:
        super().__init__(f"Changed meanwhile: {', '.join(map(str, changed))}.")
        self.signed, self.changed = signed, changed


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody entered about a name. What is left empty is computed; `titles` are those of this delegate."""

    native_name: str = ""
    name_language: str = ""
    renderings: dict[str, str] = field(default_factory=dict)
    names_in: dict[str, str] = field(default_factory=dict)
    courtesies: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def said_of(delegate: Delegate) -> Said:
    """What was entered so far."""
    person = delegate.person
    return Said(
        native_name=person.native_name,
        name_language=person.name_language,
        renderings=dict(person.renderings),
        names_in=dict(person.names_in),
        courtesies=dict(person.courtesies),
        titles=dict(delegate.titles),
    )


@transaction.atomic
def correct(delegate: Delegate, said: Said, *, seen: str, by: User) -> Delegate:
    """Enter renderings and titles; the same again changes nothing. `seen` is the seal of the sheet as it was shown.

    Raises Stale, ForumIsOver or Delegate.DoesNotExist.
    """
    row = _locked(delegate.pk)
    before = said_of(row)
    if before == said:
        return row
    if _sheet(row).seal != seen:
        raise Stale(row)
    person = row.person
    for name in ("native_name", "name_language", "renderings", "names_in", "courtesies"):
        setattr(person, name, getattr(said, name))
    person.save()
    row.titles, row.version = said.titles, row.version + 1
    row.save()
    _record("names.changed", row, by, *_told(before, said))
    return row


def sign_off(delegation: Delegation, shown: Iterable[tuple[int, str]], *, by: User) -> list[Delegate]:
    """Sign off these delegates' names, each by the seal of the sheet that was shown; give those signed now.

    What is signed already stays as it is. Raises SomeNamesChanged when the rest is signed, or ForumIsOver.
    """
    signed, changed = _sign_all(delegation, dict(shown), by)
    if changed:
        raise SomeNamesChanged(signed, changed)
    return signed


@transaction.atomic
def _sign_all(delegation: Delegation, shown: dict[int, str], by: User) -> tuple[list[Delegate], list[Delegate]]:
    signed, changed = [], []
    for pk, seal in sorted(shown.items()):
        row = _rows(delegation.delegates.all()).filter(pk=pk).first()
        if row is None:
            continue  # taken off the list meanwhile: there is nothing to sign
        _refuse_after_the_end(row.delegation)
        sheet = _sheet(row)
        if sheet.seal != seal:
            changed.append(row)
        elif sheet.standing.state != "signed":
            _sign(sheet, by)
            signed.append(row)
    return signed, changed


def _sign(sheet: Sheet, by: User) -> None:
    row = sheet.delegate
    last = row.name_signoffs.aggregate(last=Max("number"))["last"] or 0
    made = NameSignOff.objects.create(
        delegate=row, number=last + 1, signed=sheet.values, seal=sheet.seal, user=by, signed_by=str(by), at=clock.now()
    )
    _record("names.signed_off", row, by, {}, {"delegate": row.pk, "version": made.number, "seal": made.seal[:12]})


def _locked(pk: int) -> Delegate:
    row: Delegate = _rows(Delegate.objects.filter(pk=pk).scoped()).get()
    _refuse_after_the_end(row.delegation)
    # The person too: another city's list, or the reference tables, may name the same human being.
    row.person = Person.objects.select_for_update(of=("self",)).get(pk=row.person_id)
    return row


def _rows(rows: "QuerySet[Delegate]") -> "QuerySet[Delegate]":
    return rows.select_for_update(of=("self",)).select_related("person", "delegation__edition", "delegation__city")


def _refuse_after_the_end(delegation: Delegation) -> None:
    if not policies.is_time_for_names(delegation):
        raise ForumIsOver(delegation)


def _sheet(row: Delegate) -> Sheet:
    return sheet_of(row, row.delegation.edition.languages)


def _told(before: Said, after: Said) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed, for the ledger; of a passport only that something did."""
    was, now = asdict(before), asdict(after)
    changed = [name for name in now if was[name] != now[name]]
    return {name: _masked(was[name]) for name in changed}, {name: _masked(now[name]) for name in changed}


def _masked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: "…" if key in OF_THE_PASSPORT else text for key, text in value.items()}


def _record(verb: str, row: Delegate, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    delegation = row.delegation
    ledger.record(
        verb,
        subject=row,
        by=by,
        edition=delegation.edition,
        before=before,
        after=after,
        on_behalf_of=policies.principal_of(row, by),
    )
