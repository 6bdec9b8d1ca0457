"""Assistants see all their principals side by side; the office sees who was told, has seen and has confirmed."""

import pytest
from django.urls import reverse

from delegations.models import Mandate
from delegations.models.mandate import Power
from forum import clock, ledger
from sessions.actions import readings, releases
from sessions.actions.itineraries import bring_up_to_date
from sessions.models import ItineraryVersion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def aoife(edition):
    return factories.user("aoife@cork.example", "Aoife Byrne")


def principals_of(aoife, edition, olga, many):
    """So many mayors, each of another city, all of them Aoife's, with published days."""
    found = []
    for number in range(many):
        delegation = factories.delegation(f"town-{number}", edition)
        person = factories.person(f"Mayor {number}", "Ada")
        found.append(factories.head(delegation, person))
        factories.mandate(aoife, delegation)
        factories.engagement(f"Own item {number}", edition, at="11:00", audience="delegation", delegation=delegation)
    factories.engagement("Opening", edition, at="09:00")
    releases.publish(edition, comment="", by=olga)
    ledger.follow_changes()
    return found


def look(client, user):
    client.force_login(user)
    return client.get(reverse("portal:principals"))


def test_two_principals_stand_beside_each_other(client, aoife, edition, olga):
    principals_of(aoife, edition, olga, 2)

    [forum] = look(client, aoife).context["forums"]

    [day] = forum["days"]
    table = [(hour.start, [[s.line.title for s in cell.lines] for cell in hour.cells]) for hour in day.hours]
    assert table == [
        ("09:00", [["Opening"], ["Opening"]]),
        ("11:00", [["Own item 0"], ["Own item 1"]]),
    ]


def test_news_are_marked_for_each_principal(client, aoife, edition, olga):
    one, other = principals_of(aoife, edition, olga, 2)
    for delegate in (one, other):
        readings.look(delegate, 1, by=aoife)
    factories.flight(other)
    bring_up_to_date(edition)

    [forum] = look(client, aoife).context["forums"]

    assert {person["delegate"]: person["news"] for person in forum["people"]} == {one: 0, other: 1}


def test_without_a_mandate_for_travel_there_is_nobody(client, aoife, edition, olga):
    principals_of(aoife, edition, olga, 1)
    Mandate.objects.held_by(aoife).update(powers=[str(Power.ANSWER)])

    page = look(client, aoife)

    assert (page.context["forums"], "There is nobody whose itinerary you may read" in page.content.decode()) == (
        [],
        True,
    )


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_for_one_principal_and_three(client, aoife, edition, olga, many, django_assert_num_queries):
    principals_of(aoife, edition, olga, many)
    client.force_login(aoife)

    with django_assert_num_queries(2 + 3):  # the session and the account come first
        client.get(reverse("portal:principals"))


# --- the office's list


def office(client, edition, olga, show=""):
    client.force_login(olga)
    return client.get(reverse("organizer:readings", args=[edition.slug]), {"show": show})


def test_the_office_sees_who_was_told_has_seen_and_has_confirmed(client, aoife, edition, olga):
    one, two, three = principals_of(aoife, edition, olga, 3)
    ItineraryVersion.objects.filter(delegate=one).scoped().update(told_at=clock.now())
    readings.look(two, 1, by=aoife)
    readings.confirm(three, 1, by=aoife)

    rows = office(client, edition, olga).context["rows"]

    assert [(row.delegate, row.told, row.seen, row.confirmed) for row in rows] == [
        (one, True, False, False),
        (two, False, True, False),
        (three, False, True, True),
    ]


@pytest.mark.parametrize(
    ("show", "places"), [("untold", [1]), ("unseen", [0]), ("unconfirmed", [0]), ("nonsense", [0, 1])]
)
def test_the_list_narrows_to_what_is_still_to_do(client, aoife, edition, olga, show, places):
    people = principals_of(aoife, edition, olga, 2)
    ItineraryVersion.objects.filter(delegate=people[0]).scoped().update(told_at=clock.now())
    readings.confirm(people[1], 1, by=aoife)

    rows = office(client, edition, olga, show).context["rows"]

    assert [row.delegate for row in rows] == [people[place] for place in places]


def test_a_confirmation_of_an_older_version_does_not_count(client, aoife, edition, olga):
    [one] = principals_of(aoife, edition, olga, 1)
    readings.confirm(one, 1, by=aoife)
    factories.flight(one)
    bring_up_to_date(edition)

    [row] = office(client, edition, olga).context["rows"]

    assert (row.number, row.seen, row.confirmed) == (2, False, False)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, aoife, edition, olga, many, django_assert_num_queries):
    for delegate in principals_of(aoife, edition, olga, many):
        readings.confirm(delegate, 1, by=aoife)
    client.force_login(olga)

    with django_assert_num_queries(2 + 3 + 3):  # session and account, then what the gate asks
        client.get(reverse("organizer:readings", args=[edition.slug]))
