"""The values that the engine reads and gives: a programme, one person's lines of it, what changed, what clashes.

Every value is frozen and travels as JSON without loss. Instants are kept in UTC; whose day or hour an instant
is, is decided where somebody reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import Literal, Self

from sessions.engine.circumstances import NONE, Circumstances
from sessions.engine.spans import Span as Span  # noqa: PLC0414 -- read from here since there was one file
from sessions.engine.writing import LATER, UNWRITTEN, Json, Written, fingerprint, in_utc, instant

Texts = Mapping[str, str]  # language tag → text
Channels = Mapping[str, int]  # language tag → number on the receiver
Grade = Literal["info", "warn", "block"]
Direction = Literal["in", "out"]

ITEM_KINDS = (
    "plenary",
    "sub_forum",
    "speech",
    "site_visit",
    "signing",
    "bilateral",
    "reception",
    "transfer",
    "side_programme",
    "meal",
    "break",
)
AUDIENCES = ("public", "delegates", "delegation", "protocol")
EDIT_KINDS = (
    "added",
    "removed",
    "cancelled",
    "restored",
    "moved",
    "resized",
    "retitled",
    "room",
    "role",
    "people",
    "language",
    "dress",
    "notes",
    "flight",
    "channel",
    "companion",
    "ride",
    "hotel",
    "liaison",
)


def _span(data: Json | None) -> Span | None:
    return None if data is None else Span.from_json(data)


@dataclass(frozen=True, slots=True)
class Part(Written):
    """What one delegate does in an item: speaker, chair, moderator, rapporteur, signatory, witness, guest, attendee."""

    delegate: int
    role: str

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Item(Written):
    """One thing with a time and a place. Without a span it is not placed yet. Parts have no order: they are sorted."""

    id: int
    kind: str
    titles: Texts = field(default_factory=dict, hash=False)
    span: Span | None = None
    room: int | None = None
    room_names: Texts = field(default_factory=dict, hash=False)
    venue: int | None = None
    venue_names: Texts = field(default_factory=dict, hash=False)
    capacity: int | None = None
    parent: int | None = None
    parts: tuple[Part, ...] = ()
    audience: str = "protocol"  # the narrowest, unless somebody says otherwise
    delegation: int | None = None
    dress: str = ""
    languages: tuple[str, ...] = ()
    notes: Texts = field(default_factory=dict, hash=False)
    cancelled: bool = False
    seats: int | None = field(default=None, metadata=LATER)  # on the bus
    meeting_points: Texts = field(default_factory=dict, hash=False, metadata=LATER)
    channels: Channels = field(default_factory=dict, hash=False, metadata=LATER)
    topics: Texts = field(default_factory=dict, hash=False, metadata=LATER)  # what a speech is about

    def __post_init__(self) -> None:
        parts = tuple(sorted(set(self.parts), key=attrgetter("delegate", "role")))
        object.__setattr__(self, "parts", parts)

    @classmethod
    def from_json(cls, data: Json) -> Self:
        parts = tuple(Part.from_json(part) for part in data["parts"])
        return cls(**{**data, "span": _span(data["span"]), "parts": parts, "languages": tuple(data["languages"])})

    def people(self) -> frozenset[int]:
        """The delegates with a part in it, each once."""
        return frozenset(part.delegate for part in self.parts)


@dataclass(frozen=True, slots=True)
class Leg(Written):
    """One flight, train or ship that brings a delegate in or takes him out."""

    id: int
    delegate: int
    direction: Direction
    number: str
    origin: str
    destination: str
    origin_zone: str
    destination_zone: str
    leaves_at: datetime
    lands_at: datetime
    mode: str | None = field(default=None, metadata=LATER)  # "train", or "own"; a flight says nothing

    def __post_init__(self) -> None:
        object.__setattr__(self, "leaves_at", in_utc(self.leaves_at))
        object.__setattr__(self, "lands_at", in_utc(self.lands_at))
        if self.lands_at <= self.leaves_at:
            raise ValueError(f"{self.number} must land after it leaves; look at the two time zones.")

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**{**data, "leaves_at": instant(data["leaves_at"]), "lands_at": instant(data["lands_at"])})


@dataclass(frozen=True, slots=True)
class Programme(Written):
    """Everything that happens and everybody's journeys. Items and legs are kept in the order of their ids.

    `declined` are the delegates whose city has said that it does not come.
    """

    items: tuple[Item, ...]
    legs: tuple[Leg, ...] = ()
    zone: str = "UTC"
    declined: tuple[int, ...] = field(default=(), metadata=LATER)
    # What the rules ask about beyond items and journeys; the office alone knows it.
    circumstances: Circumstances = field(default=NONE, hash=False, metadata=UNWRITTEN)

    def __post_init__(self) -> None:
        object.__setattr__(self, "declined", tuple(sorted(set(self.declined))))
        for name in ("items", "legs"):
            ordered = tuple(sorted(getattr(self, name), key=attrgetter("id")))
            for one, next_one in pairwise(ordered):
                if one.id == next_one.id:
                    raise ValueError(f"Number {one.id} stands twice among the {name} of the programme.")
            object.__setattr__(self, name, ordered)

    @classmethod
    def from_json(cls, data: Json) -> Self:
        items = tuple(Item.from_json(item) for item in data["items"])
        legs = tuple(Leg.from_json(leg) for leg in data["legs"])
        return cls(items, legs, data["zone"], tuple(data.get("declined", ())))

    def checksum(self) -> str:
        """The sha256 of its content, whatever order the items came in."""
        return fingerprint(self.to_json())

    def ancestors(self) -> dict[int, tuple[int, ...]]:
        """For every item that lies within another: the items around it, nearest first."""
        parents = {item.id: item.parent for item in self.items if item.parent is not None}
        return {child: _chain(child, parents) for child in parents}

    def items_as_held(self) -> tuple[Item, ...]:
        """The items, each cancelled when any item around it is: without the sub-forum there is no speech."""
        called_off = {item.id for item in self.items if item.cancelled}
        swept = {child for child, around in self.ancestors().items() if not called_off.isdisjoint(around)}
        return tuple(replace(item, cancelled=True) if item.id in swept else item for item in self.items)


def _chain(child: int, parents: Mapping[int, int]) -> tuple[int, ...]:
    chain: list[int] = []
    above = parents.get(child)
    # Two items that each claim to lie within the other must not hang us.
    while above is not None and above != child and above not in chain:
        chain.append(above)
        above = parents.get(above)
    return tuple(chain)


@dataclass(frozen=True, slots=True)
class Entry(Written):
    """One line of one person's itinerary. `people` are the counterparts whose change he must hear of."""

    key: str  # "item:12", "leg:5", "ride:leg-5", "stay:3" or "liaison:2"
    kind: str  # an item's kind, "flight_in", "flight_out", "ride", "hotel" or "liaison"
    titles: Texts = field(hash=False)
    span: Span
    room_names: Texts = field(default_factory=dict, hash=False)
    venue_names: Texts = field(default_factory=dict, hash=False)
    role: str = ""  # several at once are joined: "chair+speaker"
    dress: str = ""
    languages: tuple[str, ...] = ()
    notes: Texts = field(default_factory=dict, hash=False)
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    people: tuple[int, ...] = ()
    cancelled: bool = False
    meeting_points: Texts = field(default_factory=dict, hash=False, metadata=LATER)
    channels: Channels = field(default_factory=dict, hash=False, metadata=LATER)
    companions: Texts = field(default_factory=dict, hash=False, metadata=LATER)  # language → who comes along
    topics: Texts = field(default_factory=dict, hash=False, metadata=LATER)

    @classmethod
    def from_json(cls, data: Json) -> Self:
        tuples = {"languages": tuple(data["languages"]), "people": tuple(data["people"])}
        return cls(**{**data, **tuples, "span": Span.from_json(data["span"])})


@dataclass(frozen=True, slots=True)
class Edit(Written):
    """What became of one line of an itinerary, old and new side by side."""

    key: str
    kinds: tuple[str, ...]
    old: Entry | None
    new: Entry | None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        old, new = (Entry.from_json(data[side]) if data[side] else None for side in ("old", "new"))
        return cls(data["key"], tuple(data["kinds"]), old, new)


@dataclass(frozen=True, slots=True)
class ItemEdit(Written):
    """What became of one item between two releases, old and new side by side."""

    key: str
    kinds: tuple[str, ...]
    old: Item | None
    new: Item | None

    @classmethod
    def from_json(cls, data: Json) -> Self:
        old, new = (Item.from_json(data[side]) if data[side] else None for side in ("old", "new"))
        return cls(data["key"], tuple(data["kinds"]), old, new)


@dataclass(frozen=True, slots=True)
class Clash(Written):
    """A rule that the programme breaks: by which items, for whom, and the facts to make a sentence of."""

    rule: str
    grade: Grade
    items: tuple[int, ...]
    people: tuple[int, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**{**data, "items": tuple(data["items"]), "people": tuple(data["people"])})

    @property
    def key(self) -> str:
        """The same for the same trouble, whenever it is looked at: `nobody_twice_at_once:3,7:41`."""
        return ":".join((self.rule, ",".join(map(str, self.items)), ",".join(map(str, self.people))))

    @property
    def checksum(self) -> str:
        """The same as long as the facts are: whoever accepted other facts has not accepted these."""
        return fingerprint([self.key, dict(self.facts)])
