"""Drives between venues as the office enters them."""

import pytest
from django.urls import reverse

from forum.models import Change
from forum.roles import Role
from sessions.actions import drives
from sessions.actions.drives import Drive
from sessions.models import VenueDistance
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(edition):
    """Two venues that the programme uses, by key."""
    return use(edition, "here", "there")


def use(edition, *places):
    rooms = [factories.room(place) for place in places]
    for room in rooms:
        factories.engagement(room.key, edition, at="09:00", room=room)
    return tuple(sorted(room.venue_id for room in rooms))


@pytest.fixture
def door(edition):
    return reverse("organizer:drives", args=[edition.slug])


def typed(pair, seen="", **values):
    name = f"{pair[0]}-{pair[1]}"
    return {f"seen-{name}": seen} | {f"{key}-{name}": value for key, value in values.items()}


def test_drive_is_entered_changed_and_forgotten(client, olga, door, pair):
    client.force_login(olga)

    client.post(door, typed(pair, minutes="40", estimated="on"))
    client.post(door, typed(pair, minutes="40", estimated="on"))
    entered = drives.drives_between(pair)
    client.post(door, typed(pair, seen="40 estimated", minutes="35"))
    changed = drives.drives_between(pair)
    client.post(door, typed(pair, seen="35", minutes=""))

    assert (entered, changed) == ({pair: Drive(40, estimated=True)}, {pair: Drive(35)})
    assert VenueDistance.objects.count() == 0
    told = Change.objects.filter(verb="drive.set").order_by("pk").values_list("after", flat=True)
    assert [after.get("minutes") for after in told] == [40, 35, None]


def test_second_of_two_who_set_a_drive_sees_what_the_first_has_set(client, edition, olga, door, pair):
    drives.set_drives(edition, {pair: Drive(50)}, seen={pair: None}, by=olga)
    client.force_login(olga)

    page = client.post(door, typed(pair, minutes="40"))

    assert (page.status_code, [line.now for line in page.context["lines"]]) == (409, ["50 minutes"])
    assert drives.drives_between(pair) == {pair: Drive(50)}
    client.post(door, typed(pair, seen="50", minutes="40"))
    assert drives.drives_between(pair) == {pair: Drive(40)}


def test_drive_that_was_left_alone_is_not_overwritten(client, edition, olga, door, pair):
    drives.set_drives(edition, {pair: Drive(50)}, seen={pair: None}, by=olga)
    client.force_login(olga)

    client.post(door, typed(pair, seen="", minutes=""))

    assert drives.drives_between(pair) == {pair: Drive(50)}


@pytest.mark.parametrize("minutes", ["-1", "601", "ten", "\x00", "9" * 30])
def test_minutes_that_cannot_be_are_refused_beside_their_field(client, olga, door, pair, minutes):
    client.force_login(olga)

    page = client.post(door, typed(pair, minutes=minutes))

    assert list(page.context["form"].errors) == [f"minutes-{pair[0]}-{pair[1]}"]
    assert VenueDistance.objects.count() == 0


def test_pair_that_is_not_of_this_programme_is_not_set(client, olga, door, pair):
    elsewhere = factories.room("elsewhere").venue_id
    client.force_login(olga)

    client.post(door, typed((pair[0], elsewhere), minutes="10"))

    assert VenueDistance.objects.count() == 0


def test_observer_reads_and_does_not_set(client, edition, door, pair):
    client.force_login(factories.organizer(edition, Role.OBSERVER))

    assert client.get(door).context["may_edit"] is False
    assert client.post(door, typed(pair, minutes="10")).status_code == 403


@pytest.mark.parametrize("count", [2, 4])
def test_page_costs_the_same_for_two_venues_and_four(client, edition, olga, door, count, django_assert_num_queries):
    use(edition, *(f"place-{n}" for n in range(count)))
    client.force_login(olga)

    with django_assert_num_queries(8):
        client.get(door)
