"""Trains and own arrivals, from the portal into the itinerary."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from delegations.actions import travel
from delegations.models import Flight
from sessions import board
from sessions.actions import releases
from sessions.engine.itinerary import entries_of
from sessions.item_words import Telling, journey_kind
from tests import factories

pytestmark = pytest.mark.django_db

G7302 = {
    "mode": "train",
    "direction": "in",
    "number": "g7302",
    "origin": "Hangzhou East",
    "leaves": "2025-05-28T09:00",
    "destination": "Shanghai Hongqiao",
    "lands": "2025-05-28T09:59",
    "zone": "Asia/Shanghai",
    "terminal": "12",
    "pieces": "3",
}
BY_CAR = {
    "mode": "own",
    "direction": "in",
    "destination": "Riverside Hotel",
    "lands": "2025-05-28T17:00",
    "zone": "Europe/Dublin",
}


@pytest.fixture
def amara():
    edition = factories.edition(starts_on=date(2025, 5, 29))
    return factories.head(factories.delegation("cork", edition), user=factories.user("amara@cork.example"))


@pytest.fixture
def at_home(client, amara):
    client.force_login(amara.user)
    return amara


def enter(client, delegate, typed):
    return client.post(reverse("portal:ground_leg_add", args=[delegate.pk]), typed)


def test_a_train_is_kept_with_its_stations_and_both_clocks(client, at_home):
    enter(client, at_home, G7302)

    leg = at_home.flights.get()
    assert (leg.mode, str(leg), leg.leaves_at, leg.terminal, leg.pieces) == (
        "train",
        "G7302 Hangzhou East–Shanghai Hongqiao",
        datetime(2025, 5, 28, 1, 0, tzinfo=UTC),
        "12",
        3,
    )


def test_whoever_comes_by_car_says_one_place_and_one_hour(client, at_home):
    enter(client, at_home, BY_CAR)

    leg = at_home.flights.get()
    assert (leg.mode, leg.here, leg.here_at, leg.leaves_at) == (
        "own",
        "Riverside Hotel",
        datetime(2025, 5, 28, 9, 0, tzinfo=UTC),
        datetime(2025, 5, 28, 9, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"number": ""}, ["number"]),
        ({"number": "train"}, ["number"]),
        ({"destination": "Hangzhou East"}, ["destination"]),
        ({"lands": "2025-05-28T08:00"}, ["lands"]),
        ({"leaves": "2035-05-28T08:00", "lands": "2035-05-28T09:00"}, ["leaves"]),
        ({"origin": "", "leaves": "", "lands": ""}, ["origin", "leaves", "lands"]),
        ({"zone": "Mars/Olympus"}, ["zone"]),
        ({"number": "G" * 10_000}, ["number"]),
        ({"pieces": "9" * 30}, ["pieces"]),
        ({"destination": "a\0b"}, ["destination"]),
        ({**BY_CAR, "destination": ""}, ["destination"]),
        ({**BY_CAR, "lands": "soon"}, ["lands"]),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client, at_home, typed, fields):
    page = enter(client, at_home, {**G7302, **typed})

    assert (list(page.context["form"].errors), at_home.flights.count()) == (fields, 0)


def test_a_train_is_changed_in_its_own_form_and_a_stale_one_is_shown_side_by_side(client, at_home):
    enter(client, at_home, G7302)
    leg = at_home.flights.get()
    door = reverse("portal:ground_leg", args=[leg.pk])
    assert client.get(reverse("portal:flight_edit", args=[leg.pk])).url == door
    client.post(door, {**G7302, "terminal": "13", "seen": 1})

    page = client.post(door, {**G7302, "terminal": "14", "seen": 1})

    assert page.context["differing"] == [("Terminal or platform in the host city", "13", "14")]


def test_an_itinerary_tells_a_train_and_an_own_arrival_in_their_own_words(at_home):
    factories.train(at_home)
    hour = datetime(2025, 6, 1, 2, 0, tzinfo=UTC)
    factories.train(
        at_home,
        direction="out",
        mode="own",
        number="",
        origin="Riverside Hotel",
        destination="",
        leaves_at=hour,
        lands_at=hour,
    )
    edition = at_home.delegation.edition

    entries = entries_of(at_home.pk, at_home.delegation_id, board.programme_of(edition))

    telling = Telling("en", edition.zone, {})
    assert [(journey_kind(one), telling.title(one), telling.times(one)) for one in entries] == [
        (
            "Train",
            "Train G7302, Hangzhou East–Shanghai Hongqiao",
            "leaves 28 May 2025, 09:00, arrives 28 May 2025, 10:00 (time there)",
        ),
        ("On their own", "Own departure", "leaves on 1 June 2025, 10:00"),
    ]


def test_a_flight_tells_what_it_told_before_there_were_trains(at_home):
    factories.flight(at_home)

    entry = entries_of(at_home.pk, at_home.delegation_id, board.programme_of(at_home.delegation.edition))[0]

    assert sorted(entry.details) == ["destination", "destination_zone", "number", "origin", "origin_zone"]


def test_a_flight_keeps_terminal_and_baggage_when_a_program_changes_its_hour(client, at_home):
    flight = factories.flight(at_home, terminal="T2", pieces=2, items="chain of office")

    client.patch(
        reverse("v1:flight", args=[flight.pk]), {"number": "EI 9"}, "application/json", headers={"if-match": '"v1"'}
    )

    flight.refresh_from_db()
    assert (flight.number, flight.terminal, flight.pieces, flight.items) == ("EI 9", "T2", 2, "chain of office")


def test_a_program_reads_a_train_and_is_told_where_to_change_it(client, at_home):
    train = factories.train(at_home)
    door = reverse("v1:flight", args=[train.pk])

    answer = client.patch(door, {"terminal": "9"}, "application/json", headers={"if-match": '"v1"'})

    assert (client.get(door).json()["mode"], answer.status_code, answer.json()["errors"][0]["message"]) == (
        "train",
        400,
        "Trains and own arrivals are changed in the portal.",
    )


def test_a_program_may_set_the_terminal(client, at_home):
    flight = factories.flight(at_home, pieces=2)

    client.patch(
        reverse("v1:flight", args=[flight.pk]), {"terminal": "T1"}, "application/json", headers={"if-match": '"v1"'}
    )

    flight.refresh_from_db()
    assert (flight.terminal, flight.pieces) == ("T1", 2)


@pytest.mark.parametrize("door", ["itinerary", "itinerary_pdf", "itinerary_ics"])
def test_whoever_comes_on_their_own_has_an_itinerary_in_every_form(client, at_home, everyone_works, door):
    edition = at_home.delegation.edition
    factories.engagement("Opening", edition, at="14:30")
    releases.publish(edition, comment="First", by=factories.organizer(edition))
    enter(client, at_home, BY_CAR)
    everyone_works()

    assert client.get(reverse(f"portal:{door}", args=[at_home.pk])).status_code == 200


def test_whoever_comes_on_their_own_clashes_with_what_begins_before(client, at_home):
    edition = at_home.delegation.edition
    enter(client, at_home, {**BY_CAR, "lands": "2025-05-29T14:00"})
    factories.attendance(factories.engagement("Opening", edition, at="14:30"), at_home)
    client.force_login(factories.organizer(edition))

    page = client.get(reverse("organizer:programme", args=[edition.slug]))

    assert [clash.sentence[:49] for clash in page.context["clashes"] if not clash.soft] == [
        "Dan Boyle (Cork) arrives on 29 May 2025, 14:00. W"
    ]


def test_a_flight_without_number_is_refused_by_the_database_itself(at_home):
    leg = travel.leg_of(factories.flight(at_home))

    with pytest.raises(travel.NotAFlight):
        travel._save(
            Flight(delegate=at_home, **{name: getattr(leg, name) for name in leg.__dataclass_fields__} | {"number": ""})
        )
