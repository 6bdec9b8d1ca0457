"""The bridge: rows become values and nothing is lost; the organizers' board shows what the engine finds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from delegations.models.answers import Answer
from forum import clock
from sessions import board, listing
from sessions.actions import itineraries, programme, releases
from sessions.engine.rules import clashes
from sessions.models import ItineraryVersion, SiteVisit
from tests import factories

pytestmark = pytest.mark.django_db


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
def test_release_costs_six_queries_whatever_its_size(edition, olga, count, django_assert_num_queries):
    fill(edition, count)
    releases.publish(edition, comment="", by=olga, despite="test")

    with django_assert_num_queries(6):
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
    decline(lima)

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
    assert ("card--clash" in page, "card--warned" in page) == (True, False)


def decline(delegation):
    delegation.answer, delegation.answered_at = Answer.NO, delegation.edition.reply_by
    delegation.save()


def test_draft_knows_seats_meeting_point_and_who_has_declined(edition):
    boyle = factories.head(factories.delegation("cork", edition))
    tower = factories.engagement("Tower", edition, at="10:00", kind="site_visit")
    SiteVisit.objects.create(engagement=tower, seats=40, meeting_points={"en": "North gate"})
    factories.attendance(tower, boyle, "attendee")
    decline(boyle.delegation)

    found = board.programme_of(edition)

    assert (found.items[0].seats, found.items[0].meeting_points) == (40, {"en": "North gate"})
    assert found.declined == (boyle.pk,)
    assert "declined" not in board.draft_of(edition).value


def test_part_of_a_city_that_has_declined_shows_on_the_board(client, edition, olga):
    boyle = factories.head(factories.delegation("cork", edition))
    factories.attendance(factories.engagement("Opening", edition, at="14:30"), boyle)
    decline(boyle.delegation)
    client.force_login(olga)

    page = client.get(reverse("organizer:programme", args=[edition.slug]))
    [clash] = page.context["clashes"]

    assert clash.sentence == "Dan Boyle (Cork): named in “Opening”, but the city has declined the invitation."
    assert clash.soft
    assert ("card--clash" in page.content.decode(), "card--warned" in page.content.decode()) == (False, True)


def test_bus_with_too_few_seats_shows_on_the_board(client, edition, olga):
    tower = factories.engagement("Tower", edition, at="10:00", kind="site_visit")
    SiteVisit.objects.create(engagement=tower, seats=1)
    for name in ("cork", "lima"):
        factories.attendance(tower, factories.head(factories.delegation(name, edition)), "attendee")
    client.force_login(olga)

    [clash] = client.get(reverse("organizer:programme", args=[edition.slug])).context["clashes"]

    assert clash.sentence == "“Tower” has 2 people with a part, and the bus seats 1."
    assert clash.remedy == "Order a larger bus, or take parts away."


def test_speech_is_listed_as_cancelled_with_its_sub_forum(edition):
    forum = factories.engagement("Rivers", edition, at="10:00", kind="sub_forum", cancelled=True)
    factories.engagement("Speech", edition, at="10:10", minutes=8, kind="speech", parent=forum)
    releases.publish(edition, comment="", by=None)

    [day] = listing.days_of(board.announced(edition), "en")

    [line] = day.lines
    assert [line.item.cancelled, *(child.item.cancelled for child in line.children)] == [True, True]


def test_room_of_what_lies_within_a_cancelled_item_is_proposed(client, edition, olga):
    hall, garden = factories.room("hall", seats=None), factories.room("garden", seats=None)
    forum = factories.engagement("Rivers", edition, at="10:00", kind="sub_forum", cancelled=True)
    factories.engagement("Speech", edition, at="10:00", kind="speech", parent=forum, room=garden)
    for title in ("One", "Other"):
        factories.engagement(title, edition, at="10:00", room=hall)
    client.force_login(olga)

    [clash] = client.get(reverse("organizer:programme", args=[edition.slug])).context["clashes"]

    assert "to garden, which is free then" in clash.remedy


@pytest.mark.parametrize(("language", "letters"), [("en", 0), ("zh-hans", 1)])
def test_letters_are_counted_by_what_they_say_in_their_own_language(client, edition, olga, language, letters):
    boyle = factories.head(factories.delegation("cork", edition), language=language)
    opening = factories.engagement("Opening", edition, at="14:30")
    releases.publish(edition, comment="", by=olga)
    itineraries.bring_up_to_date(edition)
    ItineraryVersion.objects.filter(delegate=boyle).scoped().update(told_at=clock.now())
    programme.change(opening, version=1, by=olga, titles=opening.titles | {"zh-hans": "开幕式"})
    client.force_login(olga)

    page = client.get(reverse("organizer:publish", args=[edition.slug]))

    assert len(page.context["letters"].letters) == letters


@pytest.mark.parametrize("count", [3, 60])
def test_board_page_costs_the_same_for_three_items_and_sixty(
    client, edition, olga, count, django_assert_max_num_queries
):
    fill(edition, count)
    client.force_login(olga)

    with django_assert_max_num_queries(24):
        client.get(reverse("organizer:programme", args=[edition.slug]))
