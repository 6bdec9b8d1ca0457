"""Who sees what of a programme, and who would have to be told what when it changes.

A delegate's itinerary holds

1. every item in which he has a part;
2. plenaries, receptions, meals and breaks for the public or for all delegates;
3. his own delegation's items;
4. an item for the public or for all delegates within which he has a part in a smaller one: the sub-forum of his
   speech, the visit of his signing;
5. his own flights, and what the host does for him: cars, hotel, liaison officers.

Who comes along as husband, wife or partner is named where both have a part, and at whatever is sociable.

An item for protocol only is seen by those with a part in it and by nobody else. An item without a time is not
seen at all. A cancelled item stays, and says so; with it is cancelled what lies within it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from sessions.engine.comparison import apply, edits, in_order, item_edits, news
from sessions.engine.hosting import NOTHING_HOSTED, SOCIAL_KINDS, HostedGuide, Hosting, names_of
from sessions.engine.values import Edit, Entry, Item, Leg, Part, Programme, Span, Texts
from sessions.engine.writing import fingerprint

__all__ = ["Guide", "affected", "apply", "checksum", "edits", "entries_of", "in_order", "item_edits", "news"]

FOR_ALL_KINDS = frozenset({"plenary", "reception", "meal", "break"})
FOR_ALL_AUDIENCES = frozenset({"public", "delegates"})
# A delegate must hear that his counterpart has changed, not that a plenary has one guest more.
COUNTERPART_KINDS = frozenset({"bilateral", "signing"})
ONLOOKERS = frozenset({"guest", "attendee"})

Roles = Mapping[int, tuple[str, ...]]  # item → what somebody does in it; () where he is only inside it


@dataclass(frozen=True, slots=True)
class Guide:
    """A programme opened at the right pages, to be asked for one delegate after the other."""

    items: Mapping[int, Item]
    for_all: frozenset[int]
    by_delegation: Mapping[int, frozenset[int]]
    by_delegate: Mapping[int, Roles]
    legs: Mapping[int, tuple[Leg, ...]]
    hosted: HostedGuide
    # The same line stands in the itineraries of many: it is made once, and all of them share it.
    _shared: dict[tuple[object, ...], Entry] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def to(cls, programme: Programme, hosting: Hosting = NOTHING_HOSTED) -> Self:
        return cls(
            items={item.id: item for item in programme.items_as_held() if item.span is not None},
            for_all=frozenset(i.id for i in programme.items if i.kind in FOR_ALL_KINDS and _is_for_all(i)),
            by_delegation=_items_by_delegation(programme),
            by_delegate=_roles_by_delegate(programme),
            legs=_legs_by_delegate(programme),
            hosted=HostedGuide.to(hosting),
        )

    def entries_of(self, delegate: int, delegation: int | None) -> tuple[Entry, ...]:
        """The delegate's itinerary, as the day runs; see the head of this module for what he sees."""
        roles = self.by_delegate.get(delegate, {})
        seen = self.for_all | roles.keys()
        if delegation is not None:
            seen |= self.by_delegation.get(delegation, frozenset())
        entries = [
            self._line(item, item.span, delegate, roles)
            for number in seen
            if (item := self.items.get(number)) and item.span
        ]
        legs = [_leg_entry(leg) for leg in self.legs.get(delegate, ())]
        return in_order([*entries, *legs, *self.hosted.entries_of(delegate, delegation)])

    def _line(self, item: Item, span: Span, delegate: int, roles: Roles) -> Entry:
        mine = roles.get(item.id, ())
        people = _counterparts(item.parts, delegate) if mine and item.kind in COUNTERPART_KINDS else ()
        if companions := self._companions(item, delegate, roles):
            return _item_entry(item, span, mine, people, companions)
        whose = (item.id, mine, people)
        if whose not in self._shared:
            self._shared[whose] = _item_entry(item, span, mine, people, companions)
        return self._shared[whose]

    def _companions(self, item: Item, delegate: int, roles: Roles) -> Texts:
        """Who comes along: with a part of their own where he has one too, or where one comes as a couple."""
        beside = self.hosted.beside.get(delegate)
        if not beside:
            return {}
        sociable = item.id in self.for_all and item.kind in SOCIAL_KINDS
        return names_of(
            (other, names)
            for other, names in beside
            if sociable or (roles.get(item.id) and self.by_delegate.get(other, {}).get(item.id))
        )


def entries_of(
    delegate: int, delegation: int | None, programme: Programme, hosting: Hosting = NOTHING_HOSTED
) -> tuple[Entry, ...]:
    """One delegate's itinerary; for many delegates ask one `Guide`."""
    return Guide.to(programme, hosting).entries_of(delegate, delegation)


def checksum(entries: Iterable[Entry]) -> str:
    """The sha256 of an itinerary, whatever order its lines came in."""
    return fingerprint([entry.to_json() for entry in in_order(entries)])


def affected(
    before: Programme,
    after: Programme,
    delegates: Iterable[tuple[int, int | None]],
    hosted: tuple[Hosting, Hosting] = (NOTHING_HOSTED, NOTHING_HOSTED),
) -> dict[int, tuple[Edit, ...]]:
    """Who would have to be told what; `delegates` are pairs of delegate and delegation."""
    old, new = Guide.to(before, hosted[0]), Guide.to(after, hosted[1])
    changes = {
        delegate: edits(old.entries_of(delegate, delegation), new.entries_of(delegate, delegation))
        for delegate, delegation in delegates
    }
    return {delegate: changed for delegate, changed in changes.items() if changed}


def _is_for_all(item: Item) -> bool:
    return item.audience in FOR_ALL_AUDIENCES


def _items_by_delegation(programme: Programme) -> dict[int, frozenset[int]]:
    items: defaultdict[int, set[int]] = defaultdict(set)
    for item in programme.items:
        if item.audience == "delegation" and item.delegation is not None:
            items[item.delegation].add(item.id)
    return {delegation: frozenset(ids) for delegation, ids in items.items()}


def _roles_by_delegate(programme: Programme) -> dict[int, dict[int, tuple[str, ...]]]:
    open_items = {item.id for item in programme.items if _is_for_all(item)}
    ancestors = programme.ancestors()
    roles: defaultdict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for item in programme.items:
        around = [above for above in ancestors.get(item.id, ()) if above in open_items]
        for part in item.parts:
            mine = roles[part.delegate]
            mine[item.id] = (*mine.get(item.id, ()), part.role)
            for above in around:
                mine.setdefault(above, ())
    return roles


def _legs_by_delegate(programme: Programme) -> dict[int, tuple[Leg, ...]]:
    legs: defaultdict[int, list[Leg]] = defaultdict(list)
    for leg in programme.legs:
        legs[leg.delegate].append(leg)
    return {delegate: tuple(own) for delegate, own in legs.items()}


def _item_entry(item: Item, span: Span, roles: tuple[str, ...], people: tuple[int, ...], companions: Texts) -> Entry:
    return Entry(
        key=f"item:{item.id}",
        kind=item.kind,
        titles=item.titles,
        span=span,
        room_names=item.room_names,
        venue_names=item.venue_names,
        role="+".join(roles),
        dress=item.dress,
        languages=item.languages,
        notes=item.notes,
        people=people,
        cancelled=item.cancelled,
        meeting_points=item.meeting_points,
        channels=item.channels,
        companions=companions,
        topics=item.topics,
    )


def _counterparts(parts: Iterable[Part], delegate: int) -> tuple[int, ...]:
    return tuple(sorted({p.delegate for p in parts if p.role not in ONLOOKERS} - {delegate}))


def _leg_entry(leg: Leg) -> Entry:
    names = ("number", "origin", "destination", "origin_zone", "destination_zone")
    return Entry(
        key=f"leg:{leg.id}",
        kind=f"flight_{leg.direction}",
        titles={},
        span=Span(leg.leaves_at, leg.lands_at),
        # Said only of what is no flight, so that no itinerary told so far looks changed.
        details={name: getattr(leg, name) for name in names} | ({"mode": leg.mode} if leg.mode else {}),
    )
