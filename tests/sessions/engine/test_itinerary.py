from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.engine.itinerary import affected, checksum, edits, entries_of
from sessions.engine.values import Entry, Part, Programme
from tests.sessions.engine.programmes import (
    AMARA,
    BRUNO,
    CHIYO,
    LINDALE,
    PORTO_NOVO,
    at,
    flight_in,
    flight_out,
    item,
    programme,
    programmes,
    span,
)

EVERYBODY = [(AMARA, LINDALE), (BRUNO, PORTO_NOVO), (CHIYO, None), (4, LINDALE)]


def seen(*items, legs=(), delegation=LINDALE):
    """The keys of Amara's itinerary."""
    return [entry.key for entry in entries_of(AMARA, delegation, programme(*items, legs=legs))]


@pytest.mark.parametrize("audience", ["public", "delegates", "delegation", "protocol"])
def test_delegate_sees_every_item_in_which_she_has_a_part(audience):
    assert seen(item(1, "09:00", "10:00", AMARA, audience=audience)) == ["item:1"]


@pytest.mark.parametrize("kind", ["plenary", "reception"])
@pytest.mark.parametrize(
    ("audience", "keys"), [("public", ["item:1"]), ("delegates", ["item:1"]), ("delegation", []), ("protocol", [])]
)
def test_plenaries_and_receptions_are_for_all_delegates(kind, audience, keys):
    assert seen(item(1, "09:00", "10:00", kind=kind, audience=audience)) == keys


@pytest.mark.parametrize("kind", ["sub_forum", "speech", "site_visit", "signing", "bilateral", "transfer"])
def test_other_items_are_for_those_who_take_part(kind):
    assert seen(item(1, "09:00", "10:00", BRUNO, kind=kind, audience="public")) == []


@pytest.mark.parametrize(
    ("owner", "mine", "keys"),
    [(LINDALE, LINDALE, ["item:1"]), (PORTO_NOVO, LINDALE, []), (LINDALE, None, []), (None, None, [])],
)
def test_item_of_a_delegation_is_for_that_delegation(owner, mine, keys):
    visit = item(1, "09:00", "10:00", kind="side_programme", audience="delegation", delegation=owner)

    assert seen(visit, delegation=mine) == keys


def test_item_for_all_is_not_hidden_because_a_delegation_hosts_it():
    assert seen(item(1, "09:00", "10:00", kind="reception", audience="public", delegation=PORTO_NOVO)) == ["item:1"]


@pytest.mark.parametrize("kind", ["sub_forum", "site_visit"])
@pytest.mark.parametrize(
    ("audience", "keys"),
    [("public", ["item:2", "item:1"]), ("delegates", ["item:2", "item:1"]), ("protocol", ["item:2"])],
)
def test_speaker_sees_the_open_item_around_her_speech(kind, audience, keys):
    around = item(1, "09:00", "12:00", kind=kind, audience=audience)

    assert seen(around, item(2, "09:00", "09:10", AMARA, kind="speech", parent=1)) == keys


def test_speech_of_another_in_my_sub_forum_is_not_my_entry():
    forum = item(1, "09:00", "12:00", AMARA, kind="sub_forum", audience="public")

    assert seen(forum, item(2, "09:00", "09:10", BRUNO, kind="speech", audience="public", parent=1)) == ["item:1"]


def test_item_without_a_time_is_left_out():
    assert seen(item(1, "09:00", "10:00", AMARA, span=None)) == []


def test_cancelled_item_stays_and_says_so():
    [entry] = entries_of(AMARA, LINDALE, programme(item(1, "09:00", "10:00", AMARA, cancelled=True)))

    assert (entry.key, entry.cancelled) == ("item:1", True)


def test_speech_is_cancelled_with_the_sub_forum_around_it():
    day = item(1, "09:00", "18:00", kind="sub_forum", cancelled=True)
    forum, speech = item(2, "09:00", "12:00", parent=1), item(3, "09:00", "09:10", AMARA, kind="speech", parent=2)

    [entry] = entries_of(AMARA, LINDALE, programme(day, forum, speech))

    assert (entry.key, entry.cancelled) == ("item:3", True)


def test_delegate_sees_her_own_flights_in_the_order_of_time():
    legs = (flight_out(AMARA, at("20:00")), flight_in(AMARA, at("02:00")), flight_in(BRUNO, at("03:00"), id=3))

    assert seen(item(1, "09:00", "10:00", AMARA), legs=legs) == ["leg:1", "item:1", "leg:2"]


def test_late_evening_comes_before_the_small_hours():
    late = item(2, "09:00", "10:00", AMARA, span=span("23:30", "23:59"))
    early = item(1, "09:00", "10:00", AMARA, span=span("00:10", "01:00", day=30))

    assert seen(early, late) == ["item:2", "item:1"]


def test_shorter_item_comes_first_when_two_begin_together():
    assert seen(item(1, "09:00", "12:00", AMARA), item(2, "09:00", "09:10", AMARA)) == ["item:2", "item:1"]


def test_flight_is_told_with_number_route_and_zones():
    [entry] = entries_of(AMARA, LINDALE, programme(legs=(flight_in(AMARA, at("09:00")),)))

    details = {"number": "LN 202", "origin": "LND", "destination": "PVG"}
    zones = {"origin_zone": "Europe/London", "destination_zone": "Asia/Shanghai"}
    assert entry == Entry("leg:1", "flight_in", {}, span("00:00", "09:00"), details=details | zones)


def test_entry_says_what_the_item_says():
    words = {"titles": {"en": "Dinner"}, "room_names": {"en": "Hall 1"}, "venue_names": {"en": "West Bund"}}
    more = {"dress": "lounge suit", "languages": ("en", "zh"), "notes": {"en": "Bring the pin"}}
    more |= {"meeting_points": {"en": "North gate"}}
    dinner = item(1, "09:00", "10:00", AMARA, kind="reception", role="chair", **words, **more)

    [entry] = entries_of(AMARA, LINDALE, programme(dinner))

    assert entry == Entry("item:1", "reception", span=span("09:00", "10:00"), role="chair", **words, **more)


def test_two_roles_are_both_told():
    roles = (Part(AMARA, "speaker"), Part(AMARA, "chair"))

    [entry] = entries_of(AMARA, LINDALE, programme(item(1, "09:00", "10:00", parts=roles)))

    assert entry.role == "chair+speaker"


def test_delegate_hears_who_sits_opposite_but_not_who_looks_on():
    parts = (Part(AMARA, "signatory"), Part(BRUNO, "signatory"), Part(CHIYO, "attendee"))

    [entry] = entries_of(AMARA, LINDALE, programme(item(1, "09:00", "10:00", kind="signing", parts=parts)))

    assert entry.people == (BRUNO,)


def test_another_guest_of_the_plenary_is_no_news():
    before = item(1, "09:00", "10:00", AMARA, kind="plenary", audience="public")
    after = replace(before, parts=(*before.parts, Part(BRUNO, "speaker")))

    assert list(affected(programme(before), programme(after), EVERYBODY)) == [BRUNO]


def test_moved_bilateral_is_told_to_the_two_who_meet():
    before = item(1, "09:00", "10:00", AMARA, BRUNO)
    other = item(2, "09:00", "10:00", CHIYO)

    news = affected(programme(before, other), programme(item(1, "10:00", "11:00", AMARA, BRUNO), other), EVERYBODY)

    kinds = {person: [(edit.key, edit.kinds) for edit in told] for person, told in news.items()}
    assert kinds == {AMARA: [("item:1", ("moved",))], BRUNO: [("item:1", ("moved",))]}


def test_changed_flight_is_told_to_nobody_else():
    before, after = (programme(legs=(flight_in(AMARA, at(clock)),)) for clock in ("09:00", "08:00"))

    assert list(affected(before, after, EVERYBODY)) == [AMARA]


@settings(deadline=None)
@given(programmes(), programmes())
def test_nobody_unaffected_is_told(before: Programme, after: Programme):
    slowly = {
        delegate: edits(entries_of(delegate, city, before), entries_of(delegate, city, after))
        for delegate, city in EVERYBODY
    }

    assert affected(before, after, EVERYBODY) == {delegate: news for delegate, news in slowly.items() if news}


@settings(deadline=None)
@given(programmes())
def test_nobody_is_told_when_nothing_changed(forum: Programme):
    assert affected(forum, Programme.from_json(forum.to_json()), EVERYBODY) == {}


@settings(deadline=None)
@given(programmes(), st.sampled_from(EVERYBODY))
def test_what_is_for_protocol_only_is_seen_by_those_in_it(forum: Programme, who):
    delegate, city = who
    hidden = {f"item:{i.id}" for i in forum.items if i.audience == "protocol" and delegate not in i.people()}

    assert hidden & {entry.key for entry in entries_of(delegate, city, forum)} == set()


@settings(deadline=None)
@given(programmes(), st.randoms(use_true_random=False))
def test_checksum_of_an_itinerary_does_not_depend_on_its_order(forum: Programme, random):
    entries = entries_of(AMARA, LINDALE, forum)

    assert checksum(random.sample(entries, len(entries))) == checksum(entries)


def test_checksum_changes_with_a_word():
    before, after = (item(1, "09:00", "10:00", AMARA, titles={"en": title}) for title in ("Dinner", "Supper"))

    told, true = (checksum(entries_of(AMARA, LINDALE, programme(i))) for i in (before, after))

    assert told != true
