"""Who speaks when: by precedence or inscription, by hand, one after another, and what a swap makes of it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sessions.engine.speaking import Speaker, lay_out, order, swapped

NOON = datetime(2027, 5, 9, 12, tzinfo=UTC)
speakers = st.lists(
    st.builds(
        Speaker,
        id=st.integers(1, 99),
        place=st.none() | st.integers(1, 9),
        inscribed_at=st.none() | st.integers(0, 9).map(lambda hours: NOON + timedelta(hours=hours)),
        hand=st.none() | st.integers(1, 12),
        minutes=st.integers(1, 20),
        consecutive=st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=9,
)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


@given(speakers, st.sampled_from(["precedence", "inscription"]), st.integers())
def test_order_does_not_depend_on_who_comes_first(row, by, seed):
    shuffled = list(row)
    Random(seed).shuffle(shuffled)

    assert order(shuffled, by) == order(row, by)
    assert [turn.number for turn in order(row, by)] == list(range(1, len(row) + 1))


@given(speakers)
def test_slots_follow_each_other_and_what_does_not_fit_takes_nobodys_time(row):
    slots = lay_out(order(row, "precedence"), start=NOON, end=at(60), opening_minutes=5, changeover_minutes=1)
    fitting = [slot for slot in slots if slot.fits]

    assert all(slot.starts_at >= at(5) and slot.ends_at <= at(60) for slot in fitting)
    assert all(later.starts_at - earlier.ends_at == timedelta(minutes=1) for earlier, later in pairwise(fitting))


def test_precedence_decides_then_the_time_of_inscription():
    first, early, late = Speaker(1, place=2), Speaker(2, 3, at(1)), Speaker(3, 3, at(2))

    assert [turn.speaker.id for turn in order([late, early, first], "precedence")] == [1, 2, 3]


def test_who_is_not_inscribed_speaks_after_those_who_are():
    turns = order([Speaker(1, place=1), Speaker(2, 5, at(0))], "inscription")

    assert [(turn.speaker.id, turn.why) for turn in turns] == [(2, "inscription"), (1, "not_inscribed")]


def test_hand_puts_somebody_at_his_place_and_the_others_around_it():
    turns = order([Speaker(1, 1), Speaker(2, 2), Speaker(3, 3, hand=1)], "precedence")

    assert [(turn.speaker.id, turn.why) for turn in turns] == [(3, "hand"), (1, "precedence"), (2, "precedence")]


def test_consecutive_interpretation_doubles_the_slot():
    slots = lay_out(order([Speaker(1, minutes=8, consecutive=True)], "precedence"), start=NOON, end=at(20))

    assert [(slot.starts_at, slot.ends_at) for slot in slots] == [(NOON, at(16))]


def test_two_neighbours_change_places_and_push_nobody():
    one, other = (at(0), at(12)), (at(12), at(20))

    assert swapped(one, other) == ((at(8), at(20)), (at(0), at(8)))
    assert swapped(other, one) == ((at(0), at(8)), (at(8), at(20)))


def test_two_apart_take_each_others_beginning():
    assert swapped((at(0), at(8)), (at(40), at(50))) == ((at(40), at(48)), (at(0), at(10)))
