"""The dossier: what is asked of a delegate, why, by when, who sees it, how long it is kept, and what is missing.

The groups follow the stages of protocol: nominated, accepted, travel, accredited, arrived. Rows come from
`Delegate.objects.with_dossier()`; nothing here asks the database but `deadlines()`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from delegations.models import Consent, Delegate, Dossier
from delegations.models.mandate import PARTICULARS, Power
from forum import clock, keeping
from forum.models import Edition
from forum.privacy import Keep


class Stage(models.TextChoices):
    NOMINATED = "nominated", _("nominated")
    ACCEPTED = "accepted", _("accepted")
    TRAVEL = "travel", _("travel known")
    ACCREDITED = "accredited", _("accredited")
    ARRIVED = "arrived", _("arrived")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked. `given` says of a row with its dossier whether it is there."""

    key: str
    label: Any
    given: Callable[[Delegate], bool]


@dataclass(frozen=True, slots=True)
class Group:
    """Particulars that are asked together, for one purpose. `route` takes the key of the delegate.

    `power` is what a mandate needs to fill it in.

    `days_before` counts from the first day of the forum; without it the group is due when registration closes.
    """

    key: str
    label: Any
    why: Any
    seen_by: Any
    keep: Keep
    stage: Stage
    route: str
    asks: tuple[Ask, ...]
    power: str
    days_before: int | None = None


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group as it stands for one delegate."""

    group: Group
    due: datetime
    missing: tuple[Ask, ...]
    late: bool

    @property
    def given(self) -> int:
        return len(self.group.asks) - len(self.missing)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything asked of one delegate: how much of it is there, and what is not."""

    groups: tuple[GroupState, ...]

    @property
    def asked(self) -> int:
        return sum(len(state.group.asks) for state in self.groups)

    @property
    def given(self) -> int:
        return sum(state.given for state in self.groups)

    @property
    def percent(self) -> int:
        """Rounded down, so that only what is whole is called 100."""
        return self.given * 100 // self.asked

    @property
    def late(self) -> bool:
        return any(state.late for state in self.groups)

    def is_complete(self, key: str) -> bool:
        return not any(state.missing for state in self.groups if state.group.key == key)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the way of one delegate, and since when it is reached, as far as an hour is known."""

    stage: Stage
    reached: bool
    at: datetime | None


def dossier_of(delegate: Delegate) -> Dossier | None:
    """The particulars, without asking the database again where they were looked for."""
    found: Dossier | None = getattr(delegate, "dossier", None)
    return found


def consents_of(delegate: Delegate) -> dict[str, Consent]:
    """Kind → the newest word on it."""
    return {consent.kind: consent for consent in sorted(delegate.consents.all(), key=lambda one: one.pk)}


def _of_dossier(field: str) -> Callable[[Delegate], bool]:
    def given(delegate: Delegate) -> bool:
        return bool(getattr(dossier_of(delegate), field, ""))

    return given


def _flies(direction: str) -> Callable[[Delegate], bool]:
    def given(delegate: Delegate) -> bool:
        return any(flight.direction == direction for flight in delegate.flights.all())

    return given


def _has(name: str) -> Callable[[Delegate], bool]:
    """Whether the one row of this name is there."""

    def given(delegate: Delegate) -> bool:
        return getattr(delegate, name, None) is not None

    return given


def _said(kind: str) -> Callable[[Delegate], bool]:
    def given(delegate: Delegate) -> bool:
        return kind in consents_of(delegate)

    return given


OFFICE = _("the protocol office")

GROUPS: tuple[Group, ...] = (
    Group(
        "name",
        _("Name and function"),
        _("For the list of participants, the place card and the order of precedence."),
        _("everybody at the forum"),
        Keep.LONG_TERM,
        Stage.NOMINATED,
        "portal:delegate_edit",
        (Ask("title", _("title or function"), lambda delegate: bool(delegate.titles)),),
        Power.REGISTER,
    ),
    Group(
        "contact",
        _("How to reach the guest"),
        _("So that somebody can be reached at once when a time changes or help is needed."),
        OFFICE,
        Keep.THREE_MONTHS,
        Stage.ACCEPTED,
        "portal:about",
        (
            Ask("email", _("e-mail address"), lambda delegate: bool(delegate.email)),
            Ask("mobile", _("mobile telephone"), _of_dossier("mobile")),
            Ask("emergency", _("emergency contact"), _of_dossier("emergency_phone")),
        ),
        PARTICULARS,
    ),
    Group(
        "languages",
        _("Languages"),
        _("For the booths, and so that somebody sits beside the guest who can talk with him."),
        _("the protocol office and the interpreters"),
        Keep.ONE_MONTH,
        Stage.ACCEPTED,
        "portal:about",
        (
            Ask("speaks", _("languages spoken"), lambda delegate: _speaks(dossier_of(delegate))),
            Ask("interpretation", _("interpretation"), _of_dossier("interpretation")),
        ),
        PARTICULARS,
    ),
    Group(
        "consents",
        _("Consents"),
        _("Because the law asks for each by itself. “No” is an answer too."),
        OFFICE,
        Keep.TWO_YEARS,
        Stage.ACCEPTED,
        "portal:consents",
        tuple(Ask(kind.value, kind.label, _said(kind.value)) for kind in Consent.Kind),
        PARTICULARS,
    ),
    Group(
        "travel",
        _("Travel"),
        _("So that somebody meets the guest at the airport and a car is there in time."),
        _("the protocol office, the greeters and the drivers"),
        Keep.ONE_MONTH,
        Stage.TRAVEL,
        "portal:flight_add",
        (Ask("in", _("flight in"), _flies("in")), Ask("out", _("flight out"), _flies("out"))),
        Power.TRAVEL,
        days_before=21,
    ),
    Group(
        "needs",
        _("Table and needs"),
        _("So that the kitchen serves what is eaten, and nobody stands before steps."),
        _("the protocol office; the kitchen and the guides see only what they must provide"),
        Keep.ONE_MONTH,
        Stage.TRAVEL,
        "portal:needs",
        (Ask("needs", _("menu, allergies, access"), _has("needs")),),
        Power.PAPERS,
        days_before=21,
    ),
    Group(
        "papers",
        _("Passport, photo, visa"),
        _("For the visa and the formalities at the border, and for the badge."),
        _("the protocol office alone: passports are sealed, and whoever opens one is written down"),
        Keep.ONE_MONTH,
        Stage.ACCREDITED,
        "portal:papers",
        (
            Ask("passport", _("passport"), _has("travel_document")),
            Ask("portrait", _("photo"), _has("portrait")),
            Ask("visa", _("whether a visa is needed"), _has("visa")),
        ),
        Power.PAPERS,
    ),
)


def _speaks(dossier: Dossier | None) -> bool:
    return dossier is not None and bool(dossier.speaks or dossier.other_languages)


def usual_deadline(group: Group, edition: Edition) -> datetime:
    """The end of a day on the edition's clock, never before registration closes."""
    if group.days_before is None:
        return edition.register_by
    day = edition.starts_on - timedelta(days=group.days_before)
    return max(edition.register_by, clock.instant(edition.zone, datetime.combine(day, time(23, 59))))


def deadlines(edition: Edition) -> dict[str, datetime]:
    """Group → by when it is asked. One query, none where they came with the edition."""
    kept = {row.group: row.by for row in edition.group_deadlines.all()}
    return {group.key: kept.get(group.key) or usual_deadline(group, edition) for group in GROUPS}


def standing(delegate: Delegate, due: Mapping[str, datetime]) -> Standing:
    """How a delegate's dossier stands, against `deadlines()` of the edition."""
    now = clock.now()
    return Standing(tuple(_state(group, delegate, due[group.key], now) for group in GROUPS))


def _state(group: Group, delegate: Delegate, due: datetime, now: datetime) -> GroupState:
    missing = tuple(ask for ask in group.asks if not ask.given(delegate))
    return GroupState(group, due, missing, bool(missing) and due < now)


def steps(delegate: Delegate, found: Standing) -> list[Step]:
    """The five stages in their order."""
    reached: dict[Stage, tuple[bool, datetime | None]] = {
        Stage.NOMINATED: (True, None),
        Stage.ACCEPTED: (delegate.accepted_at is not None, delegate.accepted_at),
        Stage.TRAVEL: (found.is_complete("travel"), None),
        Stage.ACCREDITED: (delegate.accredited_at is not None, delegate.accredited_at),
        Stage.ARRIVED: (delegate.arrived_at is not None, delegate.arrived_at),
    }
    return [Step(stage, *reached[stage]) for stage in Stage]


def stage(delegate: Delegate, found: Standing) -> Stage:
    """The furthest stage that is reached; nobody is further than nominated before the office has accepted him."""
    if delegate.accepted_at is None:
        return Stage.NOMINATED
    return [step.stage for step in steps(delegate, found) if step.reached][-1]


def together(standings: Iterable[Standing]) -> tuple[int, int]:
    """(given, asked) of several delegates."""
    found = list(standings)
    return sum(one.given for one in found), sum(one.asked for one in found)


def kept_until(keep: Keep, edition: Edition) -> date | None:
    """The day after which a datum of this edition is no longer kept; None for the public record of a public role."""
    return keeping.last_day(keep, edition)
