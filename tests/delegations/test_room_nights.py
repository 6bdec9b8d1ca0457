"""How many rooms are held and taken on each night."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delegations.room_nights import Night, Rooms, nights, overbooked

FIRST = date(2025, 5, 27)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


some_rooms = st.builds(
    lambda kind, count, start, length: Rooms(kind, count, on(start), on(start + length)),
    st.sampled_from(["single", "twin"]),
    st.integers(1, 3),
    st.integers(0, 5),
    st.integers(1, 4),
)
lists = st.lists(some_rooms, max_size=8)


def test_the_last_day_is_no_night():
    block, guest = Rooms("single", 1, on(0), on(2)), Rooms("single", 1, on(2), on(3))

    assert overbooked([block], [guest]) == [Night("single", on(2), held=0, taken=1)]


def test_two_guests_one_after_the_other_take_one_room():
    block = Rooms("single", 1, on(0), on(4))

    assert overbooked([block], [Rooms("single", 1, on(0), on(2)), Rooms("single", 1, on(2), on(4))]) == []


@given(lists, lists)
def test_every_night_is_counted_as_one_would_count_by_hand(blocks, taken):
    for night in nights(blocks, taken):
        count = [sum(r.count for r in some if r.kind == night.kind and r.first_night <= night.night < r.until)
                 for some in (blocks, taken)]  # fmt: skip
        assert [night.held, night.taken] == count


@given(lists, lists, some_rooms)
def test_one_room_more_never_mends_a_night_and_one_block_more_never_spoils_one(blocks, taken, more):
    before = {(one.kind, one.night) for one in overbooked(blocks, taken)}

    assert before <= {(one.kind, one.night) for one in overbooked(blocks, [*taken, more])}
    assert before >= {(one.kind, one.night) for one in overbooked([*blocks, more], taken)}


@given(lists)
def test_what_is_held_can_be_taken(blocks):
    assert overbooked(blocks, blocks) == []
