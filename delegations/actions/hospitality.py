"""Who pays what: the edition's terms for each role, what is decided for one delegate, and the statement on paper."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from delegations import policies, statement_pages
from delegations.actions import awaited
from delegations.models import CostStatement, Cover, Delegate, Delegation, OwnCover
from delegations.models.answers import Answer
from forum import clock, documents, ledger
from forum.models import Edition, User


@dataclass(frozen=True, slots=True)
class Terms:
    """Who pays one item; without a payer that stays open."""

    item: str
    payer: str = ""
    nights: int | None = None
    sponsor: str = ""
    note: str = ""

    @classmethod
    def of(cls, row: Cover | OwnCover) -> "Terms":
        return cls(row.item, row.payer, row.nights, row.sponsor, row.note)

    def fields(self) -> dict[str, Any]:
        return {"payer": self.payer, "nights": self.nights, "sponsor": self.sponsor, "note": self.note}

    def in_words(self) -> str:
        """As the ledger writes it."""
        nights = str(self.nights) if self.nights is not None else ""
        return " · ".join(part for part in (self.payer, nights, self.sponsor, self.note) if part)


class TermsChanged(Exception):
    """Somebody else has set these terms since they were read. They are carried as they are now."""

    def __init__(self, now: list[Terms]) -> None:
        super().__init__("The terms were set by somebody else meanwhile.")
        self.now = now


def seal(terms: Iterable[Terms]) -> str:
    """What a form remembers of the terms that it showed."""
    known = sorted((one.item, one.in_words()) for one in terms if one.payer)
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]


def terms_of(edition: Edition, role: str) -> list[Terms]:
    return [Terms.of(row) for row in Cover.objects.within(edition).filter(role=role).order_by("pk")]


@transaction.atomic
def set_terms(edition: Edition, role: str, terms: Iterable[Terms], *, seen: str, by: User) -> None:
    """Say who pays each item for everybody of a role. The same again changes nothing. Raises TermsChanged."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    before, wanted = terms_of(edition, role), [one for one in terms if one.payer]
    if seal(before) == seal(wanted):
        return
    if seal(before) != seen:
        raise TermsChanged(before)
    rows = Cover.objects.within(edition).filter(role=role)
    rows.exclude(item__in=[one.item for one in wanted]).delete()
    for one in wanted:
        rows.update_or_create(edition=edition, role=role, item=one.item, defaults=one.fields())
    after = {one.item: one.in_words() for one in wanted}
    was = {one.item: one.in_words() for one in before}
    ledger.record(
        "hospitality.set",
        subject=edition,
        by=by,
        edition=edition,
        before={"role": role, **was},
        after={"role": role, **after},
    )


@transaction.atomic
def decide(delegate: Delegate, terms: Terms, *, seen: str, reason: str, by: User) -> None:
    """Decide who pays one item for one delegate; without a payer his role's terms hold again.

    Raises TermsChanged or DoesNotCome.
    """
    awaited.hold(delegate.delegation_id)
    rows = Delegate.objects.filter(pk=delegate.pk).scoped().select_related("delegation__edition", "delegation__city")
    delegate = rows.select_for_update(of=("self",)).get()
    own: OwnCover | None = delegate.covers.filter(item=terms.item).first()
    before = [Terms.of(own)] if own else []
    if seal(before) == seal([terms]) and (own is None or own.reason == reason):
        return
    if seal(before) != seen:
        raise TermsChanged(before)
    if not terms.payer:
        delegate.covers.filter(item=terms.item).delete()
    else:
        facts = {**terms.fields(), "reason": reason, "given_by": by, "given_at": clock.now()}
        delegate.covers.update_or_create(delegate=delegate, item=terms.item, defaults=facts)
    ledger.record(
        "hospitality.excepted",
        subject=delegate,
        by=by,
        edition=delegate.delegation.edition,
        before={"item": terms.item, "terms": before[0].in_words() if before else ""},
        after={"item": terms.item, "terms": terms.in_words(), "reason": reason, "delegate": delegate.pk},
        on_behalf_of=str(delegate.delegation.city),
    )


@transaction.atomic
def issue(delegation: Delegation, *, by: User) -> CostStatement:
    """Put on paper what is covered for a delegation. While nothing is different, the newest statement stays.

    Raises DoesNotCome.
    """
    rows = Delegation.objects.filter(pk=delegation.pk).scoped().select_related("edition__city", "city")
    delegation = rows.select_for_update(of=("self",)).get()
    policies.refuse_absent(delegation)
    checksum = statement_pages.checksum(delegation)
    newest: CostStatement | None = delegation.statements.newest_first().first()
    if newest and newest.checksum == checksum:
        return newest
    number = newest.number + 1 if newest else 1
    paper = statement_pages.pdf(delegation, number)
    name = f"{delegation.city.key}-cost-statement-{number}.pdf"
    document = documents.store(paper, name=name, media_type="application/pdf", edition=delegation.edition)
    made: CostStatement = CostStatement.objects.create(
        delegation=delegation, number=number, checksum=checksum, document=document, issued_by=by
    )
    ledger.record(
        "statement.issued",
        subject=delegation,
        by=by,
        edition=delegation.edition,
        before={"number": newest.number if newest else None},
        after={"number": number, "checksum": checksum[:12]},
    )
    return made


def issue_all(edition: Edition, *, by: User) -> list[CostStatement]:
    """A statement for every delegation that may come and has none that says what is true now; give the new ones.

    Also for those that have not answered: a council votes on the journey with the statement in hand.
    """
    known = set(CostStatement.objects.within(edition).values_list("pk", flat=True))
    rows = Delegation.objects.within(edition).guests().standing().exclude(answer=Answer.NO)
    rows = rows.filter(delegates__isnull=False).distinct()
    made = [issue(delegation, by=by) for delegation in rows.order_by("city__key")]
    return [one for one in made if one.pk not in known]


def by_role(edition: Edition) -> Mapping[str, list[Cover]]:
    """The terms of the whole edition. One query."""
    found: dict[str, list[Cover]] = {}
    for row in Cover.objects.within(edition):
        found.setdefault(row.role, []).append(row)
    return found
