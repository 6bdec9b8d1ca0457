"""Where a delegate's papers stand: passport, photo, visa. Rows in, states out, and nothing that is sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from delegations import document_checks, document_words
from delegations.models import Delegate, Flight, Portrait, TravelDocument, Visa, VisaLetter
from delegations.models.delegate import DelegateQuerySet
from forum import clock, names


@dataclass(frozen=True, slots=True)
class Papers:
    """One delegate's papers. `document` is missing, doubtful or complete; `visa` unknown, no, no_post or yes."""

    document: str
    doubts: tuple[str, ...]
    masked: str
    good_until: date | None
    has_portrait: bool
    visa: str
    post: str
    letter: VisaLetter | None = None

    @property
    def doubt_words(self) -> list[str]:
        return [document_words.doubt(code) for code in self.doubts]

    @property
    def is_ready(self) -> bool:
        """Whether a letter for the visa can be made."""
        return self.document != "missing" and self.visa == "yes"


def with_papers(rows: DelegateQuerySet) -> DelegateQuerySet:
    """Delegates with all that `of` asks of them: for a list, in a fixed number of queries."""
    rows = rows.select_related("person", "travel_document", "portrait", "visa__post", "delegation__edition__city")
    return rows.prefetch_related("flights")


def of(delegate: Delegate, letters: Iterable[VisaLetter] = ()) -> Papers:
    """Where the papers of one delegate stand; the delegate comes from `with_papers`."""
    document: TravelDocument | None = _related(delegate, "travel_document")
    portrait: Portrait | None = _related(delegate, "portrait")
    visa: Visa | None = _related(delegate, "visa")
    doubts = _doubts(delegate, document) if document else ()
    post = visa.post if visa else None
    return Papers(
        document="missing" if document is None else "doubtful" if doubts else "complete",
        doubts=doubts,
        masked=document.masked if document else "",
        good_until=document.expires_on if document else None,
        has_portrait=portrait is not None,
        visa="unknown" if visa is None else "no" if visa.needed == Visa.Needed.NO else "yes" if post else "no_post",
        post=str(post or ""),
        letter=max(letters, key=lambda letter: letter.number, default=None),
    )


@dataclass(frozen=True, slots=True)
class PaperGap:
    """A paper that is missing, and why it is asked for."""

    what: Any
    why: Any


def gaps_of(delegate: Delegate) -> list[PaperGap]:
    """What is missing of one delegate's papers; nothing for the host's own people. No query after `with_papers`."""
    if delegate.delegation.is_host:
        return []
    papers = of(delegate)
    gaps = []
    if papers.document == "missing":
        gaps.append(PaperGap(_("passport"), _("for the visa and the formalities at the border")))
    if not papers.has_portrait:
        gaps.append(PaperGap(_("photo"), _("for the badge")))
    if papers.visa == "unknown":
        gaps.append(PaperGap(_("whether a visa is needed"), _("so that the letter for it goes out in time")))
    if papers.visa == "no_post":
        gaps.append(
            PaperGap(_("embassy or consulate"), _("because the letter for the visa names the one that issues it"))
        )
    return gaps


def _doubts(delegate: Delegate, document: TravelDocument) -> tuple[str, ...]:
    found = document.doubts.split()
    if document_checks.expires_soon(document.expires_on, departs_on(delegate)):
        found.insert(0, document_checks.EXPIRES_SOON)
    if document.compared_with != names.full(delegate.person):
        found.append(document_checks.NAME_CHANGED_SINCE)
    return tuple(found)


def departs_on(delegate: Delegate) -> date:
    """The day on which the delegate leaves the host's country, else the last day of the forum."""
    edition = delegate.delegation.edition
    leaving = [flight.leaves_at for flight in delegate.flights.all() if flight.direction == Flight.Direction.OUT]
    return clock.day_at(edition.zone, min(leaving)) if leaving else edition.ends_on


def _related(delegate: Delegate, name: str) -> Any:
    """The one row at the other end, or None: Django raises where there is none."""
    return getattr(delegate, name, None)
