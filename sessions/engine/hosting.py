"""What the host does for guests outside the programme: cars, rooms, liaison officers, and who comes as a couple.

None of it is released: like journeys it is true the moment it is entered. What only the office may know does not
come in here at all: no number of a room, no other passenger of a car, no driver.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self, TypeVar

from sessions.engine.values import Entry, Span, Texts

A_MOMENT = timedelta(minutes=1)  # of a car only the hour of leaving is known
# Where a guest brings the husband or wife though neither has a part.
SOCIAL_KINDS = frozenset({"reception", "meal", "side_programme"})


@dataclass(frozen=True, slots=True)
class Ride:
    """A seat of one delegate in one transfer; `leg` is the journey that it is for, if it is for one."""

    id: int
    delegate: int
    origin: str
    destination: str
    leaves_at: datetime
    vehicle: str
    plate: str
    liaison: str = ""
    liaison_phone: str = ""
    leg: int | None = None

    @property
    def key(self) -> str:
        """Kept when the guest is given another car for the same journey: that is one change, not two."""
        return f"ride:{self.id}" if self.leg is None else f"ride:leg-{self.leg}"

    def entry(self) -> Entry:
        names = ("origin", "destination", "vehicle", "plate", "liaison", "liaison_phone")
        told = {name: value for name in names if (value := getattr(self, name))}
        return Entry(self.key, "ride", {}, Span(self.leaves_at, self.leaves_at + A_MOMENT), details=told)


@dataclass(frozen=True, slots=True)
class Lodging:
    """Where one delegate sleeps: from the midnight before the first night to that of the day of leaving."""

    id: int
    delegate: int
    span: Span
    names: Texts = field(default_factory=dict, hash=False)
    addresses: Texts = field(default_factory=dict, hash=False)
    phone: str = ""
    early: bool = False
    late: bool = False

    def entry(self) -> Entry:
        told = {"phone": self.phone, "early": "yes" if self.early else "", "late": "yes" if self.late else ""}
        details = {name: value for name, value in told.items() if value}
        return Entry(f"stay:{self.id}", "hotel", self.names, self.span, venue_names=self.addresses, details=details)


@dataclass(frozen=True, slots=True)
class Officer:
    """Whom a delegation may ask anything, from its arrival to its departure."""

    id: int
    delegation: int
    span: Span
    name: str
    phone: str = ""
    languages: tuple[str, ...] = ()

    def entry(self) -> Entry:
        told = {"name": self.name, "phone": self.phone, "languages": "+".join(self.languages)}
        details = {name: value for name, value in told.items() if value}
        return Entry(f"liaison:{self.id}", "liaison", {}, self.span, details=details)


@dataclass(frozen=True, slots=True)
class Couple:
    """A head of delegation and the husband, wife or partner on the same list, by the names that each reads."""

    one: int
    other: int
    one_names: Texts = field(default_factory=dict, hash=False)
    other_names: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Hosting:
    """All of it, as it is now."""

    rides: tuple[Ride, ...] = ()
    lodgings: tuple[Lodging, ...] = ()
    officers: tuple[Officer, ...] = ()
    couples: tuple[Couple, ...] = ()


NOTHING_HOSTED = Hosting()
Beside = tuple[int, Texts]  # who comes with somebody, and how that person is called


@dataclass(frozen=True, slots=True)
class HostedGuide:
    """`Hosting` opened at the right pages."""

    by_delegate: Mapping[int, tuple[Entry, ...]]
    by_delegation: Mapping[int, tuple[Entry, ...]]
    beside: Mapping[int, tuple[Beside, ...]]

    @classmethod
    def to(cls, hosting: Hosting) -> Self:
        own = [(one.delegate, one.entry()) for one in (*hosting.rides, *hosting.lodgings)]
        pairs: list[tuple[int, Beside]] = []
        for couple in hosting.couples:
            pairs.append((couple.one, (couple.other, couple.other_names)))
            pairs.append((couple.other, (couple.one, couple.one_names)))
        return cls(_grouped(own), _grouped((one.delegation, one.entry()) for one in hosting.officers), _grouped(pairs))

    def entries_of(self, delegate: int, delegation: int | None) -> tuple[Entry, ...]:
        """The lines of one delegate that no release holds."""
        of_delegation = self.by_delegation.get(delegation, ()) if delegation is not None else ()
        return (*self.by_delegate.get(delegate, ()), *of_delegation)


V = TypeVar("V")


def _grouped(pairs: Iterable[tuple[int, V]]) -> dict[int, tuple[V, ...]]:
    found: defaultdict[int, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def names_of(beside: Iterable[Beside]) -> Texts:
    """The names of those who come along, in every language that one of them is named in."""
    known = [names for _who, names in beside]
    languages = sorted({language for names in known for language in names})
    return {tag: ", ".join(names.get(tag) or names.get("en", "") for names in known) for tag in languages}
