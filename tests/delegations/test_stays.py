"""Rooms: never more than a block holds on any night; who shares, shares the nights."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from python_calamine import CalamineWorkbook

from delegations import rooming
from delegations.actions import delegates, stays
from delegations.actions.stale import Stale
from delegations.models import BookedRoom, Delegate, Stay
from delegations.models.stay import with_stay_state
from forum.models import Change
from forum.roles import Role
from tests import factories, hosting

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverside(edition):
    """A hotel that holds one single and one twin room."""
    found = hosting.hotel(edition, rooms=1)
    hosting.block(found, rooms=1, kind="twin")
    return found


@pytest.fixture
def amara(edition):
    return factories.head(factories.delegation("cork", edition), factories.person("Okafor", "Amara"))


@pytest.fixture
def dan(amara):
    return factories.delegate(amara.delegation)


def taken(edition):
    return [(one.kind, one.taken, one.held) for house in rooming.houses(edition) for use in house.use
            for one in use.nights[:1]]  # fmt: skip


def test_the_second_guest_finds_no_second_room_and_is_told_the_night(edition, olga, riverside, amara, dan):
    hosting.stay(amara, riverside, by=olga)

    with pytest.raises(stays.NoRoomLeft) as full:
        hosting.stay(dan, riverside, by=olga)

    assert ([night.taken for night in full.value.nights], Stay.objects.within(edition).count()) == ([2] * 4, 1)


def test_a_night_outside_the_block_is_refused(olga, riverside, amara):
    first, _until = hosting.nights(riverside.edition)

    with pytest.raises(stays.NoRoomLeft) as full:
        hosting.stay(amara, riverside, by=olga, first_night=first - timedelta(days=1))

    assert [night.night for night in full.value.nights] == [first - timedelta(days=1)]


def test_two_who_share_take_one_room_of_the_same_nights(edition, olga, riverside, amara, dan):
    hosting.stay(amara, riverside, by=olga, kind="twin")
    hosting.stay(dan, riverside, by=olga, kind="twin", shares_with=amara.pk)

    assert stays.booking_of(amara.stay).shares_with == dan.pk
    assert BookedRoom.objects.within(edition).count() == 1
    assert taken(edition) == [("single", 0, 1), ("twin", 1, 1)]


def test_what_one_of_two_changes_holds_for_both(edition, olga, riverside, amara, dan):
    hosting.stay(amara, riverside, by=olga, kind="twin")
    shared = hosting.stay(dan, riverside, by=olga, kind="twin", shares_with=amara.pk)
    first, _until = hosting.nights(edition)
    shorter = hosting.booking(riverside, kind="twin", shares_with=amara.pk, first_night=first + timedelta(days=1))

    stays.book(dan, shorter, seen=shared.version, by=olga)

    assert [one.room.first_night for one in Stay.objects.within(edition).select_related("room")] == [
        first + timedelta(days=1)
    ] * 2


@pytest.mark.parametrize("fields", [{"kind": "single"}, {"kind": "twin", "shift": 1}])
def test_one_cannot_share_another_kind_of_room_or_other_nights(olga, riverside, amara, dan, fields):
    first, _until = hosting.nights(riverside.edition)
    hosting.stay(amara, riverside, by=olga, kind="twin")
    wanted = {"kind": fields["kind"], "first_night": first + timedelta(days=fields.get("shift", 0))}

    with pytest.raises(stays.CannotShare):
        hosting.stay(dan, riverside, by=olga, shares_with=amara.pk, **wanted)


def test_a_third_guest_finds_no_third_bed(olga, riverside, amara, dan):
    hosting.stay(amara, riverside, by=olga, kind="twin")
    hosting.stay(dan, riverside, by=olga, kind="twin", shares_with=amara.pk)

    with pytest.raises(stays.CannotShare):
        third = factories.delegate(amara.delegation)
        hosting.stay(third, riverside, by=olga, kind="twin", shares_with=amara.pk)


def test_a_guest_taken_off_the_list_frees_the_room(edition, olga, riverside, amara, dan):
    hosting.stay(amara, riverside, by=olga)

    delegates.remove(amara, by=olga)

    assert hosting.stay(dan, riverside, by=olga).room.kind == "single"


def test_a_block_that_is_slept_in_cannot_shrink(olga, riverside, amara):
    hosting.stay(amara, riverside, by=olga)
    block = riverside.blocks.get(kind="single")

    with pytest.raises(stays.NoRoomLeft):
        stays.remove_block(block, by=olga)

    assert riverside.blocks.count() == 2


def test_a_guest_moves_to_friends_and_the_room_is_free(edition, olga, riverside, amara, dan):
    stay = hosting.stay(amara, riverside, by=olga)

    stays.book(amara, stays.Booking(None, elsewhere="with friends"), seen=stay.version, by=olga)

    assert (taken(edition), [str(one) for one in rooming.elsewhere(edition)]) == (
        [("single", 0, 1), ("twin", 0, 1)],
        ["with friends"],
    )


def test_two_who_change_a_stay_do_not_overwrite_each_other(olga, riverside, amara):
    hosting.stay(amara, riverside, by=olga)
    stays.book(amara, hosting.booking(riverside, early=True), seen=1, by=olga)

    with pytest.raises(Stale):
        stays.book(amara, hosting.booking(riverside, late=True), seen=1, by=olga)


def test_the_same_booking_twice_is_written_down_once(olga, riverside, amara):
    for _n in range(2):
        hosting.stay(amara, riverside, by=olga)

    assert [change.verb for change in Change.objects.all()] == ["stay.booked"]


@pytest.mark.parametrize(
    ("host", "words"),
    [((None, None), "guest"), ((0, 4), "host"), ((0, 3), "host 3 nights, guest 1"), ((1, 2), "host 1 night, guest 3")],
)
def test_who_pays_is_said_night_by_night(edition, olga, riverside, amara, host, words):
    first, _until = hosting.nights(edition)
    days = [None if day is None else first + timedelta(days=day) for day in host]

    hosting.stay(amara, riverside, by=olga, host_from=days[0], host_until=days[1])

    assert [guest.who_pays for guest in rooming.houses(edition)[0].guests] == [words]


def test_many_get_a_room_at_once_after_their_names_were_shown(client, edition, olga, amara, dan):
    hotel = hosting.hotel(edition, rooms=5)
    client.force_login(olga)
    first, until = hosting.nights(edition)
    typed = {"hotel": hotel.pk, "kind": "single", "first_night": first, "until": until, "who": "all"}
    door = reverse("organizer:rooms_assign", args=[edition.slug])

    seen = client.post(door, {**typed, "look": 1})
    assert ([str(one) for one in seen.context["guests"]], Stay.objects.within(edition).count()) == (
        ["Amara Okafor", "Dan Boyle"],
        0,
    )
    client.post(door, {**typed, "yes": 1})
    assert Stay.objects.within(edition).count() == 2


def test_if_one_of_many_finds_no_room_nobody_gets_one(client, edition, olga, riverside, amara, dan):
    client.force_login(olga)
    first, until = hosting.nights(edition)
    typed = {"hotel": riverside.pk, "kind": "single", "first_night": first, "until": until, "who": "all", "yes": 1}

    page = client.post(reverse("organizer:rooms_assign", args=[edition.slug]), typed)

    assert (list(page.context["form"].errors), Stay.objects.within(edition).count()) == (["kind"], 0)


def test_the_workbook_holds_texts_only(client, edition, olga, riverside):
    evil = factories.head(factories.delegation("cork", edition), factories.person('=HYPERLINK("x")', "+49"))
    hosting.stay(evil, riverside, by=olga)
    client.force_login(olga)

    answer = client.get(reverse("organizer:rooming_xlsx", args=[edition.slug]))

    page = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert page[1][:3] == ["Riverside Hotel", '=HYPERLINK("X") +49', "Cork"]


def test_an_observer_reads_the_list_without_the_numbers_of_the_rooms(client, edition, olga, riverside, amara):
    hosting.stay(amara, riverside, by=olga, number="1207")
    doors = [reverse(f"organizer:{name}", args=[edition.slug]) for name in ("rooming", "rooming_xlsx")]

    seen = {}
    for who in (olga, factories.organizer(edition, Role.OBSERVER)):
        client.force_login(who)
        page = client.get(doors[0]).content.decode()
        book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(doors[1]).content)).get_sheet_by_index(0)
        seen[who] = ("1207" in page, "1207" in str(book.to_python()))

    assert list(seen.values()) == [(True, True), (False, False)]


def test_a_wish_is_kept_once_and_shown_to_the_office(client, edition, olga, amara):
    client.force_login(factories.assistant(amara.delegation))
    first, until = hosting.nights(edition)
    for _n in range(2):
        client.post(
            reverse("portal:stay_wish", args=[amara.pk]), {"kind": "suite", "first_night": first, "until": until}
        )

    client.force_login(olga)
    page = client.get(reverse("organizer:stay", args=[edition.slug, amara.pk]))

    assert [change.verb for change in Change.objects.all()] == ["stay.wished"]
    assert (page.context["form"]["kind"].value(), page.context["wish"].kind) == ("suite", "suite")


def test_the_guest_shows_the_taxi_both_scripts(client, edition, olga, riverside, amara):
    hosting.stay(amara, riverside, by=olga)
    client.force_login(factories.assistant(amara.delegation))

    page = client.get(reverse("portal:lodging", args=[amara.pk]))

    assert page.context["hotel_names"] == [("zh-hans", "江畔饭店"), ("en", "Riverside Hotel")]


def test_the_state_of_everybodys_stay_can_be_asked(edition, olga, riverside, amara, dan):
    friend, nobody = (factories.delegate(amara.delegation) for _n in range(2))
    hosting.stay(amara, riverside, by=olga)
    stays.wish(dan, stays.Wish(kind="twin"), seen=0, by=olga)
    stays.book(friend, stays.Booking(None, elsewhere="with friends"), seen=0, by=olga)

    found = with_stay_state(Delegate.objects.within(edition)).values_list("pk", "stay_state")

    assert dict(found) == {amara.pk: "booked", dan.pk: "wished", friend.pk: "elsewhere", nobody.pk: ""}


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"hotel": "9" * 30},
        {"hotel": "\0"},
        {"elsewhere": "x" * 10_000},
        {"first_night": "9999-12-31", "until": "0001-01-01"},
        {"number": "\u202e1207😀" * 9},
    ],
)
def test_nonsense_comes_back_with_a_sentence(client, edition, olga, riverside, amara, typed):
    client.force_login(olga)

    page = client.post(reverse("organizer:stay", args=[edition.slug, amara.pk]), typed)

    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_twelve_who_want_the_last_room_at_once_get_one(edition, olga):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    hotel = hosting.hotel(edition, rooms=1)
    cork = factories.delegation("cork", edition)
    people = [factories.delegate(cork) for _n in range(12)]

    with ThreadPoolExecutor(6) as crowd:
        got = list(crowd.map(lambda one: wants(one, hotel, olga), people))

    assert (sum(got), Stay.objects.within(edition).count()) == (1, 1)


def wants(one, hotel, olga):
    try:
        hosting.stay(one, hotel, by=olga)
    except stays.NoRoomLeft:
        return False
    finally:
        connection.close()
    return True
