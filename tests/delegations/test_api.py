"""Delegations and flights over the API: the same rows, the same rules, the same words as in the portal."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from delegations.actions import delegates, replies, travel
from delegations.models import Flight, Mandate, Reply
from forum import clock
from forum.models import Change
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara():
    return factories.head(factories.delegation("cork"), factories.person("Okafor", "Amara"))


@pytest.fixture
def aoife(client, amara):
    found = factories.assistant(amara.delegation)
    client.force_login(found)
    return found


def body(flight, **changed):
    return {
        "direction": "in",
        "number": "ei154",
        "origin": "DUB",
        "destination": "pvg",
        "leaves_at": (flight.leaves_at + timedelta(hours=1)).isoformat(),
        "lands_at": (flight.lands_at + timedelta(hours=1)).isoformat(),
        **changed,
    }


def send(client, flight, told, match='"v1"', **headers):
    headers |= {"If-Match": match} if match else {}
    url = reverse("v1:flight", args=[flight.pk])
    return client.patch(url, told, content_type="application/json", headers=headers)


def enter(client, delegate, told):
    return client.post(reverse("v1:flights"), {**told, "delegate": delegate.pk}, content_type="application/json")


def test_aoife_sees_her_delegation_and_no_other(client, aoife, amara):
    factories.head(factories.delegation("lyon"))

    answer = client.get(reverse("v1:delegations")).json()

    assert [(row["city"], row["headcount"]) for row in answer["results"]] == [("cork", 1)]


def test_organizers_see_their_edition_and_another_one_is_empty(client, amara):
    factories.delegation("lyon")
    factories.delegation("oslo", factories.edition("elsewhere"))
    client.force_login(factories.organizer(amara.delegation.edition))

    rows = [
        [row["city"] for row in client.get(reverse("v1:delegations"), {"edition": slug}).json()["results"]]
        for slug in ("shanghai", "elsewhere")
    ]

    assert rows == [["cork", "lyon"], []]


def test_a_delegation_comes_with_its_people_and_its_version(client, aoife, amara):
    answer = client.get(reverse("v1:delegation", args=[amara.delegation_id]))

    assert (answer["ETag"], [one["name"] for one in answer.json()["delegates"]]) == ('"v1"', ["Amara Okafor"])


@pytest.mark.parametrize(
    ("who", "notes"), [("assistant", ["To be kept quiet"]), ("organizer", ["To be kept quiet"]), ("member", [])]
)
def test_what_the_office_answered_is_not_for_every_member(client, amara, who, notes):
    letter = factories.invitation(amara.delegation, state="sent", number=1, sent_at=clock.now())
    said = replies.Said("yes", "The office", note="To be kept quiet")
    replies.answer(letter, said, seen=None, channel=Reply.Channel.LETTER)
    press = factories.delegate(amara.delegation, role="press", user=factories.user())
    client.force_login(
        {
            "assistant": factories.assistant(amara.delegation),
            "organizer": factories.organizer(amara.delegation.edition),
            "member": press.user,
        }[who]
    )

    answer = client.get(reverse("v1:delegation", args=[amara.delegation_id])).json()

    assert [reply["note"] for reply in answer["replies"]] == notes


@pytest.mark.parametrize("door", ["v1:delegations", "v1:flights"])
@pytest.mark.parametrize("typed", ["\x00", "no slug", "\ud800"])
def test_an_edition_that_is_no_short_name_is_said_to_be_none(client, aoife, door, typed):
    answer = client.get(reverse(door) + "?edition=" + quote(typed, errors="surrogatepass"))

    assert (answer.status_code, {error["field"] for error in answer.json()["errors"]}) == (400, {"edition"})


def test_half_a_character_in_an_error_is_sent_back_as_a_question_mark(client, aoife, amara):
    told = json.dumps(body(factories.flight(amara), delegate=amara.pk, direction="\ud800"))

    answer = client.post(reverse("v1:flights"), told, content_type="application/json")

    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"field": "direction", "message": '"?" is not a valid choice.'}],
    )


def test_a_change_without_the_token_is_told_what_is_missing(amara):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(factories.assistant(amara.delegation))

    answer = careful.post(reverse("v1:flights"), {}, content_type="application/json")

    assert (answer.status_code, answer.json()["errors"][0]["message"][:40]) == (
        403,
        "The token against forgery is missing or ",
    )


def test_a_flight_deleted_meanwhile_is_not_there(client, aoife, amara, monkeypatch):
    flight = factories.flight(amara)
    told = body(flight)
    factories.meanwhile(monkeypatch, lambda: travel.remove_flight(flight, by=aoife))

    assert send(client, flight, told).status_code == 404


def test_a_delegate_taken_off_meanwhile_gets_no_flight(client, aoife, amara, monkeypatch):
    told = body(factories.flight(amara))
    factories.meanwhile(monkeypatch, lambda: delegates.remove(amara, by=aoife))

    assert enter(client, amara, told).status_code == 404


def test_a_changed_flight_is_saved_once_and_written_down(client, aoife, amara):
    flight = factories.flight(amara)

    answer = send(client, flight, body(flight))

    flight.refresh_from_db()
    assert (answer.status_code, answer["ETag"], flight.number, flight.destination) == (200, '"v2"', "EI 154", "PVG")
    assert [change.verb for change in Change.objects.all()] == ["flight.changed"]


def test_without_the_version_nothing_is_changed(client, aoife, amara):
    flight = factories.flight(amara)

    answer = send(client, flight, body(flight), match="")

    assert (answer.status_code, answer.json()["errors"][0]["message"][:15]) == (428, "Say which versi")


def test_an_overtaken_change_is_refused_with_the_present_state(client, aoife, amara):
    flight = factories.flight(amara)
    send(client, flight, {"number": "LH 1"})

    answer = send(client, flight, {"number": "LH 2"})

    assert (answer.status_code, answer.json()["present"]["number"]) == (412, "LH 1")


@pytest.mark.parametrize("match", ["nonsense", 'W/"v1"', '"v2"'])
def test_only_the_strong_tag_of_the_present_version_counts(client, aoife, amara, match):
    flight = factories.flight(amara)

    assert send(client, flight, {"number": "LH 1"}, match=match).status_code in {412, 428}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": "nonsense"}, "number"),
        ({"origin": "QQQ"}, "origin"),
        ({"destination": "DUB"}, "destination"),
        ({"lands_at": "2000-01-01T00:00:00Z"}, "lands_at"),
        ({"lands_at": "0001-01-01T00:00:00+14:00"}, "lands_at"),
        ({"leaves_at": "0001-01-01T00:00:00Z"}, "leaves_at"),
        ({"leaves_at": "9999-12-31T23:00:00Z"}, "leaves_at"),
        ({"lands_at": "9999-12-31T23:00:00Z"}, "lands_at"),
        ({"lands_at": "soon"}, "lands_at"),
    ],
)
def test_nonsense_comes_back_as_one_sentence_at_its_field(client, aoife, amara, changed, field):
    flight = factories.flight(amara)

    answer = send(client, flight, body(flight, **changed))

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])


def test_a_flight_entered_twice_is_there_once(client, aoife, amara):
    told = body(factories.flight(amara))

    answers = [enter(client, amara, told).status_code for _time in range(2)]

    assert (answers, Flight.objects.held_by(aoife).count()) == ([201, 201], 2)


def test_the_flight_of_another_city_does_not_exist(client, aoife):
    mayor_of_lyon = factories.head(factories.delegation("lyon"))
    flight = factories.flight(mayor_of_lyon)

    statuses = [
        client.get(reverse("v1:flight", args=[flight.pk])).status_code,
        send(client, flight, {"number": "LH 1"}).status_code,
        enter(client, mayor_of_lyon, body(flight)).status_code,
    ]

    assert statuses == [404, 404, 404]


def test_without_the_power_to_travel_a_flight_does_not_exist(client, aoife, amara):
    Mandate.objects.held_by(aoife).update(powers=["register"])
    flight = factories.flight(amara)

    answers = [client.get(reverse("v1:flight", args=[flight.pk])), send(client, flight, {"number": "LH 1"})]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_organizers_read_flights_and_leave_them_alone(client, amara):
    flight = factories.flight(amara)
    client.force_login(factories.organizer(amara.delegation.edition))

    answers = [client.get(reverse("v1:flight", args=[flight.pk])), send(client, flight, {"number": "LH 1"})]

    assert [answer.status_code for answer in answers] == [200, 403]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_flight_and_three(client, aoife, amara, count, django_assert_num_queries):
    for place in range(count):
        factories.flight(amara, number=f"ZZ {place}", lands_at=clock.now() + timedelta(days=80, hours=place))

    with django_assert_num_queries(4):
        assert client.get(reverse("v1:flights")).json()["count"] == count
