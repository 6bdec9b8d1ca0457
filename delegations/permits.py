"""What the permit allows, beside what is expected and what is confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from delegations.models import Delegation, Invitation, Permit
from delegations.models.answers import Answer
from forum.models import Edition


@dataclass(frozen=True, slots=True)
class Gauge:
    """One ceiling of the permit; `approved` is None where the permit names none."""

    key: str
    label: str
    approved: int | None
    expected: int
    confirmed: int

    @property
    def kind(self) -> str:
        """ "wrong" when more are confirmed than approved, "wait" when more are expected."""
        if self.approved is None:
            return ""
        return "wrong" if self.confirmed > self.approved else "wait" if self.expected > self.approved else ""


@dataclass(frozen=True, slots=True)
class Party:
    """What the gauges count of a delegation."""

    country: str
    people: int
    confirmed: bool


def gauges(edition: Edition, permit: Permit | None) -> list[Gauge]:
    """The meters of the permit. One query."""
    parties, home = _parties(edition), edition.city.country
    abroad = [party for party in parties if party.country != home]
    sure = [party for party in parties if party.confirmed]
    sure_abroad = [party for party in sure if party.country != home]
    allowed = permit or Permit()
    days = (edition.ends_on - edition.starts_on).days + 1
    return [
        Gauge(
            "foreign_guests",
            _("foreign guests"),
            allowed.foreign_guests,
            *map(_people, (abroad, sure_abroad)),
        ),
        Gauge("people", _("people in all"), allowed.people, _people(parties), _people(sure)),
        Gauge("countries", _("countries"), allowed.countries, _countries(parties), _countries(sure)),
        Gauge("days", _("days"), allowed.days, days, days),
    ]


def of(edition: Edition) -> Permit | None:
    found: Permit | None = Permit.objects.within(edition).first()
    return found


def _people(parties: Iterable[Party]) -> int:
    return sum(party.people for party in parties)


def _countries(parties: Iterable[Party]) -> int:
    return len({party.country for party in parties})


def _parties(edition: Edition) -> list[Party]:
    """Every delegation that may still come: of one that was invited and has registered nobody, its head is expected."""
    letters = Invitation.objects.within(edition).sent().filter(delegation=OuterRef("pk"))
    rows = Delegation.objects.within(edition).standing().exclude(answer=Answer.NO)
    rows = rows.annotate(headcount=Count("delegates"), has_letter=Exists(letters))
    fields = rows.values_list("city__country", "headcount", "has_letter", "answer", "is_host")
    return [
        Party(country, count or 1, is_host or answer in (Answer.YES, Answer.REPRESENTED))
        for country, count, has_letter, answer, is_host in fields
        if count or has_letter
    ]
