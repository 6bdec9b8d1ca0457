"""What the two forums that come with the software hold."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from delegations.room_nights import Rooms, overbooked
from sessions.reference import BUNDLED, bundled, delegation_rows, house_rows, rows, stay_rows
from sessions.reference.reader import Forum, read
from sessions.reference.vocabulary import POWERS

LANGUAGES = {"en", "zh-hans", "fr", "ar"}
FROM_THE_PRESS = {
    *("gong-zheng", "dan-boyle", "haris-doukas", "andria-basilaia", "michele-rubirola", "bui-xuan-cuong"),
    *("merja-narvo-akkola", "lee-kwang-ho", "atsaphangthong-siphandone", "ndeshihafela-larandja"),
    *("nick-small", "dilpreet-sidhu"),
}


@pytest.fixture(scope="module")
def shanghai() -> Forum:
    return read(BUNDLED / "shanghai-2025")


def test_two_forums_come_with_the_software():
    assert bundled() == ["example-forum", "shanghai-2025"]


def test_twenty_six_cities_of_twenty_two_countries_are_guests(shanghai):
    countries = {city.key: city.country for city in shanghai.rows(house_rows.City)}
    guests = [row.city for row in shanghai.rows(delegation_rows.Delegation) if row.city != "shanghai"]

    assert len(guests) == 26
    assert len({countries[city] for city in guests}) == 22


def test_every_delegation_has_a_head_and_only_cork_has_nobody_else(shanghai):
    sizes = Counter(row.city for row in shanghai.rows(delegation_rows.Delegate))
    heads = {row.city for row in shanghai.rows(delegation_rows.Delegate) if row.role == "head"}

    assert heads == {row.city for row in shanghai.rows(delegation_rows.Delegation)}
    assert [city for city, size in sizes.items() if size == 1] == ["cork"]


def test_everybody_whom_the_press_did_not_name_is_marked_as_invented(shanghai):
    real = {person.key for person in shanghai.rows(house_rows.Person) if not person.fictitious}

    assert real == FROM_THE_PRESS


def test_no_address_could_reach_anybody(shanghai):
    tables = (delegation_rows.Delegate, delegation_rows.Assistant, house_rows.Organizer)
    addresses = {row.email for table in tables for row in shanghai.rows(table) if row.email}
    addresses |= {row.contact_email for row in shanghai.rows(delegation_rows.Delegation)}

    assert [address for address in addresses if not re.search(r"[@.][a-z-]+\.example$", address)] == []


def test_one_assistant_acts_for_rotterdam_and_antwerp(shanghai):
    lines = Counter((row.email, row.name) for row in shanghai.rows(delegation_rows.Assistant))
    (busy,) = (who for who, count in lines.items() if count > 1)
    hers = {row.city: row.powers for row in shanghai.rows(delegation_rows.Assistant) if (row.email, row.name) == busy}

    assert hers == {"antwerp": POWERS, "rotterdam": ("answer", "register", "travel")}


def test_two_people_share_a_mailbox_in_liverpool(shanghai):
    names = {
        row.name for row in shanghai.rows(delegation_rows.Assistant) if row.email == "international@liverpool.example"
    }

    assert names == {"Maud Brassingham", "Owen Tidewell"}


def test_a_speech_and_a_signing_wait_for_a_place(shanghai):
    unplaced = {row.key for row in shanghai.rows(rows.Engagement) if row.starts is None}

    assert unplaced == {"speech-jeollabuk-do", "tbilisi-signing"}


def test_titles_are_there_in_every_language_of_the_forum(shanghai):
    tables = (house_rows.Office, rows.Engagement)
    poor = [row for table in tables for row in shanghai.rows(table) if not set(row.title) >= LANGUAGES]

    assert poor == []


def test_everybody_lands_before_the_first_working_day_and_leaves_after_the_last(shanghai):
    inward = [row.lands_at for row in shanghai.rows(delegation_rows.Flight) if row.direction == "in"]
    outward = [row.leaves_at for row in shanghai.rows(delegation_rows.Flight) if row.direction == "out"]

    assert max(inward) < datetime(2025, 5, 28, 16, tzinfo=UTC)  # midnight in Shanghai
    assert min(outward) > datetime(2025, 5, 30, 16, tzinfo=UTC)


def test_dates_of_ties_stay_as_precise_as_the_sources(shanghai):
    signed = {row.city: row.signed for row in shanghai.rows(house_rows.Tie)}

    assert (signed["cork"], signed["liverpool"], signed["athens"]) == ("2005", "1999-10", "2025-01-23")


def test_palo_alto_is_tied_to_the_district(shanghai):
    assert {row.partner for row in shanghai.rows(house_rows.Tie) if row.city == "palo-alto"} == {"yangpu-district"}


def test_only_invented_people_have_needs(shanghai):
    invented = {person.key for person in shanghai.rows(house_rows.Person) if person.fictitious}

    assert {row.person for row in shanghai.rows(stay_rows.Needs)} - invented == set()


def test_every_hotel_holds_the_rooms_that_are_slept_in(shanghai):
    for hotel in shanghai.rows(stay_rows.Hotel):
        blocks = [one for one in shanghai.rows(stay_rows.RoomBlock) if one.hotel == hotel.key]
        stays = [one for one in shanghai.rows(stay_rows.Stay) if one.hotel == hotel.key]
        shared = {(one.room or one.person): one for one in stays}.values()

        held = [Rooms(one.kind, one.rooms, one.first_night, one.until) for one in blocks]
        assert overbooked(held, [Rooms(one.kind, 1, one.first_night, one.until) for one in shared]) == []


def test_nobody_sits_on_anothers_lap(shanghai):
    seats = {row.plate: row.seats for row in shanghai.rows(stay_rows.Vehicle)}
    aboard = Counter((row.vehicle, row.leaves) for row in shanghai.rows(stay_rows.Seat))

    assert [ride for ride, guests in aboard.items() if guests > seats[ride[0]]] == []
