"""Who rides with whom."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from delegations.carpool import Car, Rider, propose

NOON = datetime(2025, 5, 28, 12, 0, tzinfo=UTC)
HOUR, TURN = timedelta(hours=1), timedelta(hours=3)


def rider(id, group=1, minutes=0, *, alone=False, place="PVG"):
    return Rider(id, group, place, NOON + timedelta(minutes=minutes), alone)


def proposed(riders, cars):
    found = propose(riders, cars, window=HOUR, turn=TURN)
    return [(ride.car.id, [one.id for one in ride.riders]) for ride in found.rides], [one.id for one in found.left]


def test_the_head_has_a_sedan_and_the_delegation_a_van():
    cars = [Car(1, "van", 7), Car(2, "sedan", 3)]

    assert proposed([rider(1, alone=True), rider(2), rider(3)], cars) == ([(2, [1]), (1, [2, 3])], [])


def test_two_small_delegations_share_a_van_and_a_late_one_waits_for_the_next():
    cars = [Car(1, "van", 4), Car(2, "van", 4)]
    riders = [rider(1, 1), rider(2, 1), rider(3, 2, 30), rider(4, 3, 61)]

    assert proposed(riders, cars) == ([(1, [1, 2, 3]), (2, [4])], [])


def test_a_delegation_that_no_van_holds_is_split_and_nobody_is_forgotten():
    riders = [rider(n) for n in range(1, 7)]

    assert proposed(riders, [Car(1, "van", 4), Car(2, "sedan", 1)]) == ([(1, [1, 2, 3, 4]), (2, [5])], [6])


def test_a_van_that_is_away_is_not_given_again():
    assert proposed([rider(1)], [Car(1, "van", 4, busy=(NOON - HOUR,))]) == ([], [1])


riders = st.lists(
    st.builds(
        rider,
        st.just(0),
        st.integers(1, 4),
        st.integers(0, 600),
        alone=st.booleans(),
        place=st.sampled_from(["PVG", "SHA"]),
    ),
    max_size=20,
).map(lambda some: [Rider(n, one.group, one.place, one.at, one.alone) for n, one in enumerate(some)])
cars = st.lists(
    st.builds(
        Car,
        st.just(0),
        st.sampled_from(["sedan", "van", "bus"]),
        st.integers(1, 9),
        st.lists(st.integers(-300, 900).map(lambda minutes: NOON + timedelta(minutes=minutes)), max_size=2).map(tuple),
    ),
    max_size=5,
).map(lambda some: [Car(n, one.kind, one.seats, one.busy) for n, one in enumerate(some)])


@given(riders, cars)
def test_everybody_rides_once_or_is_named_and_no_car_is_overfull(some, garage):
    found = propose(some, garage, window=HOUR, turn=TURN)

    seated = [one.id for ride in found.rides for one in ride.riders]
    assert sorted([*seated, *(one.id for one in found.left)]) == [one.id for one in some]
    assert [ride for ride in found.rides if ride.free < 0 or not ride.riders] == []


@given(riders, cars)
def test_who_shares_a_car_is_at_one_place_within_the_window(some, garage):
    for ride in propose(some, garage, window=HOUR, turn=TURN).rides:
        assert {one.place for one in ride.riders} == {ride.place}
        assert ride.at(first=False) - ride.at(first=True) <= HOUR


@given(riders, cars)
def test_no_car_is_in_two_places_within_a_turn(some, garage):
    found = propose(some, garage, window=HOUR, turn=TURN)

    for one, other in combinations(found.rides, 2):
        if one.car.id == other.car.id:
            assert all(abs(a.at - b.at) >= TURN for a in one.riders for b in other.riders)
    for ride in found.rides:
        assert all(abs(one.at - gone) >= TURN for one in ride.riders for gone in ride.car.busy)
