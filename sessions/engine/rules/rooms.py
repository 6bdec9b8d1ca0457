"""What a room can do: hold one item, be ready for it, be open, and seat everybody."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from sessions.engine.rules.kinds import Finding, Parameter, rule
from sessions.engine.rules.survey import Survey, minutes, shared, times
from sessions.engine.spans import Span
from sessions.engine.writing import iso


@rule("block", least="warn")
def one_item_per_room(survey: Survey) -> Iterator[Finding]:
    for room, booked in survey.in_room.items():
        for one, other in survey.overlapping(booked):
            yield Finding((one.item.id, other.item.id), (), {"room": str(room)} | shared(one, other))


@rule("block", least="warn")
def child_inside_parent(survey: Survey) -> Iterator[Finding]:
    for child in survey.placed:
        parent = survey.by_id.get(child.item.parent) if child.item.parent is not None else None
        if parent and not (parent.start <= child.start and child.end <= parent.end):
            yield Finding((child.item.id, parent.item.id), (), times(child) | times(parent, "parent_"))


@rule("warn", Parameter("least_minutes", 0, 0, 240))
def set_up_too_short(survey: Survey, least_minutes: int) -> Iterator[Finding]:
    """Between two items of a room there must be time to clear the one and to set up for the other."""
    needs = survey.circumstances.need
    for room, booked in survey.in_room.items():
        # What lies within another item is set up with it.
        around = {placed.item.id for placed in booked}
        own = [placed for placed in booked if around.isdisjoint(survey.ancestors.get(placed.item.id, ()))]
        for before, after in pairwise(own):
            clear, set_up = needs(before.item.id).clear, needs(after.item.id).set_up
            needed, there_is = max(clear + set_up, least_minutes), after.start - before.end
            if timedelta(0) <= there_is < timedelta(minutes=needed):
                facts = {
                    "room": str(room),
                    "clear": str(clear),
                    "set_up": str(set_up),
                    "needed": str(needed),
                    "there_is": str(minutes(there_is)),
                    "ready_at": iso(before.end + timedelta(minutes=needed)),
                }
                yield Finding((before.item.id, after.item.id), (), facts)


@rule("block")
def room_closed(survey: Survey) -> Iterator[Finding]:
    shut: defaultdict[int, list[Span]] = defaultdict(list)
    for closed in survey.circumstances.closed:
        shut[closed.room].append(closed.span)
    for room, spans in shut.items():
        for placed in survey.in_room.get(room, ()):
            met = [span for span in spans if placed.start < span.end and span.start < placed.end]
            if met:
                since, until = min(span.start for span in met), max(span.end for span in met)
                yield Finding((placed.item.id,), (), {"room": str(room), "since": iso(since), "until": iso(until)})


@rule("warn")
def room_large_enough(survey: Survey) -> Iterator[Finding]:
    for _, _, item in survey.placed:
        if item.capacity is None:
            continue
        within = survey.inside.get(item.id, ())
        together = [survey.people[i.id] for i in within if i.room is None or i.room == item.room]
        people = survey.people[item.id].union(*together)
        if len(people) > item.capacity:
            yield Finding((item.id,), (), {"people": str(len(people)), "capacity": str(item.capacity)})


@rule("warn")
def seats_enough(survey: Survey) -> Iterator[Finding]:
    for _, _, item in survey.placed:
        people = survey.people[item.id]
        if item.seats is not None and len(people) > item.seats:
            yield Finding((item.id,), (), {"people": str(len(people)), "seats": str(item.seats)})
