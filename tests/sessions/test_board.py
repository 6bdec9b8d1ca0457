"""The bridge: rows become values and nothing is lost; the organizers' board shows what the engine finds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegations.models.answers import Answer
from sessions import board
from sessions.actions import programme, releases
from sessions.engine.rules import clashes
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return factories.edition()


@pytest.fixture
def olga(edition):
    return factories.organizer(edition)


def fill(edition, count):
    """A programme of `count` items with a speaker each, in one hall after the other."""
    hall = factories.room("hall")
    speaker = factories.head(factories.delegation("cork", edition))
    factories.flight(speaker)
    for number in range(count):
        item = factories.engagement(f"Item {number}", edition, at=f"{8 + number % 12:02}:00", room=hall)
        factories.attendance(item, speaker)


def test_draft_becomes_values_with_parts_places_and_journeys(edition):
    hall = factories.room("main-hall", seats=300)
    boyle = factories.head(factories.delegation("cork", edition))
    opening = factories.engagement("Opening", edition, at="14:30", minutes=90, room=hall)
    factories.attendance(opening, boyle)
    flight = factories.flight(boyle)

    found = board.programme_of(edition)

    item = found.items[0]
    assert (item.id, item.titles, item.room, item.capacity) == (opening.pk, {"en": "Opening"}, hall.pk, 300)
    assert [(part.delegate, part.role) for part in item.parts] == [(boyle.pk, "speaker")]
    assert item.span.minutes == 90
    assert [(leg.id, leg.delegate) for leg in found.legs] == [(flight.pk, boyle.pk)]


def test_speech_without_a_room_is_told_in_the_room_around_it_but_does_not_book_it(edition):
    hall = factories.room("main-hall")
    opening = factories.engagement("Opening", edition, at="14:30", room=hall)
    factories.engagement("Speech of Cork", edition, at="14:40", minutes=8, kind="speech", parent=opening)

    speech = board.programme_of(edition).items[1]

    assert (speech.room, speech.room_names) == (None, {"en": "main-hall"})


@pytest.mark.parametrize("count", [3, 60])
def test_draft_costs_three_queries_whatever_its_size(edition, count, django_assert_num_queries):
    fill(edition, count)

    with django_assert_num_queries(3):
        board.programme_of(edition)


@pytest.mark.parametrize("count", [3, 60])
def test_release_costs_two_queries_whatever_its_size(edition, olga, count, django_assert_num_queries):
    fill(edition, count)
    releases.publish(edition, comment="", by=olga, despite="test")

    with django_assert_num_queries(2):
        board.published(edition)


def test_release_keeps_its_items_and_takes_journeys_as_they_are_now(edition, olga):
    boyle = factories.head(factories.delegation("cork", edition))
    opening = factories.engagement("Opening", edition, at="14:30")
    releases.publish(edition, comment="", by=olga)
    programme.take_off(opening, version=1, by=olga)
    flight = factories.flight(boyle)

    found = board.published(edition)

    assert [item.span.minutes for item in found.programme.items] == [60]
    assert [leg.id for leg in found.programme.legs] == [flight.pk]


def test_before_the_first_release_there_is_nothing_published(edition):
    assert board.published(edition) is None


def test_delegates_of_cities_that_declined_are_not_told(edition):
    cork, lima = factories.delegation("cork", edition), factories.delegation("lima", edition)
    boyle, _lopez = factories.head(cork), factories.head(lima)
    lima.answer, lima.answered_at = Answer.NO, edition.reply_by
    lima.save()

    assert board.delegates_of(edition) == [(boyle.pk, cork.pk)]


def test_flight_that_lands_after_the_signing_begins_shows_on_the_board(client, edition, olga):
    boyle = factories.head(factories.delegation("cork", edition))
    signing = factories.engagement("Signing", edition, at="13:30", minutes=30, kind="signing")
    factories.attendance(signing, boyle, "signatory")
    factories.flight(boyle, lands_at=signing.starts_at + timedelta(minutes=35))
    client.force_login(olga)

    page = client.get(reverse("organizer:programme", args=[edition.slug])).content.decode()

    assert [clash.rule for clash in clashes(board.programme_of(edition))] == ["nobody_before_landing"]
    assert "Dan Boyle (Cork): flight ZZ 202 lands at PVG" in page
    assert "or let somebody else of the delegation take the part" in page


@pytest.mark.parametrize("count", [3, 60])
def test_board_page_costs_the_same_for_three_items_and_sixty(
    client, edition, olga, count, django_assert_max_num_queries
):
    fill(edition, count)
    client.force_login(olga)

    with django_assert_max_num_queries(11):
        client.get(reverse("organizer:programme", args=[edition.slug]))
