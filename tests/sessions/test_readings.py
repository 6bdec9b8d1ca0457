"""What is new since this reader last looked, and who has confirmed that he knows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from forum import clock, ledger
from forum.models import Change
from sessions.actions import readings, releases
from sessions.actions.itineraries import bring_up_to_date
from sessions.models import ItineraryReading, ItineraryVersion
from sessions.readers import base_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara():
    """Amara of Lindale with a flight and a plenary; her itinerary is published."""
    found = factories.head(factories.delegation("lindale"), user=factories.user("amara@lindale.example", "Amara"))
    factories.engagement("Opening", at="09:00")
    factories.flight(found)
    releases.publish(found.delegation.edition, comment="First", by=factories.organizer())
    ledger.follow_changes()
    return found


@pytest.fixture
def aoife(amara):
    return factories.assistant(amara.delegation)


def renumber(amara, number):
    amara.flights.all().scoped().update(number=number)
    bring_up_to_date(amara.delegation.edition)


def open_page(client, amara, reader):
    client.force_login(reader)
    return client.get(reverse("portal:itinerary", args=[amara.pk]))


def say(client, amara, reader, what, version):
    client.force_login(reader)
    return client.post(reverse(f"portal:itinerary_{what}", args=[amara.pk]), {"version": version}, follow=True)


def new_to(client, amara, reader):
    """The words of what the page marks as new to this reader since the last look."""
    page = open_page(client, amara, reader)
    marks = [mark["new"] for day in page.context["days"] for shown in day.lines for mark in shown.marks]
    return [row["new"] for row in page.context["since"]], marks


FLIGHT_NOW = "Flight LN 202, DUB–PVG"


def test_what_is_new_is_new_to_each_reader_for_himself(client, amara, aoife):
    say(client, amara, amara.user, "looked", 1)
    renumber(amara, "LN 202")
    say(client, amara, aoife, "looked", 2)

    since, marks = new_to(client, amara, amara.user)

    assert [words.startswith(FLIGHT_NOW) for words in (*since, *marks)] == [True, True]
    assert new_to(client, amara, aoife) == ([], [])


def test_a_page_loaded_twice_keeps_its_marks_for_an_hour(client, amara):
    say(client, amara, amara.user, "looked", 1)
    renumber(amara, "LN 202")
    say(client, amara, amara.user, "looked", 2)
    at_once = new_to(client, amara, amara.user)
    earlier = clock.now() - timedelta(minutes=61)
    ItineraryReading.objects.by(amara.user).update(seen_at=earlier)

    later = new_to(client, amara, amara.user)

    assert ([len(words) for words in at_once], later) == ([1, 1], ([], []))


def test_a_confirmed_version_bears_no_marks(client, amara):
    say(client, amara, amara.user, "looked", 1)
    renumber(amara, "LN 202")

    page = say(client, amara, amara.user, "confirm", 2).content.decode()

    assert ("You know version 2." in page, "New since you last looked" in page) == (True, False)


def test_confirming_twice_is_written_down_once(client, amara, aoife):
    for _time in range(2):
        say(client, amara, aoife, "confirm", 1)

    told = Change.objects.filter(verb__startswith="itinerary.").order_by("pk")
    assert [(row.verb, row.after, row.actor, row.principal) for row in told] == [
        ("itinerary.seen", {"version": 1}, aoife, "Dan Boyle"),
        ("itinerary.confirmed", {"version": 1}, aoife, "Dan Boyle"),
    ]


def test_whoever_confirms_an_older_version_is_shown_the_newer_one(client, amara):
    renumber(amara, "LN 202")

    page = say(client, amara, amara.user, "confirm", 1)

    assert "Meanwhile there is a newer version." in page.content.decode()
    assert ItineraryReading.objects.by(amara.user).get().confirmed_number == 1


@pytest.mark.parametrize("version", ["", "0", "2", "-1", "9" * 30, "one", "\x00", "１٢"])
def test_a_version_that_does_not_exist_is_refused_in_words(client, amara, version):
    page = say(client, amara, amara.user, "confirm", version)

    assert "This itinerary has no such version." in page.content.decode()
    assert not ItineraryReading.objects.by(amara.user).exists()


def test_an_old_look_never_takes_back_a_newer_one(amara):
    renumber(amara, "LN 202")
    readings.confirm(amara, 2, by=amara.user)

    reading = readings.look(amara, 1, by=amara.user)

    assert (reading.seen_number, reading.confirmed_number) == (2, 2)


def test_to_look_at_the_page_writes_nothing(client, amara):
    open_page(client, amara, amara.user)

    assert not ItineraryReading.objects.by(amara.user).exists()


def test_marks_and_the_last_letter_stand_apart(client, amara):
    say(client, amara, amara.user, "looked", 1)
    ItineraryVersion.objects.filter(delegate=amara).scoped().update(told_at=clock.now())
    renumber(amara, "LN 202")
    say(client, amara, amara.user, "confirm", 2)

    page = open_page(client, amara, amara.user)

    assert ([row["word"] for row in page.context["changes"]], page.context["since"]) == (["Another flight"], [])
    assert (page.context["last_told"][0], page.context["told_at"]) == (1, None)


@pytest.mark.parametrize(
    ("newest", "seen", "before", "confirmed", "same_look", "base"),
    [
        (3, 2, 1, 0, True, 2),  # something came since he last looked
        (3, 2, 1, 2, False, 2),
        (3, 3, 2, 0, True, 2),  # still at the same look
        (3, 3, 2, 3, True, 0),  # he has said that he knows
        (3, 3, 2, 0, False, 0),
        (1, 1, 0, 0, True, 0),  # whoever looks for the first time knew nothing
    ],
)
def test_what_a_readers_news_are_compared_with(newest, seen, before, confirmed, same_look, base):
    assert base_of(newest, seen, before, confirmed, same_look=same_look) == base


def test_an_unchanged_page_is_not_sent_again(client, amara):
    page = open_page(client, amara, amara.user)
    address = reverse("portal:itinerary", args=[amara.pk])
    again = client.get(address, headers={"If-None-Match": page["ETag"]})
    renumber(amara, "LN 202")
    changed = client.get(address, headers={"If-None-Match": page["ETag"]})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert {page["Cache-Control"], again["Cache-Control"]} == {"private, no-cache"}


@pytest.mark.parametrize("path", ["itinerary_pdf", "itinerary_ics"])
def test_an_unchanged_file_is_not_sent_again(client, amara, path):
    client.force_login(amara.user)
    address = reverse(f"portal:{path}", args=[amara.pk])
    first = client.get(address)

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_the_page_of_another_reader_is_not_the_same_page(client, amara, aoife):
    mine = open_page(client, amara, amara.user)
    client.force_login(aoife)

    other = client.get(reverse("portal:itinerary", args=[amara.pk]), headers={"If-None-Match": mine["ETag"]})

    assert other.status_code == 200
