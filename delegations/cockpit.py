"""The assistant's cockpit: one list of what is missing for everybody she acts for, by deadline."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from delegations import missing
from delegations.missing import Gap
from delegations.models import Delegate, Delegation
from delegations.policies import Rights

SOON = timedelta(days=7)


@dataclass(slots=True)
class Block:
    """What a delegation and its people lack by one deadline."""

    delegation: Delegation
    due: datetime | None
    gaps: list[Gap] = field(default_factory=list)

    @property
    def city_clock(self) -> str:
        """The zone of the city's own clocks, where they differ from those of the event."""
        zone = self.delegation.city.zone
        return "" if zone == self.delegation.edition.zone else zone

    @property
    def city_zone_label(self) -> str:
        return _("%(city)s time") % {"city": self.delegation.city}


@dataclass(frozen=True, slots=True)
class Group:
    """Late, this week or later: its blocks, the nearest deadline first."""

    key: str
    label: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whom the list can be narrowed to, under his delegation."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Cockpit:
    groups: list[Group]
    open: int
    done: int
    choices: list[tuple[str, list[Choice]]]
    chosen: str

    @property
    def all(self) -> int:
        return self.open + self.done

    @property
    def has_choices(self) -> bool:
        return sum(len(choices) for _city, choices in self.choices) > 1


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that this account is asked for."""

    delegation: Delegation
    gap: Gap


def asked_of(rights: Rights, delegation: Delegation, people: list[Delegate]) -> list[Asked]:
    """What the delegation is asked for and this account may fill in, also what is there already."""
    gaps = [gap for gap in missing.asked(delegation, people) if _may_fill(rights, delegation, gap)]
    return [Asked(delegation, gap) for gap in missing.by_person(gaps, people)]


def _may_fill(rights: Rights, delegation: Delegation, gap: Gap) -> bool:
    powers = rights.over_delegate(gap.delegate) if gap.delegate else rights.over(delegation)
    return gap.power in powers if gap.power else bool(powers)


def of(everything: Iterable[Asked], *, now: datetime, chosen: str = "") -> Cockpit:
    """The list, for everybody or for whom is chosen; a choice that does not exist is everybody."""
    asked = list(everything)
    choices = _choices(asked)
    known = {choice.key for _city, some in choices for choice in some}
    chosen = chosen if chosen in known else ""
    seen = [one for one in asked if not chosen or chosen in _keys(one)]
    left = [one for one in seen if not one.gap.done]
    return Cockpit(_grouped(left, now), len(left), len(seen) - len(left), choices, chosen)


def _keys(one: Asked) -> tuple[str, str]:
    return f"city-{one.delegation.pk}", f"person-{one.gap.delegate.pk}" if one.gap.delegate else ""


def _choices(asked: list[Asked]) -> list[tuple[str, list[Choice]]]:
    found: dict[int, tuple[str, dict[str, Choice]]] = {}
    for one in asked:
        delegation, delegate = one.delegation, one.gap.delegate
        city, person = _keys(one)
        everybody = Choice(city, _("everybody of %(city)s") % {"city": delegation.city})
        _label, some = found.setdefault(
            delegation.pk, (f"{delegation.city} · {delegation.edition.name}", {city: everybody})
        )
        if delegate:
            some.setdefault(person, Choice(person, str(delegate.person)))
    return [(label, list(some.values())) for label, some in found.values()]


def _grouped(left: list[Asked], now: datetime) -> list[Group]:
    labels = {"late": _("Late"), "week": _("Due this week"), "later": _("Later")}
    blocks: dict[str, dict[Any, Block]] = {key: {} for key in labels}
    # Sorting keeps the order of cities and people within one deadline.
    for one in sorted(left, key=lambda one: (one.gap.due is None, one.gap.due or now)):
        place, key = blocks[_when(one.gap.due, now)], (one.gap.due, one.delegation.pk)
        place.setdefault(key, Block(one.delegation, one.gap.due)).gaps.append(one.gap)
    return [Group(key, labels[key], list(some.values())) for key, some in blocks.items() if some]


def _when(due: datetime | None, now: datetime) -> str:
    if due is not None and due < now:
        return "late"
    return "week" if due is not None and due <= now + SOON else "later"
