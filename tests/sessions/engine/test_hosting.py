"""What the host does for guests: who sees it, who hears of it, and that the house may learn to tell more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.engine.growth import FIRST, as_known_in
from sessions.engine.hosting import Couple, Hosting, Lodging, Officer, Ride
from sessions.engine.itinerary import affected, apply, checksum, edits, entries_of
from sessions.engine.values import Edit, Entry, Programme, Span
from tests.sessions.engine.programmes import (
    AMARA,
    BRUNO,
    CHIYO,
    LINDALE,
    PORTO_NOVO,
    at,
    item,
    languages,
    moments,
    people,
    programme,
    programmes,
    spans,
    texts,
)

EVERYBODY = [(AMARA, LINDALE), (BRUNO, PORTO_NOVO), (CHIYO, None), (4, LINDALE)]
NIGHTS = Span(at("16:00", 27), at("16:00", 30))
CAR = Ride(7, AMARA, "PVG", "Riverside Hotel", at("05:00"), "sedan", "ZZ 0001", "Xu Zhiwei", "+999 21 5550 0220", leg=3)
ROOM = Lodging(5, AMARA, NIGHTS, {"en": "Riverside Hotel"}, {"en": "1 River Road"}, "+999 21 5550 0170")
XU = Officer(2, LINDALE, NIGHTS, "Xu Zhiwei", "+999 21 5550 0220", ("en", "zh-hans"))
COUPLE = Couple(AMARA, 4, {"en": "Amara Cole"}, {"en": "Danai Cole"})
REST = Hosting((CAR,), (ROOM,), (XU,), (COUPLE,))


def told(hosting, forum=None, who=AMARA, city=LINDALE):
    return entries_of(who, city, forum or programme(), hosting)


def news(before, after):
    changed = affected(programme(), programme(), EVERYBODY, (before, after))
    return {who: [(edit.key, edit.kinds) for edit in found] for who, found in changed.items()}


def test_a_guest_is_told_car_room_and_officer_and_nobody_else_is_told_car_and_room():
    assert [entry.key for entry in told(REST)] == ["liaison:2", "stay:5", "ride:leg-3"]
    assert [entry.key for entry in told(REST, who=4)] == ["liaison:2"]
    assert told(REST, who=BRUNO, city=PORTO_NOVO) == ()


def test_a_car_is_told_without_driver_and_fellow_passengers():
    [entry] = told(Hosting(rides=(CAR, replace(CAR, delegate=BRUNO, leg=4))))

    assert sorted(entry.details) == ["destination", "liaison", "liaison_phone", "origin", "plate", "vehicle"]


def test_another_car_for_the_same_flight_is_one_change():
    assert news(REST, replace(REST, rides=(replace(CAR, id=8, plate="ZZ 0002"),))) == {
        AMARA: [("ride:leg-3", ("ride",))]
    }


def test_a_car_that_leaves_later_is_moved_for_its_passengers_only():
    shared = (CAR, replace(CAR, delegate=CHIYO, leg=9))
    later = tuple(replace(ride, leaves_at=at("06:00")) for ride in shared)

    assert news(Hosting(rides=shared), Hosting(rides=later)) == {
        AMARA: [("ride:leg-3", ("moved",))],
        CHIYO: [("ride:leg-9", ("moved",))],
    }


def test_another_officer_is_told_to_the_whole_delegation_and_nobody_else():
    assert news(REST, replace(REST, officers=(replace(XU, name="Gu Yuchen"),))) == {
        who: [("liaison:2", ("liaison",))] for who in (AMARA, 4)
    }


def test_another_night_is_told_to_whoever_sleeps_there():
    longer = replace(ROOM, span=Span(NIGHTS.start, NIGHTS.end + timedelta(days=1)))

    assert news(REST, replace(REST, lodgings=(longer,))) == {AMARA: [("stay:5", ("resized",))]}


@pytest.mark.parametrize("kind", ["reception", "meal"])
def test_couples_come_to_what_is_sociable(kind):
    dinner = programme(item(1, "09:00", "10:00", kind=kind, audience="delegates"))

    mine, hers = (told(Hosting(couples=(COUPLE,)), dinner, who)[0].companions for who in (AMARA, 4))

    assert (mine, hers) == ({"en": "Danai Cole"}, {"en": "Amara Cole"})


def test_nobody_brings_a_companion_to_a_plenary():
    opening = programme(item(1, "09:00", "10:00", kind="plenary", audience="public"))

    assert told(Hosting(couples=(COUPLE,)), opening)[0].companions == {}


@pytest.mark.parametrize(("those", "with_her"), [((AMARA, 4), {"en": "Danai Cole"}), ((AMARA,), {})])
def test_companion_is_named_where_both_have_a_part(those, with_her):
    tower = programme(item(1, "09:00", "10:00", *those, kind="site_visit"))

    assert told(Hosting(couples=(COUPLE,)), tower)[0].companions == with_her


def test_what_an_older_house_could_not_tell_is_left_out():
    dinner = programme(item(1, "09:00", "10:00", AMARA, channels={"fr": 3}))
    now, then = told(REST, dinner), told(Hosting(), programme(item(1, "09:00", "10:00", AMARA)))

    assert as_known_in(FIRST, now) == then
    assert checksum(as_known_in(FIRST, now)) == checksum(then)


rides = st.builds(
    lambda number, who, moment, plate, leg: replace(
        CAR, id=number, delegate=who, leaves_at=moment, plate=plate, leg=leg
    ),
    st.integers(1, 3),
    people,
    moments,
    st.sampled_from(["ZZ 0001", "ZZ 0002"]),
    st.none() | st.integers(1, 3),
)
lodgings = st.builds(
    lambda who, span, names, early: replace(ROOM, id=who, delegate=who, span=span, names=names, early=early),
    people,
    spans,
    texts,
    st.booleans(),
)
officers = st.builds(
    lambda n, city, name, tongues: replace(XU, id=n, delegation=city, name=name, languages=tongues),
    st.integers(1, 3),
    st.sampled_from([LINDALE, PORTO_NOVO]),
    st.sampled_from(["Xu Zhiwei", "Gu Yuchen"]),
    languages,
)
hosted = st.builds(
    Hosting,
    st.lists(rides, max_size=4, unique_by=lambda ride: (ride.key, ride.delegate)).map(tuple),
    st.lists(lodgings, max_size=3, unique_by=lambda one: one.id).map(tuple),
    st.lists(officers, max_size=2, unique_by=lambda one: one.id).map(tuple),
    st.sampled_from([(), (COUPLE,)]),
)


@settings(deadline=None)
@given(programmes(), programmes(), hosted, hosted)
def test_edits_lead_from_what_was_told_to_what_is_true(before: Programme, after: Programme, was, now):
    old, new = told(was, before), told(now, after)

    assert apply(edits(old, new), old) == new
    assert edits(new, new) == ()


@settings(deadline=None)
@given(programmes(), programmes(), hosted, hosted)
def test_nobody_unaffected_is_told(before: Programme, after: Programme, was, now):
    found = affected(before, after, EVERYBODY, (was, now))

    for who, city in EVERYBODY:
        same = told(was, before, who, city) == told(now, after, who, city)
        assert same == (who not in found)


@settings(deadline=None)
@given(programmes(), programmes(), hosted, hosted)
def test_lines_and_edits_travel_as_json(before: Programme, after: Programme, was, now):
    old, new = told(was, before), told(now, after)

    assert tuple(Entry.from_json(entry.to_json()) for entry in new) == new
    assert tuple(Edit.from_json(edit.to_json()) for edit in edits(old, new)) == edits(old, new)


@settings(deadline=None)
@given(programmes(), hosted)
def test_every_line_has_a_key_of_its_own(forum: Programme, now):
    keys = [entry.key for entry in told(now, forum)]

    assert len(keys) == len(set(keys))
