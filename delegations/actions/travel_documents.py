"""Passports: entered once, sealed at once, replaced or deleted. Nothing here reads one back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from delegations import document_checks, papers, policies, states
from delegations.actions import awaited
from delegations.actions.stale import refuse_stale
from delegations.document_checks import Facts, Names
from delegations.models import Delegate, TravelDocument, VisaLetter
from forum import clock, ledger, names, vault
from forum.models import User

# The version of the words that are shown before the first field. Whoever changes them changes it too.
NOTICE = "2026-1"
DOTS = "······"


@dataclass(frozen=True, slots=True)
class Entry:
    """A passport as it is entered. `birth` is a day, or less where the passport says less."""

    kind: str
    issuer: str
    number: str
    family_name: str
    given_names: str
    nationality: str
    birth: str
    sex: str
    expires_on: date
    issued_on: date | None = None
    from_lines: bool = False

    def __repr__(self) -> str:
        # It may stand in a traceback.
        return f"<Entry {masked(self.issuer, self.number)}>"


class Impossible(Exception):
    """The passport cannot be as it is written: fields and codes of delegations/document_checks.py."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(f"The passport cannot be as it is written: {', '.join(code for _field, code in faults)}.")
        self.faults = faults


class Doubtful(Exception):
    """Something should be looked at once more. Whoever has done so may say so."""

    def __init__(self, doubts: list[str]) -> None:
        super().__init__(f"The passport should be looked at once more: {', '.join(doubts)}.")
        self.doubts = doubts


@transaction.atomic
def save(
    delegate: Delegate,
    entry: Entry,
    *,
    seen: int,
    lines: Names | None = None,
    cut: bool = False,
    confirmed: Iterable[str] = (),
    notice_language: str,
    by: User,
) -> TravelDocument:
    """Seal a passport, in the place of one that was there; the same once more changes nothing.

    `seen` is the version that the writer knew of, 0 for none; `confirmed` are doubts that were looked at. Raises
    Impossible, Doubtful, DoesNotCome, Stale, KeyDestroyed or Delegate.DoesNotExist.
    """
    awaited.hold(delegate.delegation_id)
    delegate = _locked(delegate)
    facts = facts_of(delegate, entry, lines=lines, cut=cut)
    if faults := document_checks.impossible(facts):
        raise Impossible(faults)
    found = TravelDocument.objects.within(delegate.delegation.edition).select_for_update(of=("self",))
    row: TravelDocument | None = found.filter(delegate=delegate).first()
    new = row is None
    row = row or TravelDocument(delegate=delegate, edition=delegate.delegation.edition, version=0)
    print_ = vault.fingerprint(row, _said(entry))
    if not new and row.fingerprint == print_ and row.compared_with == names.full(delegate.person):
        return row
    if not new:
        refuse_stale(row, seen)
    doubts = document_checks.doubts(facts)
    soon = [document_checks.EXPIRES_SOON] if document_checks.expires_soon(entry.expires_on, facts.departs_on) else []
    if left := [doubt for doubt in soon + doubts if doubt not in set(confirmed)]:
        raise Doubtful(left)
    row.notice, row.notice_language = NOTICE, notice_language
    row.saved_by, row.saved_by_name = by, str(by)[:200]
    _seal(row, entry, doubts)
    # Not a word of what the passport says: the ledger is read by many and kept for long.
    _record("passport.saved", row, by, {} if new else {"version": seen}, {"version": row.version, "notice": NOTICE})
    return row


@transaction.atomic
def keep_specimen(delegate: Delegate, entry: Entry) -> bool:
    """Seal an invented passport that comes from a file, where none was entered; say whether it was.

    Raises ValueError for a state other than UTO: real passports do not stand in files.
    """
    if (entry.issuer, entry.nationality) != ("UTO", "UTO"):
        raise ValueError("Only specimens, of the state UTO, come from a file.")
    edition = delegate.delegation.edition
    if TravelDocument.objects.within(edition).filter(delegate=delegate).exists() or vault.is_destroyed(edition):
        return False
    row = TravelDocument(delegate=delegate, edition=edition, version=0, notice=NOTICE, notice_language="en")
    _seal(row, entry, document_checks.doubts(facts_of(delegate, entry)))
    return True


def _seal(row: TravelDocument, entry: Entry, doubts: list[str]) -> None:
    row.kind, row.expires_on, row.masked = entry.kind, entry.expires_on, masked(entry.issuer, entry.number)
    row.doubts, row.from_lines = " ".join(doubts), entry.from_lines
    row.compared_with = names.full(row.delegate.person)
    row.fingerprint = vault.fingerprint(row, _said(entry))
    row.saved_at, row.version = clock.now(), row.version + 1
    vault.seal(row, _sealed(entry))
    row.save()


@transaction.atomic
def delete(delegate: Delegate, *, by: User) -> None:
    """Delete a passport and the words of the letters that were made from it; again changes nothing."""
    try:
        delegate = _locked(delegate)
    except Delegate.DoesNotExist:
        return
    row = TravelDocument.objects.within(delegate.delegation.edition).filter(delegate=delegate).first()
    if row is None:
        return
    VisaLetter.objects.within(row.edition).filter(delegate=delegate).update(words=None)
    _record("passport.deleted", row, by, {"version": row.version}, {})
    row.delete()


def masked(issuer: str, number: str) -> str:
    """What is shown of a passport: the state, and the last two signs of a number that has enough others."""
    return f"{issuer} {DOTS}{number[-2:] if len(number) > 4 else ''}"


def facts_of(delegate: Delegate, entry: Entry, *, lines: Names | None = None, cut: bool = False) -> Facts:
    """What the checks compare; the delegate comes with person and edition."""
    person, edition = delegate.person, delegate.delegation.edition
    return Facts(
        document=Names(entry.family_name, entry.given_names),
        listed=Names(person.family_name, person.given_name),
        birth=entry.birth,
        issued_on=entry.issued_on,
        expires_on=entry.expires_on,
        departs_on=papers.departs_on(delegate),
        today=clock.day_at(edition.zone, clock.now()),
        lines=lines,
        cut=cut,
        states_known=states.is_known(entry.issuer) and states.is_known(entry.nationality),
    )


def _locked(delegate: Delegate) -> Delegate:
    # The delegate's row is the queue for all that is entered about him.
    rows = Delegate.objects.filter(pk=delegate.pk).scoped()
    rows = rows.select_related("person", "delegation__edition", "delegation__city")
    found: Delegate = rows.select_for_update(of=("self",)).get()
    return found


def _sealed(entry: Entry) -> dict[str, str | None]:
    return {
        "issuer": entry.issuer,
        "number": entry.number,
        "family_name": entry.family_name,
        "given_names": entry.given_names,
        "nationality": entry.nationality,
        "birth": entry.birth,
        "sex": entry.sex,
        "issued_on": entry.issued_on.isoformat() if entry.issued_on else None,
    }


def _said(entry: Entry) -> list[str]:
    return [entry.kind, entry.expires_on.isoformat(), *(value or "" for value in _sealed(entry).values())]


def _record(verb: str, row: TravelDocument, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    delegation = row.delegate.delegation
    whose = {"delegate": row.delegate_id, "delegation": delegation.pk}
    ledger.record(
        verb,
        subject=row,
        by=by,
        edition=delegation.edition,
        before=before | whose,
        after=after | whose,
        on_behalf_of=policies.principal_of(row.delegate, by),
    )
