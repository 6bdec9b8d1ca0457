"""The readiness board: one row for each city, the stages across; what is late is red and leads to its reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from delegations import dossier
from delegations.dossier import Standing
from delegations.models import Delegate, Delegation
from delegations.models.answers import Answer
from forum import clock
from forum.models import Edition


class Kind(StrEnum):
    """How a stage stands, by the names of the house's marks."""

    GOOD = "good"
    WAIT = "wait"
    LATE = "wrong"
    NONE = "none"
    OFF = "off"


class Reason(StrEnum):
    """Where one reads why a stage stands as it does."""

    LETTER = "letter"
    DELEGATION = "delegation"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Cell:
    """A stage of one city; `group` narrows the list of people that explains it."""

    kind: Kind
    words: str
    reason: Reason = Reason.DELEGATION
    group: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The newest open letter to a city; a draft has no number."""

    pk: int
    number: str


@dataclass(frozen=True, slots=True)
class City:
    """A delegation with all that its row is judged by."""

    delegation: Delegation
    letter: Letter | None
    people: tuple[tuple[Delegate, Standing], ...]
    due: Mapping[str, datetime]
    now: datetime

    @property
    def stays_away(self) -> bool:
        return self.delegation.answer == Answer.NO


@dataclass(frozen=True, slots=True)
class Row:
    city: City
    cells: tuple[Cell, ...]

    @property
    def late(self) -> int:
        return sum(cell.kind is Kind.LATE for cell in self.cells)

    @property
    def ready(self) -> bool:
        return all(cell.kind in {Kind.GOOD, Kind.OFF} for cell in self.cells)


def _invited(city: City) -> Cell:
    if city.letter is None:
        return Cell(Kind.NONE, _("no letter"))
    if city.letter.number:
        return Cell(Kind.GOOD, city.letter.number, Reason.LETTER)
    return Cell(Kind.WAIT, _("draft"), Reason.LETTER)


def _answered(city: City) -> Cell:
    answer = city.delegation.answer
    if answer in {Answer.YES, Answer.REPRESENTED}:
        return Cell(Kind.GOOD, city.delegation.get_answer_display())
    if answer == Answer.NO:
        return Cell(Kind.OFF, city.delegation.get_answer_display())
    words = city.delegation.get_answer_display() if answer else _("no answer yet")
    if city.letter is None or not city.letter.number:
        return Cell(Kind.NONE, words)
    return Cell(Kind.LATE if city.delegation.edition.reply_by < city.now else Kind.WAIT, words)


def _named(city: City) -> Cell:
    count = len(city.people)
    words = ngettext("%(n)d person", "%(n)d people", count) % {"n": count}
    if city.delegation.registered_at:
        return Cell(Kind.GOOD, words)
    return Cell(Kind.LATE if city.delegation.edition.register_by < city.now else Kind.WAIT, words)


# Groups of particulars that have a column of their own.
OWN_COLUMN = {"papers", "travel"}


def _particulars(city: City) -> Cell:
    states = [state for _who, standing in city.people for state in standing.groups if state.group.key not in OWN_COLUMN]
    asked = sum(len(state.group.asks) for state in states)
    given = sum(state.given for state in states)
    kind = _kind(asked and given == asked, any(state.late for state in states))
    return Cell(kind, f"{given}/{asked}", Reason.PEOPLE)


def _group(key: str) -> Callable[[City], Cell]:
    """How many of a delegation have given everything of one group."""

    def judged(city: City) -> Cell:
        states = [state for _who, standing in city.people for state in standing.groups if state.group.key == key]
        there = sum(not state.missing for state in states)
        kind = _kind(bool(states) and there == len(states), any(state.late for state in states))
        return Cell(kind, f"{there}/{len(states)}", Reason.PEOPLE, key)

    return judged


def _mark(field: str) -> Callable[[City], Cell]:
    """How many of a delegation have taken a step of the protocol office."""

    def judged(city: City) -> Cell:
        there = sum(getattr(who, field) is not None for who, _standing in city.people)
        kind = _kind(bool(city.people) and there == len(city.people), False)
        return Cell(kind, f"{there}/{len(city.people)}", Reason.PEOPLE)

    return judged


def _kind(done: Any, late: bool) -> Kind:
    return Kind.GOOD if done else Kind.LATE if late else Kind.WAIT


# The stages across, in the order in which a delegation passes them.
STAGES: tuple[tuple[Any, Callable[[City], Cell]], ...] = (
    (gettext_lazy("Invited"), _invited),
    (gettext_lazy("Answered"), _answered),
    (gettext_lazy("Names"), _named),
    (gettext_lazy("Particulars"), _particulars),
    (gettext_lazy("Papers"), _group("papers")),
    (gettext_lazy("Travel"), _group("travel")),
    (gettext_lazy("Accepted"), _mark("accepted_at")),
    (gettext_lazy("Accredited"), _mark("accredited_at")),
    (gettext_lazy("Arrived"), _mark("arrived_at")),
)
# What is still judged of a city that stays away.
ALWAYS = (_invited, _answered)


def board(edition: Edition) -> list[Row]:
    """One row for each guest city, by country. The same few queries for any number of cities."""
    due, now = dossier.deadlines(edition), clock.now()
    people: dict[int, list[tuple[Delegate, Standing]]] = {}
    for one in Delegate.objects.within(edition).with_dossier().in_order():
        people.setdefault(one.delegation_id, []).append((one, dossier.standing(one, due)))
    rows = Delegation.objects.within(edition).guests().standing().with_letter().select_related("city", "edition")
    found = rows.order_by("city__country", "city__key")
    return [_row(City(one, _letter(one), tuple(people.get(one.pk, ())), due, now)) for one in found]


def _letter(delegation: Any) -> Letter | None:
    if delegation.letter_pk is None:
        return None
    number = delegation.letter_count
    return Letter(delegation.letter_pk, f"{delegation.edition.letter_prefix}/{number:03d}" if number else "")


def _row(city: City) -> Row:
    away = city.stays_away
    return Row(city, tuple(Cell(Kind.OFF, "–") if away and judge not in ALWAYS else judge(city) for _, judge in STAGES))


def totals(rows: Iterable[Row]) -> list[int]:
    """For each stage, how many cities have passed it."""
    found = list(rows)
    return [sum(row.cells[place].kind is Kind.GOOD for row in found) for place in range(len(STAGES))]
