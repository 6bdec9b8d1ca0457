"""Flights on the clocks of their airports: entered, changed, refused in words."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.urls import reverse

from delegations import airports
from delegations.actions import delegates, travel
from delegations.models import Flight
from forum.models import Change
from tests import factories

pytestmark = pytest.mark.django_db

EI_154 = {
    "direction": "in",
    "number": "ei154",
    "origin": "DUB",
    "leaves": "2025-05-27T13:00",
    "destination": "PVG",
    "lands": "2025-05-28T07:30",
}


@pytest.fixture
def amara():
    edition = factories.edition(starts_on=date(2025, 5, 29))
    cork = factories.city("cork", airports=["ORK"])
    return factories.head(factories.delegation(cork, edition), user=factories.user("amara@cork.example"))


@pytest.fixture
def aoife(client, amara):
    found = factories.assistant(amara.delegation)
    client.force_login(found)
    return found


def enter(client, delegate, **typed):
    return client.post(reverse("portal:flight_add", args=[delegate.pk]), {**EI_154, **typed})


def change(client, flight, **typed):
    return client.post(reverse("portal:flight_edit", args=[flight.pk]), {"seen": flight.version, **EI_154, **typed})


def errors(page):
    return {field: list(words) for field, words in page.context["form"].errors.items()}


def test_a_flight_is_kept_as_instants_with_the_zones_of_its_airports(client, aoife, amara):
    enter(client, amara)

    flight = amara.flights.get()
    assert (flight.number, flight.origin_zone, flight.destination_zone, flight.leaves_at, flight.lands_at) == (
        "EI 154",
        "Europe/Dublin",
        "Asia/Shanghai",
        datetime(2025, 5, 27, 12, 0, tzinfo=UTC),
        datetime(2025, 5, 27, 23, 30, tzinfo=UTC),
    )


def test_a_mayor_enters_her_own_flight_and_nobody_elses(client, amara):
    colleague = factories.delegate(amara.delegation)
    client.force_login(amara.user)

    assert [enter(client, one).status_code for one in (amara, colleague)] == [302, 404]


@pytest.mark.parametrize(("typed", "kept"), [("EI 154", "EI 154"), ("u2-8021", "U2 8021"), (" lh 7 ", "LH 7")])
def test_flight_numbers_are_written_in_one_way(typed, kept):
    assert travel.flight_number(typed) == kept


@pytest.mark.parametrize("typed", ["154", "EIRE 154", "EI 12345", "E! 1", "航班 12"])
def test_what_is_no_flight_number_is_said_and_stays(client, aoife, amara, typed):
    page = enter(client, amara, number=typed)

    assert (list(errors(page)), page.context["form"]["number"].value()) == (["number"], typed)


def test_an_unknown_airport_is_answered_with_those_that_look_like_it(client, aoife, amara):
    airport = amara.delegation.edition.city
    airport.airports = ["PVG", "SHA"]
    airport.save()

    said = [errors(enter(client, amara, destination=typed))["destination"][0] for typed in ("PVQ", "shanghai")]

    assert ["Did you mean PVG (Shanghai)" in words for words in said] == [True, True]


def test_landing_before_leaving_is_said_on_both_clocks(client, aoife, amara):
    page = enter(client, amara, lands="2025-05-27T14:00")

    assert errors(page) == {
        "lands": [
            "This flight would land in PVG 6 h 00 min before it leaves DUB: when it leaves, at 27 May 2025, 13:00 "
            "there, clocks in PVG already show 27 May 2025, 20:00. Check the day of landing."
        ]
    }
    assert page.context["form"]["lands"].value() == "2025-05-27T14:00"


def test_a_very_long_flight_is_asked_back_once(client, aoife, amara):
    page = enter(client, amara, lands="2025-05-29T07:30")
    again = enter(client, amara, lands="2025-05-29T07:30", meant=page.context["form"]["meant"].value())

    assert (errors(page)["lands"][0][:43], again.status_code) == ("This flight would be 36 hours in the air. C", 302)


@pytest.mark.parametrize("year", ["2015", "2026", "0001", "9999"])
def test_a_wrong_year_is_found(client, aoife, amara, year):
    page = enter(client, amara, leaves=f"{year}-05-27T13:00", lands=f"{year}-05-28T07:30")

    assert (page.status_code, "leaves" in errors(page)) == (200, True)


@pytest.mark.parametrize(
    ("end", "moment"),
    [
        ("leaves_at", datetime.max.replace(tzinfo=UTC)),
        ("leaves_at", datetime.min.replace(tzinfo=timezone(timedelta(hours=23, minutes=59)))),
        ("lands_at", datetime.max.replace(tzinfo=timezone(-timedelta(hours=23, minutes=59)))),
        ("lands_at", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_a_flight_at_the_end_of_the_calendar_is_far_from_the_forum(amara, end, moment):
    leg = travel.leg_of(factories.flight(amara))

    with pytest.raises(travel.NotAFlight) as refusal:
        travel.refuse_wrong(replace(leg, **{end: moment}), amara.delegation.edition)

    assert (refusal.value.field, refusal.value.words[:35]) == (end, "This is far from the days of the fo")


def test_three_days_in_the_air_are_no_flight_whatever_is_meant(amara):
    leg = travel.leg_of(factories.flight(amara))

    with pytest.raises(travel.NotAFlight) as refusal:
        travel.refuse_wrong(replace(leg, lands_at=leg.leaves_at + timedelta(hours=73)), amara.delegation.edition)

    assert (refusal.value.field, refusal.value.words[:40]) == ("lands_at", "This flight would be 73 hours in the air")


def test_the_database_keeps_no_flight_of_more_than_three_days(amara):
    flight = factories.flight(amara)
    flight.lands_at = flight.leaves_at + timedelta(days=3, seconds=1)

    with pytest.raises(travel.NotAFlight) as refusal:
        travel._save(flight)

    assert refusal.value.field == "lands_at"


def test_from_and_to_the_same_airport_is_refused(client, aoife, amara):
    page = enter(client, amara, destination="DUB", lands="2025-05-27T14:00")

    assert errors(page) == {"destination": ["The flight ends where it begins. Check the two airports."]}


def test_an_hour_that_the_clocks_jump_over_does_not_exist(client, aoife, amara):
    page = enter(client, amara, leaves="2025-03-30T01:30", lands="2025-03-30T20:00")

    words = "There is no 01:30 in Dublin that night: the clocks are put forward. Look at the ticket."
    assert errors(page) == {"leaves": [words]}


NIGHT = {"leaves": "2025-10-26T01:30", "lands": "2025-10-26T20:00"}


def autumn(edition):
    """The forum is held after the night in which Dublin's clocks are put back."""
    edition.starts_on, edition.ends_on = date(2025, 10, 28), date(2025, 10, 29)
    edition.save()


def test_an_hour_that_comes_twice_is_asked_back_and_then_taken_as_meant(client, amara, aoife):
    autumn(amara.delegation.edition)

    page = enter(client, amara, **NIGHT)
    enter(client, amara, **NIGHT, leaves_which="1")

    assert (list(errors(page)), amara.flights.get().leaves_at) == (
        ["leaves_which"],
        datetime(2025, 10, 26, 1, 30, tzinfo=UTC),
    )
    assert not page.context["form"]["leaves_which"].is_hidden


def test_a_flight_moved_into_the_hour_that_comes_twice_is_asked_about_too(client, amara, aoife):
    autumn(amara.delegation.edition)
    flight = factories.flight(amara, lands_at=datetime(2025, 10, 25, 22, tzinfo=UTC))
    shown = client.get(reverse("portal:flight_edit", args=[flight.pk])).context["form"]

    page = change(client, flight, **NIGHT, leaves_which=shown["leaves_which"].value())

    assert list(errors(page)) == ["leaves_which"]


def test_what_was_said_of_the_hour_that_comes_twice_stays_in_sight(client, amara, aoife):
    autumn(amara.delegation.edition)
    enter(client, amara, **NIGHT, leaves_which="1")

    form = client.get(reverse("portal:flight_edit", args=[amara.flights.get().pk])).context["form"]

    assert (form["leaves_which"].value(), form["leaves_which"].is_hidden, form["lands_which"].is_hidden) == (
        1,
        False,
        True,
    )


def test_every_hour_of_an_airport_comes_once_never_or_twice():
    dublin = airports.get("dub (Dublin)")

    nights = [datetime(2025, 5, 1, 1, 30), datetime(2025, 3, 30, 1, 30), datetime(2025, 10, 26, 1, 30)]

    assert [len(dublin.instants(wall)) for wall in nights] == [1, 0, 2]


def test_a_double_click_makes_one_flight(client, aoife, amara):
    answers = [enter(client, amara).status_code for _click in range(2)]

    assert (answers, amara.flights.count(), Change.objects.count()) == ([302, 302], 1, 1)


def test_the_same_leg_with_another_landing_is_a_sentence_not_a_second_row(client, aoife, amara):
    enter(client, amara)

    page = enter(client, amara, lands="2025-05-28T08:30")

    words = "EI 154 DUB–PVG, leaving at the same time, is already entered. Change that entry instead."
    assert (errors(page), amara.flights.count()) == ({"number": [words]}, 1)


def test_changing_a_leg_into_another_one_is_a_sentence_too(client, aoife, amara):
    enter(client, amara)
    enter(client, amara, number="EI 155")

    page = change(client, amara.flights.get(number="EI 155"))

    assert list(errors(page)) == ["number"]


def test_a_changed_flight_is_written_down_with_before_and_after(client, aoife, amara):
    enter(client, amara)
    flight = amara.flights.get()

    change(client, flight, lands="2025-05-28T08:30")

    line = Change.objects.get(verb="flight.changed")
    assert (line.before, line.after) == (
        {"lands_at": "2025-05-27T23:30:00+00:00", "delegate": amara.pk},
        {"lands_at": "2025-05-28T00:30:00+00:00", "delegate": amara.pk},
    )


def test_two_at_once_are_shown_both_versions_and_nothing_is_lost(client, aoife, amara):
    enter(client, amara)
    flight = amara.flights.get()
    change(client, flight, number="EI 156")

    page = change(client, flight, number="EI 158")
    knowing = change(client, flight, number="EI 158", seen=page.context["form"]["seen"].value())

    content = page.content.decode()
    assert ["EI 156" in content, "EI 158" in content, knowing.status_code] == [True, True, 302]
    assert amara.flights.get().number == "EI 158"


def test_flights_change_after_registration_has_closed(client, aoife, amara):
    edition = amara.delegation.edition
    edition.reply_by = edition.register_by = datetime(2025, 1, 1, tzinfo=UTC)
    edition.save()

    assert enter(client, amara).status_code == 302


def test_a_flight_is_deleted_after_a_question_and_only_once(client, aoife, amara):
    flight = factories.flight(amara)
    url = reverse("portal:flight_remove", args=[flight.pk])

    client.get(url)
    client.post(url)
    travel.remove_flight(flight, by=aoife)

    assert ([c.verb for c in Change.objects.all()], amara.flights.count()) == (["flight.removed"], 0)


@pytest.mark.parametrize("door", ["flight_add", "flight_edit"])
def test_a_flight_of_somebody_taken_off_meanwhile_is_not_lost_in_silence(client, aoife, amara, monkeypatch, door):
    flight = factories.flight(amara)
    factories.meanwhile(monkeypatch, lambda: delegates.remove(amara, by=aoife))

    answer = enter(client, amara) if door == "flight_add" else change(client, flight)

    assert (answer.url, [str(said) for said in get_messages(answer.wsgi_request)]) == (
        reverse("portal:delegation", args=[amara.delegation_id]),
        [
            "Somebody else deleted this entry meanwhile; nothing was saved. Enter it anew.",
            "You wrote: Which way: arrival; Flight number: ei154; From airport: DUB; Leaves Dublin, by the clock "
            "there: 2025-05-27T13:00; To airport: PVG; Lands in Shanghai, by the clock there: 2025-05-28T07:30.",
        ],
    )


def test_whoever_was_taken_off_while_deleting_her_flight_goes_home(client, amara, monkeypatch):
    flight = factories.flight(amara)
    client.force_login(amara.user)
    factories.meanwhile(monkeypatch, lambda: delegates.remove(amara, by=amara.user))

    answer = client.post(reverse("portal:flight_remove", args=[flight.pk]))

    assert (answer.url, [change.verb for change in Change.objects.all()]) == (
        reverse("portal:home"),
        ["delegate.removed"],
    )


@pytest.mark.django_db(transaction=True)
def test_somebody_taken_off_while_his_flight_is_entered_waits_for_it(amara):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    aoife = factories.assistant(amara.delegation)
    leg = replace(travel.leg_of(factories.flight(amara)), number="EI 1")
    with ThreadPoolExecutor(1) as colleague, transaction.atomic():
        travel.add_flight(amara, leg, by=aoife)
        taken_off = colleague.submit(in_a_thread, lambda: delegates.remove(amara, by=aoife))
        waits = not wait([taken_off], timeout=0.5).done

    taken_off.result()

    assert (waits, [change.verb for change in Change.objects.all()]) == (True, ["flight.added", "delegate.removed"])


def in_a_thread(act):
    try:
        act()
    finally:
        connection.close()


def test_the_last_net_turns_the_databases_refusal_into_a_sentence(amara):
    backwards = Flight(delegate=amara, direction="in", number="ZZ 1", origin="DUB", destination="PVG")
    backwards.leaves_at, backwards.lands_at = datetime(2025, 5, 2, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC)

    with pytest.raises(travel.NotAFlight) as refusal:
        travel._save(backwards)

    assert refusal.value.field == "lands_at"
