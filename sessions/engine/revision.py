"""A programme with one item changed on the day, and a programme of earlier without those who do not come any more."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sessions.engine.values import Item, Part, Programme, Span, Texts


@dataclass(frozen=True, slots=True)
class Place:
    """A room as an item carries it; without a room it is elsewhere."""

    room: int | None = None
    room_names: Texts = field(default_factory=dict, hash=False)
    venue: int | None = None
    venue_names: Texts = field(default_factory=dict, hash=False)
    capacity: int | None = None

    @classmethod
    def of(cls, item: Item) -> "Place":
        return cls(item.room, item.room_names, item.venue, item.venue_names, item.capacity)

    def give(self, item: Item) -> Item:
        return replace(self.lend(item), room=self.room, capacity=self.capacity)

    def lend(self, item: Item) -> Item:
        """The place by name only: the room is booked once, by what is around the item."""
        return replace(item, room_names=self.room_names, venue=self.venue, venue_names=self.venue_names)


@dataclass(frozen=True, slots=True)
class Revision:
    """What one item shall be from now on."""

    span: Span | None
    place: Place
    cancelled: bool
    notes: Texts = field(default_factory=dict, hash=False)


def revised(programme: Programme, number: int, to: Revision) -> Programme:
    """The programme with this item so; what lies within it moves along in time, and in place if it was in the same."""
    before = next(item for item in programme.items if item.id == number)
    after = to.place.give(replace(before, span=to.span, cancelled=to.cancelled, notes=to.notes))
    shift = after.span.start - before.span.start if before.span and after.span else timedelta()
    around = programme.ancestors()

    def follow(item: Item) -> Item:
        if item.id == number:
            return after
        return _carried(item, before, to.place, shift) if number in around.get(item.id, ()) else item

    return replace(programme, items=tuple(follow(item) for item in programme.items))


def _carried(item: Item, before: Item, place: Place, shift: timedelta) -> Item:
    if item.span:
        item = replace(item, span=Span(item.span.start + shift, item.span.end + shift))
    if item.room is not None and item.room == before.room:
        return place.give(item)
    if item.room is None and Place.of(item).room_names == before.room_names and item.venue == before.venue:
        return place.lend(item)
    return item


def without_those_gone(
    programme: Programme, coming: Container[int], handed_over: Mapping[tuple[int, int], int]
) -> tuple[Programme, tuple[tuple[int, int], ...]]:
    """An earlier programme for those who come now; and whose parts, in which item, are dropped.

    A part that was handed over since is the newcomer's: whoever had it before does not come back to it.
    """
    dropped: list[tuple[int, int]] = []

    def kept(item: Item) -> Item:
        parts: dict[int, Part] = {}
        for part in item.parts:
            delegate = handed_over.get((item.id, part.delegate), part.delegate)
            if delegate in coming:
                parts.setdefault(delegate, Part(delegate, part.role))
            else:
                dropped.append((item.id, part.delegate))
        return replace(item, parts=tuple(parts.values()))

    return replace(programme, items=tuple(kept(item) for item in programme.items)), tuple(dropped)
