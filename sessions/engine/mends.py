"""What would mend a clash: another room, or another hour of the same room, after which the item clashes no more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sessions.engine.rules import Rule, Survey
from sessions.engine.spans import Span
from sessions.engine.values import Clash, Item, Programme

STEP = timedelta(minutes=15)
TRIES = 24  # quarters of an hour looked at after the wanted time
MOST = 2
# Clashes that another place or hour of one of their items can mend.
MOVABLE = frozenset(
    {
        *("one_item_per_room", "room_closed", "set_up_too_short", "room_large_enough", "nobody_twice_at_once"),
        *("nobody_before_landing", "travel_time_between_venues", "quiet_window", "interpreter_twice_at_once"),
    }
)
OF_THE_ROOM = frozenset({"one_item_per_room", "room_closed", "set_up_too_short", "room_large_enough"})


@dataclass(frozen=True, slots=True)
class Place:
    """A room that may be proposed."""

    room: int
    venue: int
    seats: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """An item to another room or another hour."""

    item: int
    room: int | None
    start: datetime


def moves(programme: Programme, clash: Clash, places: Iterable[Place], rules: tuple[Rule, ...]) -> list[Move]:
    """Up to two moves of one item after which it breaks no grave rule, and this one not either."""
    held = {item.id: item for item in programme.items_as_held()}
    items = [held[number] for number in clash.items]
    if clash.rule not in MOVABLE or any(item.span is None for item in items):
        return []
    item = _to_move(items)
    found: list[Move] = []
    for move in (*_other_room(programme, clash, item, places), *_later(clash, item)):
        # One of each kind is enough, and each is looked at only until two are found.
        if len(found) == MOST or any(_alike(move, one, item) for one in found):
            continue
        if _mends(programme, clash, item, move, rules, places):
            found.append(move)
    return found


def _to_move(items: list[Item]) -> Item:
    """The one that begins later, or is the shorter."""
    return max(items, key=lambda item: (item.span.start, -item.span.minutes, item.id))  # type: ignore[union-attr]


def _alike(one: Move, other: Move, item: Item) -> bool:
    return (one.room == item.room) == (other.room == item.room)


def _other_room(programme: Programme, clash: Clash, item: Item, places: Iterable[Place]) -> Iterator[Move]:
    assert item.span is not None, "only placed items clash"
    if clash.rule in OF_THE_ROOM and item.room is not None:
        wanted = max(len(item.people()), int(clash.facts.get("people", 0)))
        fit = [place for place in places if place.room != item.room and (place.seats or wanted) >= wanted]
        # The same house first, then the smallest that is no smaller than the room it has now.
        now = item.capacity or 0

        def order(place: Place) -> tuple[bool, bool, int, int]:
            seats = place.seats or wanted
            return place.venue != item.venue, seats < now, seats, place.room

        for place in sorted(fit, key=order):
            yield Move(item.id, place.room, item.span.start)


def _later(clash: Clash, item: Item) -> Iterator[Move]:
    assert item.span is not None, "only placed items clash"
    if clash.rule == "room_large_enough":
        return
    for n in range(1, TRIES + 1):
        yield Move(item.id, item.room, item.span.start + n * STEP)


def _mends(
    programme: Programme, clash: Clash, item: Item, move: Move, rules: tuple[Rule, ...], places: Iterable[Place]
) -> bool:
    survey = Survey(_moved(programme, item, move, places))
    # A rule that is not grave finds nothing grave: only what could speak against the move is asked.
    asked = [each for each in rules if each.grade == "block" or each.name == clash.rule]
    against = (one for each in asked for one in each.over(survey) if one.grade == "block" or one.rule == clash.rule)
    return not any(move.item in one.items for one in against)


def _moved(programme: Programme, item: Item, move: Move, places: Iterable[Place]) -> Programme:
    """The programme after the move; what lies within the item goes along."""
    assert item.span is not None, "only placed items clash"
    shift = move.start - item.span.start
    known = {place.room: place for place in places}
    within = {child for child, around in programme.ancestors().items() if item.id in around} | {item.id}

    def there(one: Item) -> Item:
        if one.id not in within or one.span is None:
            return one
        room = move.room if one.room == item.room else one.room
        later = replace(one, span=Span(one.span.start + shift, one.span.end + shift), room=room)
        place = known.get(room) if room is not None and room != one.room else None
        return replace(later, venue=place.venue, capacity=place.seats) if place else later

    return replace(programme, items=tuple(there(one) for one in programme.items))
