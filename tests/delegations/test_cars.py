"""Transfers and their seats: never more guests than seats, and no car for a flight that has moved."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from delegations import manifests, motorcade
from delegations.actions import cars, delegates, freeing, rows, travel
from delegations.actions.stale import Stale
from delegations.models import Seat, Transfer
from forum import clock
from forum.models import Change
from tests import factories, hosting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ride(edition):
    """A sedan with two seats from the airport."""
    return hosting.transfer(hosting.vehicle(edition, seats=2))


def guests(edition, count):
    cork = factories.delegation("cork", edition)
    return [factories.delegate(cork) for _n in range(count)]


def test_the_third_guest_finds_no_third_seat(edition, olga, ride):
    *two, third = guests(edition, 3)
    for one in two:
        hosting.seat(ride, one, by=olga)

    with pytest.raises(cars.NoSeatLeft) as full:
        hosting.seat(ride, third, by=olga)

    assert (full.value.seats, ride.seats.count()) == (2, 2)


def test_a_seat_given_twice_is_given_once(edition, olga, ride):
    one = guests(edition, 1)[0]

    assert hosting.seat(ride, one, by=olga) == hosting.seat(ride, one, by=olga)


def test_the_database_itself_refuses_a_seat_beyond_the_last(edition, olga, ride):
    with pytest.raises(IntegrityError, match="never_more_guests_than_seats"), transaction.atomic():
        Seat.objects.create(transfer=ride, delegate=guests(edition, 1)[0], number=3, of=2)


def test_whoever_is_taken_off_the_list_leaves_the_seat_free(edition, olga, ride):
    first, second, third = guests(edition, 3)
    for one in (first, second):
        hosting.seat(ride, one, by=olga)

    delegates.remove(first, by=olga)

    assert hosting.seat(ride, third, by=olga).number == 1


def test_a_smaller_car_is_refused_while_too_many_sit_in_the_ride(edition, olga, ride):
    for one in guests(edition, 2):
        hosting.seat(ride, one, by=olga)
    small = hosting.vehicle(edition, plate="ZZ 0002", seats=1)

    with pytest.raises(cars.TooManyAboard):
        cars.change_transfer(ride, {"vehicle": small}, seen=1, by=olga)

    assert Transfer.objects.within(edition).get().vehicle_id == ride.vehicle_id


def test_a_larger_car_numbers_the_seats_anew(edition, olga, ride):
    first, second = guests(edition, 2)
    seats = [hosting.seat(ride, one, by=olga) for one in (first, second)]
    cars.free_seat(seats[0], by=olga)
    large = hosting.vehicle(edition, plate="ZZ 0002", seats=7)

    cars.change_transfer(ride, {"vehicle": large}, seen=1, by=olga)

    assert [(seat.delegate_id, seat.number, seat.of) for seat in ride.seats.all()] == [(second.pk, 1, 7)]


def test_a_changed_flight_is_flagged_with_both_hours(client, edition, olga, ride):
    amara = guests(edition, 1)[0]
    flight = factories.flight(amara)
    seat = hosting.seat(ride, amara, flight=flight, by=olga)
    leg = travel.leg_of(flight)
    later = replace(leg, leaves_at=leg.leaves_at + timedelta(hours=3), lands_at=leg.lands_at + timedelta(hours=3))

    travel.change_flight(flight, later, seen=1, by=olga)

    seat.refresh_from_db()
    day = clock.day_text("en", edition.starts_on - timedelta(days=1), "long")
    assert manifests.why_missed(seat, edition.zone) == (
        f"ZZ 202 DUB–PVG is now at {day}, 15:00; this seat was given for {day}, 12:00."
    )
    client.force_login(olga)
    page = client.get(reverse("organizer:transfers", args=[edition.slug]))
    assert [row["transfer"] for row in page.context["missed"]] == [ride]


def test_a_deleted_flight_is_flagged(edition, olga, ride):
    amara = guests(edition, 1)[0]
    flight = factories.flight(amara)
    seat = hosting.seat(ride, amara, flight=flight, by=olga)

    travel.remove_flight(flight, by=olga)

    seat.refresh_from_db()
    assert manifests.why_missed(seat, edition.zone) == "The flight for which this seat was given has been deleted."


def test_a_seat_in_another_car_for_the_same_flight_frees_the_first(edition, olga, ride):
    amara = guests(edition, 1)[0]
    flight = factories.flight(amara)
    other = hosting.transfer(hosting.vehicle(edition, plate="ZZ 0002"))
    hosting.seat(ride, amara, flight=flight, by=olga)

    hosting.seat(other, amara, flight=flight, by=olga)

    assert [seat.transfer_id for seat in Seat.objects.within(edition)] == [other.pk]


def test_two_vehicles_with_one_plate_are_refused_and_a_double_click_is_one(edition, olga):
    values = {"plate": "ZZ 7", "kind": "van", "seats": 7}
    first = cars.add_vehicle(edition, values, by=olga)

    assert cars.add_vehicle(edition, values, by=olga) == first
    with pytest.raises(rows.Taken):
        cars.add_vehicle(edition, {**values, "seats": 5}, by=olga)


def test_two_who_change_a_transfer_do_not_overwrite_each_other(client, edition, olga, ride):
    cars.change_transfer(ride, {"liaison": "Wang Min"}, seen=1, by=olga)

    with pytest.raises(Stale):
        cars.change_transfer(ride, {"liaison": "Zhao Lei"}, seen=1, by=olga)

    client.force_login(olga)
    leaves = clock.local(edition.zone, ride.leaves_at).strftime("%Y-%m-%dT%H:%M")
    typed = {"origin": "PVG", "destination": "Riverside Hotel", "leaves": leaves, "vehicle": ride.vehicle_id}
    page = client.post(
        reverse("organizer:transfer", args=[edition.slug, ride.pk]), {**typed, "liaison": "Zhao Lei", "seen": 1}
    )
    assert page.context["differing"] == [("Liaison officer", "Wang Min", "Zhao Lei")]
    assert page.context["form"]["seen"].value() == "2"


def test_the_proposal_gives_the_head_a_sedan_and_is_made_once(client, edition, olga):
    cork = factories.delegation("cork", edition)
    people = [factories.head(cork), factories.delegate(cork), factories.delegate(cork)]
    flights = [factories.flight(one, terminal="T2") for one in people]
    sedan, van = hosting.vehicle(edition), hosting.vehicle(edition, plate="ZZ 0002", seats=7, kind="van")
    client.force_login(olga)
    door = reverse("organizer:propose_arrivals", args=[edition.slug])
    day = clock.day_at(edition.zone, flights[0].lands_at)
    plan = client.get(door, {"day": day}).context["plan"]

    answers = [client.post(door, {"day": day, "seen": plan.fingerprint}) for _n in range(2)]

    made = [(ride.vehicle, ride.leaves_at, ride.seats.count()) for ride in Transfer.objects.within(edition)]
    at = flights[0].lands_at + motorcade.AFTER_LANDING
    assert made == [(sedan, at, 1), (van, at, 2)]
    assert [answer.status_code for answer in answers] == [302, 200]


def test_a_plan_is_shown_anew_when_a_flight_has_moved_meanwhile(client, edition, olga):
    amara = guests(edition, 1)[0]
    flight = factories.flight(amara)
    hosting.vehicle(edition, kind="van")
    client.force_login(olga)
    day = clock.day_at(edition.zone, flight.lands_at)

    page = client.post(
        reverse("organizer:propose_arrivals", args=[edition.slug]), {"day": day, "seen": "what was seen before"}
    )

    assert (page.status_code, Transfer.objects.within(edition).count()) == (200, 0)


def test_a_delegation_that_does_not_come_gives_back_rooms_and_seats_and_it_is_said_which(edition, olga, ride):
    amara, _dan = guests(edition, 2)
    hosting.seat(ride, amara, by=olga)
    hosting.stay(amara, hosting.hotel(edition), by=olga)

    freed = freeing.free(amara.delegation, by=olga)

    assert [name for name, _seat in freed.seats] == [str(amara)]
    assert [(name, str(stay)) for name, stay in freed.rooms] == [(str(amara), "Riverside Hotel, single room")]
    assert (bool(freeing.free(amara.delegation, by=olga)), ride.seats.count()) == (False, 0)
    verbs = [change.verb for change in Change.objects.order_by("id")]
    assert verbs == ["seat.given", "stay.booked", "seat.freed", "stay.released"]


def test_a_guest_reads_the_car_in_the_portal(client, edition, olga, ride):
    aoife = factories.assistant(factories.delegation("cork", edition))
    amara = guests(edition, 1)[0]
    hosting.seat(ride, amara, by=olga)
    client.force_login(aoife)

    page = client.get(reverse("portal:lodging", args=[amara.pk]))

    assert ([seat.transfer for seat, _why in page.context["rides"]], b"ZZ 0001" in page.content) == ([ride], True)


@pytest.mark.django_db(transaction=True)
def test_thirty_who_want_the_last_two_seats_at_once_get_two(edition, olga):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    ride = hosting.transfer(hosting.vehicle(edition, seats=2))
    people = guests(edition, 30)

    with ThreadPoolExecutor(8) as crowd:
        got = list(crowd.map(lambda one: wants(ride, one, olga), people))

    assert (sum(got), ride.seats.count()) == (2, 2)


def wants(ride, one, olga):
    try:
        hosting.seat(ride, one, by=olga)
    except cars.NoSeatLeft:
        return False
    finally:
        connection.close()
    return True
