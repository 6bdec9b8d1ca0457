"""Nothing new is entered or booked for a delegation that does not come, by whichever door, and at whichever moment."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.urls import reverse

from delegations.actions import cars, dossier, hospitality, mandates, portraits, stages, stays, travel, visas
from delegations.actions import delegates as registration
from delegations.actions import withdrawal as withdrawing
from delegations.models import Consent, Flight, Seat, Stay
from delegations.policies import DoesNotCome
from forum import clock
from forum.models import Change
from tests import factories, hosting

pytestmark = pytest.mark.django_db

ELECTION = withdrawing.Reason("city", date(2025, 5, 2), "An election")
WITHDRAWN = (
    "The delegation of Cork is withdrawn, so nothing new is entered or booked for it. If it comes after all, the "
    "protocol office takes the withdrawal back first."
)
DECLINED = (
    "Cork has declined, so nothing new is entered or booked for its delegation. If it comes after all, its new answer "
    "is written down first."
)


@pytest.fixture
def amara(edition):
    return factories.head(factories.delegation("cork", edition), factories.person("Okafor", "Amara"))


def withdraws(delegation, olga):
    withdrawing.withdraw(delegation, ELECTION, by=olga)


def declines(delegation, olga):
    type(delegation).objects.filter(pk=delegation.pk).scoped().update(answer="no", answered_at=clock.now())


def leg_of(amara):
    found = factories.flight(amara)
    leg = travel.leg_of(found)
    found.delete()
    return leg


DOORS = {
    "a room": lambda amara, olga: hosting.stay(amara, hosting.hotel(amara.delegation.edition), by=olga),
    "rooms for many": lambda amara, olga: stays.assign(
        [amara], hosting.booking(hosting.hotel(amara.delegation.edition)), by=olga
    ),
    "a wish": lambda amara, olga: stays.wish(amara, stays.Wish(kind="single"), seen=0, by=olga),
    "a seat": lambda amara, olga: hosting.seat(hosting.transfer(hosting.vehicle()), amara, by=olga),
    "a mandate": lambda amara, olga: mandates.give(
        amara.delegation, None, mandates.Whom("new@cork.example", "Nuala"), mandates.Terms(("travel",)), by=olga
    ),
    "a flight": lambda amara, olga: travel.add_flight(amara, leg_of(amara), by=olga),
    "a passport": lambda amara, olga: factories.passport(amara, by=olga),
    "a photo": lambda amara, olga: portraits.hand_in(amara, factories.photo(), seen=0, by=olga),
    "a visa": lambda amara, olga: visas.say(amara, needed="no", post=None, seen=0, by=olga),
    "a visa letter": lambda amara, olga: visas.write_letters(
        [amara.pk], edition=amara.delegation.edition, write=lambda *_some: "", by=olga
    ),
    "a menu": lambda amara, olga: hosting.told(amara, by=olga, menu="vegan"),
    "particulars": lambda amara, olga: dossier.write_about(amara, dossier.About(speaks=("en",)), seen=0, by=olga),
    "terms of its own": lambda amara, olga: hospitality.decide(
        amara, hospitality.Terms("room", "host"), seen=hospitality.seal([]), reason="A guest of honour", by=olga
    ),
    "a cost statement": lambda amara, olga: hospitality.issue(amara.delegation, by=olga),
    "a member": lambda amara, olga: registration.add(
        amara.delegation, registration.Entry("Byrne", "Nuala", False, "", "member", "", "", "en"), by=olga
    ),
}


@pytest.mark.parametrize("goes", [withdraws, declines])
@pytest.mark.parametrize("door", DOORS)
def test_nothing_new_for_whom_does_not_come(olga, amara, goes, door):
    goes(amara.delegation, olga)
    before = Change.objects.count()

    with pytest.raises(DoesNotCome):
        DOORS[door](amara, olga)

    assert Change.objects.count() == before


def test_what_is_there_can_still_be_given_back_and_taken_back(edition, olga, amara):
    hosting.stay(amara, hosting.hotel(edition), by=olga)
    seat = hosting.seat(hosting.transfer(hosting.vehicle()), amara, by=olga)
    flight = factories.flight(amara)
    dossier.say_consents(amara, {"photo": True}, by=olga)
    declines(amara.delegation, olga)

    stays.release(amara, by=olga)
    cars.free_seat(seat, by=olga)
    travel.remove_flight(flight, by=olga)
    dossier.say_consents(amara, {"photo": False}, by=olga)

    left = (Stay, Seat, Flight)
    assert [some.objects.within(edition).count() for some in left] == [0, 0, 0]
    assert [one.given for one in Consent.objects.within(edition).order_by("pk")] == [True, False]


def test_whoever_does_not_come_is_not_accepted_and_is_said_to_be_left(edition, olga, amara):
    withdraws(amara.delegation, olga)

    done = stages.take(stages.Step.ACCEPT, [amara.pk], edition=edition, by=olga)

    assert (done.moves, done.left) == ([], [amara])


@pytest.mark.parametrize(("goes", "words"), [(withdraws, WITHDRAWN), (declines, DECLINED)])
def test_the_office_that_types_the_address_of_a_form_reads_why(client, edition, olga, amara, goes, words):
    hotel = hosting.hotel(edition)
    goes(amara.delegation, olga)
    client.force_login(olga)
    first, until = hosting.nights(edition)
    typed = {"hotel": hotel.pk, "kind": "single", "first_night": first, "until": until, "seen": 0, "note": "High floor"}

    page = client.post(reverse("organizer:stay", args=[edition.slug, amara.pk]), typed)

    form = page.context["form"]
    assert (form.non_field_errors(), form["note"].value()) == ([words], "High floor")


def test_whoever_does_not_come_is_not_offered_a_seat(client, edition, olga, amara):
    ride = hosting.transfer(hosting.vehicle())
    door = reverse("organizer:seat_give", args=[edition.slug, ride.pk])
    client.force_login(olga)
    factories.flight(amara, lands_at=ride.leaves_at)
    declines(amara.delegation, olga)

    page = client.post(door, {"guest": f"d{amara.pk}"}, follow=True)

    assert ([str(one) for one in page.context["messages"]], Seat.objects.within(edition).count()) == (
        ["Choose a guest first."],
        0,
    )


def test_the_assistant_reads_why_a_flight_is_not_taken(client, amara):
    client.force_login(factories.assistant(amara.delegation))
    declines(amara.delegation, None)
    leg = {"direction": "in", "number": "ZZ 202", "origin": "DUB", "destination": "PVG"}
    day = amara.delegation.edition.starts_on
    hours = {"leaves": f"{day}T01:00", "lands": f"{day}T20:00"}

    page = client.post(reverse("portal:flight_add", args=[amara.pk]), {**leg, **hours})

    assert page.context["form"].non_field_errors() == [DECLINED]


def test_the_api_says_it_in_its_manner(client, amara):
    client.force_login(factories.assistant(amara.delegation))
    flight = factories.flight(amara)
    declines(amara.delegation, None)

    door = f"/api/v1/flights/{flight.pk}/"
    answer = client.patch(door, {"terminal": "T1"}, content_type="application/json", headers={"If-Match": '"v1"'})

    assert (answer.status_code, DECLINED in answer.content.decode()) == (400, True)


def test_a_withdrawal_that_came_first_is_seen_by_whoever_looked_before(edition, olga, amara):
    hotel = hosting.hotel(edition)
    assert amara.delegation.withdrawn_at is None  # this is what the office's page has read
    withdraws(amara.delegation, olga)

    with pytest.raises(DoesNotCome):
        hosting.stay(amara, hotel, by=olga)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_that_is_being_written_is_waited_for(edition, olga):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    amara = factories.head(factories.delegation("cork", edition))
    hotel, outcome = hosting.hotel(edition), []

    def book():
        try:
            hosting.stay(amara, hotel, by=olga)
        except DoesNotCome:
            outcome.append("refused")
        finally:
            connection.close()

    office = threading.Thread(target=book)
    with transaction.atomic():
        withdraws(amara.delegation, olga)
        office.start()
        office.join(0.5)
        assert (office.is_alive(), outcome) == (True, [])
    office.join(10)

    assert (outcome, Stay.objects.within(edition).count()) == (["refused"], 0)
