"""Which delegation sits in which sub-forum: limits hold, nobody could be better off, order of rows means nothing."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sessions.engine.assignment import Hall, Limits, Missed, Placing, Wisher, assign, balance

NOON = datetime(2027, 4, 1, 12, tzinfo=UTC)
HALLS = (1, 2, 3)


@st.composite
def scenes(draw):
    halls = [Hall(number, draw(st.none() | st.integers(0, 5))) for number in HALLS]
    wishers = [
        Wisher(
            id=number,
            place=number,
            region=draw(st.sampled_from(["Asia", "Europe", ""])),
            language=draw(st.sampled_from(["en", "fr"])),
            wishes=tuple(draw(st.permutations(HALLS))[: draw(st.integers(0, 3))]),
            wished_at=NOON + timedelta(hours=draw(st.integers(0, 3))),
        )
        for number in range(1, draw(st.integers(0, 14)) + 1)
    ]
    priority = draw(st.sampled_from(["precedence", "time"]))
    return halls, wishers, Limits(priority, draw(st.none() | st.integers(1, 4)))


def sitting(placings, hall):
    return [one.delegation for one in placings if one.hall == hall]


def has_room(placings, wishers, hall, wisher, limits, but=None):
    there = [number for number in sitting(placings, hall.id) if number != but]
    same = [number for number in there if wisher.region and wishers[number].region == wisher.region]
    return (hall.seats is None or len(there) < hall.seats) and (
        limits.most_of_a_region is None or not wisher.region or len(same) < limits.most_of_a_region
    )


@given(scenes())
def test_limits_are_never_broken(scene):
    halls, wishers, limits = scene
    placings = assign(*scene)
    known = {one.id: one for one in wishers}

    assert sorted(one.delegation for one in placings) == sorted(known)
    for hall in halls:
        there = sitting(placings, hall.id)
        regions = [known[number].region for number in there if known[number].region]
        assert hall.seats is None or len(there) <= hall.seats
        assert limits.most_of_a_region is None or all(
            regions.count(region) <= limits.most_of_a_region for region in regions
        )


@given(scenes(), st.integers())
def test_order_in_which_they_come_means_nothing(scene, seed):
    halls, wishers, limits = scene
    shuffled = list(wishers)
    Random(seed).shuffle(shuffled)

    assert assign(reversed(halls), shuffled, limits) == assign(halls, wishers, limits)


@given(scenes())
def test_nobody_could_be_better_off_alone(scene):
    halls, wishers, limits = scene
    placings = assign(*scene)
    known, by_id = {one.id: one for one in wishers}, {hall.id: hall for hall in halls}

    for one in placings:
        wisher = known[one.delegation]
        better = wisher.wishes[: one.wish - 1] if one.wish else wisher.wishes
        assert [hall for hall in better if has_room(placings, known, by_id[hall], wisher, limits)] == []


@given(scenes())
def test_no_two_could_both_gain_by_changing_places(scene):
    halls, wishers, limits = scene
    placings = assign(*scene)
    known, by_id = {one.id: one for one in wishers}, {hall.id: hall for hall in halls}

    def wants(one, hall):
        wishes = known[one.delegation].wishes
        return hall in (wishes[: one.wish - 1] if one.wish else wishes)

    both = [
        (one, other)
        for one in placings
        for other in placings
        if one.hall is not None and other.hall is not None and wants(one, other.hall) and wants(other, one.hall)
        if has_room(placings, known, by_id[other.hall], known[one.delegation], limits, but=other.delegation)
        and has_room(placings, known, by_id[one.hall], known[other.delegation], limits, but=one.delegation)
    ]
    assert both == []


def test_second_in_precedence_hears_how_many_went_before():
    halls = [Hall(1, 1), Hall(2, 1)]

    found = assign(halls, [Wisher(7, place=1, wishes=(1, 2)), Wisher(8, place=2, wishes=(1, 2))])

    assert found == (Placing(7, 1, "wish", 1), Placing(8, 2, "wish", 2, (Missed(1, "full", 1),)))


def test_time_of_the_wish_can_decide_instead():
    halls = [Hall(1, 1), Hall(2, 1)]
    late, early = Wisher(7, 1, wishes=(1,), wished_at=NOON), Wisher(8, 2, wishes=(1,), wished_at=NOON - timedelta(1))

    assert [one.delegation for one in assign(halls, [late, early], Limits("time")) if one.hall == 1] == [8]


def test_speaker_sits_where_he_speaks_whatever_he_wished():
    found = assign([Hall(1), Hall(2)], [Wisher(7, wishes=(1,), fixed=2)])

    assert found == (Placing(7, 2, "part"),)


def test_those_without_a_wish_balance_regions_then_languages():
    halls = [Hall(1, 3), Hall(2, 3)]
    asia = Wisher(1, 1, "Asia", "ja", (1,))

    found = assign(
        halls, [asia, Wisher(2, 2, "Asia", "ko"), Wisher(3, 3, "Europe", "ja"), Wisher(4, 4, "Europe", "en")]
    )

    assert {one.delegation: one.hall for one in found} == {1: 1, 2: 2, 3: 2, 4: 1}
    assert balance(found, {1: "Asia", 2: "Asia", 3: "Europe", 4: "Europe"}) == {
        1: {"Asia": 1, "Europe": 1},
        2: {"Asia": 1, "Europe": 1},
    }


def test_where_no_seat_is_left_it_says_so():
    found = assign([Hall(1, 0)], [Wisher(7, wishes=(1,))])

    assert found == (Placing(7, None, "nowhere", 0, (Missed(1, "full", 0),)),)
