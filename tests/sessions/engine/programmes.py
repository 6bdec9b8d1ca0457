"""Programmes to test the engine with: by hand, and by hypothesis."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from sessions.engine.values import AUDIENCES, ITEM_KINDS, Item, Leg, Part, Programme, Span

AMARA, BRUNO, CHIYO = 1, 2, 3  # delegates
LINDALE, PORTO_NOVO = 10, 20  # their delegations
OPENING_DAY = datetime(2025, 5, 29, tzinfo=UTC)


def at(clock: str, day: int = 29) -> datetime:
    """The instant of a UTC clock time on a day of May 2025."""
    hours, minutes = map(int, clock.split(":"))
    return datetime(2025, 5, day, hours, minutes, tzinfo=UTC)


def span(start: str, end: str, day: int = 29) -> Span:
    return Span(at(start, day), at(end, day))


def item(id: int, start: str, end: str, *people: int, role: str = "guest", **more: Any) -> Item:
    """An item of the opening day with these people in it."""
    parts = tuple(Part(person, role) for person in people)
    return Item(**{"id": id, "kind": "bilateral", "span": span(start, end), "parts": parts, **more})


def flight_in(delegate: int, lands_at: datetime, id: int = 1, hours: int = 9) -> Leg:
    leaves_at = lands_at - timedelta(hours=hours)
    return Leg(id, delegate, "in", "LN 202", "LND", "PVG", "Europe/London", "Asia/Shanghai", leaves_at, lands_at)


def flight_out(delegate: int, leaves_at: datetime, id: int = 2, hours: int = 9) -> Leg:
    lands_at = leaves_at + timedelta(hours=hours)
    return Leg(id, delegate, "out", "LN 203", "PVG", "LND", "Asia/Shanghai", "Europe/London", leaves_at, lands_at)


def programme(*items: Item, legs: tuple[Leg, ...] = ()) -> Programme:
    return Programme(items, legs, "Asia/Shanghai")


people = st.integers(1, 4)
texts = st.sampled_from([{}, {"en": "Dinner"}, {"zh-hans": "晚宴", "en": "Dinner"}, {"ar": "عشاء", "en": ""}])
moments = st.integers(0, 20).map(lambda n: OPENING_DAY + timedelta(minutes=30 * n))
spans = st.builds(lambda start, length: Span(start, start + timedelta(minutes=15 * length)), moments, st.integers(1, 8))
parts = st.builds(Part, people, st.sampled_from(["speaker", "chair", "signatory", "guest"]))
languages = st.sampled_from([(), ("en",), ("zh",), ("en", "zh"), ("zh", "en")])


@cache
def items(id: int) -> st.SearchStrategy[Item]:
    """Any item with this id; it may lie within any of a lower id."""
    return st.builds(
        Item,
        id=st.just(id),
        kind=st.sampled_from(ITEM_KINDS),
        titles=texts,
        span=st.none() | spans,
        room=st.none() | st.integers(1, 2),
        room_names=texts,
        venue=st.none() | st.integers(1, 2),
        venue_names=texts,
        capacity=st.none() | st.integers(0, 3),
        parent=st.none() | st.integers(1, id - 1) if id > 1 else st.none(),
        parts=st.lists(parts, max_size=3).map(tuple),
        audience=st.sampled_from(AUDIENCES),
        delegation=st.none() | st.sampled_from([LINDALE, PORTO_NOVO]),
        dress=st.sampled_from(["", "lounge suit"]),
        languages=languages,
        notes=texts,
        cancelled=st.sampled_from([False, False, False, True]),
        seats=st.none() | st.integers(0, 3),
        meeting_points=texts,
        topics=texts,
    )


@cache
def legs(id: int) -> st.SearchStrategy[Leg]:
    return st.builds(
        lambda make, delegate, moment, hours: make(delegate, moment, id=id, hours=hours),
        st.sampled_from([flight_in, flight_out]),
        people,
        moments,
        st.integers(1, 14),
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Any programme of up to five items and three legs."""
    drawn_items = [draw(items(id)) for id in range(1, draw(st.integers(0, 5)) + 1)]
    drawn_legs = [draw(legs(id)) for id in range(1, draw(st.integers(0, 3)) + 1)]
    return Programme(tuple(drawn_items), tuple(drawn_legs), "Asia/Shanghai", tuple(draw(st.sets(people, max_size=2))))
