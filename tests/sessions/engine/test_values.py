import json
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.engine.comparison import edits, item_edits
from sessions.engine.itinerary import entries_of
from sessions.engine.rules import clashes
from sessions.engine.values import Clash, Edit, Entry, Item, ItemEdit, Leg, Part, Programme, Span
from tests.sessions.engine.programmes import AMARA, BRUNO, LINDALE, at, flight_in, item, programme, programmes, span


def test_span_counts_its_minutes():
    assert span("09:00", "10:30").minutes == 90


def test_spans_back_to_back_do_not_meet():
    assert not span("09:00", "10:00").meets(span("10:00", "11:00"))
    assert not span("10:00", "11:00").meets(span("09:00", "10:00"))


def test_spans_with_a_minute_in_common_meet():
    assert span("09:00", "10:01").meets(span("10:00", "11:00"))


def test_span_contains_itself_but_nothing_longer():
    assert span("09:00", "10:00").contains(span("09:00", "10:00"))
    assert not span("09:00", "10:00").contains(span("09:00", "10:01"))
    assert not span("09:00", "10:00").contains(span("08:59", "10:00"))


@pytest.mark.parametrize("end", ["08:59", "09:00"])
def test_span_must_end_after_it_starts(end):
    with pytest.raises(ValueError, match="A span must end after it starts"):
        span("09:00", end)


def test_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match=r"The moment 2025-05-29T09:00:00 does not say its time zone\."):
        Span(datetime(2025, 5, 29, 9), at("10:00"))


def test_span_written_in_host_time_is_kept_in_utc():
    shanghai = ZoneInfo("Asia/Shanghai")

    evening = Span(datetime(2025, 5, 30, 1, tzinfo=shanghai), datetime(2025, 5, 30, 2, tzinfo=shanghai))

    assert evening.to_json() == {"start": "2025-05-29T17:00:00Z", "end": "2025-05-29T18:00:00Z"}


def test_hour_that_the_clock_strikes_twice_is_two_hours():
    berlin = ZoneInfo("Europe/Berlin")
    once, again = (datetime(2025, 10, 26, 2, 30, fold=fold, tzinfo=berlin) for fold in (0, 1))

    assert Span(once, again).minutes == 60


def test_leg_must_land_after_it_leaves():
    with pytest.raises(ValueError, match="LN 202 must land after it leaves"):
        flight_in(AMARA, at("09:00"), hours=0)


def test_leg_over_the_date_line_lands_the_day_before_by_the_clock():
    auckland, honolulu = ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu")
    leaves_at = datetime(2025, 5, 29, 22, tzinfo=auckland)
    lands_at = datetime(2025, 5, 29, 8, 45, tzinfo=honolulu)

    leg = Leg(1, AMARA, "in", "LN 9", "AKL", "HNL", "Pacific/Auckland", "Pacific/Honolulu", leaves_at, lands_at)

    assert leg.lands_at - leg.leaves_at == timedelta(hours=8, minutes=45)


def test_item_keeps_its_parts_in_order_and_once():
    bruno, amara = Part(BRUNO, "guest"), Part(AMARA, "chair")

    assert Item(1, "plenary", parts=(bruno, amara, bruno)).parts == (amara, bruno)


def test_item_is_for_the_protocol_office_unless_somebody_says_otherwise():
    assert Item(1, "plenary").audience == "protocol"


def test_programme_refuses_an_item_that_stands_twice():
    with pytest.raises(ValueError, match="Number 7 stands twice among the items"):
        programme(item(7, "09:00", "10:00"), item(7, "11:00", "12:00"))


def test_ancestors_are_nearest_first():
    day = item(1, "09:00", "18:00")
    forum = item(2, "09:00", "12:00", parent=1)
    speech = item(3, "09:00", "09:10", parent=2)

    assert programme(day, forum, speech).ancestors() == {2: (1,), 3: (2, 1)}


def test_items_within_each_other_do_not_hang_us():
    one, other = item(1, "09:00", "10:00", parent=2), item(2, "09:00", "10:00", parent=1)
    own = item(3, "09:00", "10:00", parent=3)

    assert programme(one, other, own).ancestors() == {1: (2,), 2: (1,), 3: ()}


def test_clash_has_a_key_that_does_not_depend_on_its_facts():
    clash = Clash("nobody_twice_at_once", "block", (3, 7), (41,), {"starts_at": "2025-05-29T06:30:00Z"})

    assert clash.key == "nobody_twice_at_once:3,7:41"


def test_part_of_a_second_is_not_lost():
    moment = datetime(2025, 5, 29, 6, 30, 0, 123456, tzinfo=UTC)
    precise = Span(moment, moment + timedelta(seconds=1))

    assert Span.from_json(precise.to_json()) == precise


@settings(deadline=None)
@given(programmes(), st.randoms(use_true_random=False))
def test_order_of_items_does_not_matter(forum: Programme, random: Random):
    items, legs = (random.sample(values, len(values)) for values in (forum.items, forum.legs))

    shuffled = Programme(tuple(items), tuple(legs), forum.zone, forum.declined)

    assert (shuffled.checksum(), clashes(shuffled)) == (forum.checksum(), clashes(forum))


@settings(deadline=None)
@given(programmes(), programmes())
def test_programmes_that_differ_have_different_checksums(before: Programme, after: Programme):
    assert (before == after) == (before.checksum() == after.checksum())


@settings(deadline=None)
@given(programmes(), programmes())
def test_every_value_survives_being_written_down(before: Programme, after: Programme):
    told, true = entries_of(AMARA, LINDALE, before), entries_of(AMARA, LINDALE, after)
    values = [(Programme, [before]), (Entry, told), (Edit, edits(told, true)), (Clash, clashes(before))]
    values += [(ItemEdit, item_edits(before, after)), (Leg, before.legs), (Item, before.items)]

    for kind, each in values:
        assert [kind.from_json(json.loads(json.dumps(value.to_json()))) for value in each] == list(each)


def test_value_written_before_a_field_came_is_read_and_keeps_its_checksum():
    dinner = item(1, "18:00", "20:00", AMARA)
    written = programme(dinner).to_json()

    assert {"declined", "seats", "meeting_points"} & {*written, *written["items"][0]} == set()
    assert Programme.from_json(written).checksum() == programme(dinner).checksum()


def test_bus_without_a_seat_is_written_down():
    assert item(1, "18:00", "20:00", seats=0).to_json()["seats"] == 0


@settings(deadline=None)
@given(programmes())
def test_keys_are_written_in_order(forum: Programme):
    assert json.dumps(forum.to_json()) == json.dumps(forum.to_json(), sort_keys=True)


@settings(deadline=None)
@given(programmes())
def test_equal_values_are_one_in_a_set(forum: Programme):
    assert {forum, Programme.from_json(forum.to_json())} == {forum}


# A speech as releases wrote it down before they said what it is about.
WITHOUT_TOPIC = {
    "items": [
        {
            "audience": "public",
            "cancelled": False,
            "capacity": None,
            "delegation": None,
            "dress": "",
            "id": 7,
            "kind": "speech",
            "languages": ["en"],
            "notes": {},
            "parent": None,
            "parts": [{"delegate": 1, "role": "speaker"}],
            "room": 2,
            "room_names": {"en": "Main Hall"},
            "span": {"end": "2025-05-29T06:38:00Z", "start": "2025-05-29T06:30:00Z"},
            "titles": {"en": "Speech of Cork"},
            "venue": 3,
            "venue_names": {"en": "Convention Centre"},
        }
    ],
    "legs": [],
    "zone": "Asia/Shanghai",
}


def test_release_from_before_there_were_topics_keeps_its_checksum():
    old = Programme.from_json(WITHOUT_TOPIC)

    assert old.to_json() == WITHOUT_TOPIC
    assert old.checksum() == "0a33ffa61726226c32725fff3767732d7fefab9eb81bea99cd0c70c66b7bf489"
