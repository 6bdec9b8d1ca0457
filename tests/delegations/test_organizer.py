"""One delegation as the organizers see it: its people, their flights, its answers, what happened to it last."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from delegations.actions import delegates, invitations, travel
from forum import clock
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_delegation_shows_its_people_and_answers(client, edition, olga):
    amara = factories.head(factories.delegation("cork"))
    factories.flight(amara)
    client.force_login(olga)

    page = client.get(reverse("organizer:delegation", args=[edition.slug, amara.delegation.pk])).content.decode()

    assert ("Dan Boyle" in page, "ZZ 202 DUB–PVG" in page) == (True, True)


def test_a_flight_home_says_when_it_leaves_and_lands_and_by_whose_clock(client, edition, olga):
    amara = factories.head(factories.delegation("cork"))
    noon = factories.instant_on(edition, edition.ends_on, "11:00")
    home = {"direction": "out", "origin": "PVG", "destination": "DUB"}
    zones = {"origin_zone": "Asia/Shanghai", "destination_zone": "Europe/Dublin"}
    flight = factories.flight(amara, leaves_at=noon, lands_at=noon + timedelta(hours=13), **home, **zones)
    client.force_login(olga)

    page = client.get(reverse("organizer:delegation", args=[edition.slug, amara.delegation_id])).content.decode()

    cell = next(line for line in page.splitlines() if "ZZ 202" in line)
    words = " ".join(re.sub(r"<[^>]+>", " ", cell).split())
    leaves, lands = (
        clock.moment_text("en", zone, moment)
        for zone, moment in (("Asia/Shanghai", flight.leaves_at), ("Europe/Dublin", flight.lands_at))
    )
    assert words == f"departure ZZ 202 PVG–DUB · leaves {leaves} · lands {lands} (time there)"


def test_a_delegation_shows_who_did_what_to_it_lately(client, edition, olga):
    cork = factories.invitation(factories.delegation("cork"))
    invitations.send([cork.pk], edition=edition, by=olga)
    aoife = factories.assistant(cork.delegation)
    amara, press = factories.head(cork.delegation), factories.delegate(cork.delegation)
    travel.remove_flight(factories.flight(amara), by=aoife)
    delegates.remove(press, by=aoife)
    delegates.remove(factories.delegate(factories.delegation("lyon")), by=olga)
    delegates.hand_in(cork.delegation, by=aoife)
    client.force_login(olga)

    page = client.get(reverse("organizer:delegation", args=[edition.slug, cork.delegation_id]))

    assert [(change.who, change.words) for change in page.context["lately"]] == [
        ("Aoife Byrne", "A registration was handed in"),
        ("Aoife Byrne", "A delegate was taken off"),
        ("Aoife Byrne", "A flight was deleted"),
        ("Olga Chen", "An invitation was sent"),
    ]
    assert "A delegate was taken off" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_delegation_costs_the_same_for_one_person_and_three(client, edition, olga, count, django_assert_num_queries):
    cork = factories.delegation("cork")
    for _person in range(count):
        factories.flight(factories.delegate(cork))
    client.force_login(olga)

    with django_assert_num_queries(17):
        client.get(reverse("organizer:delegation", args=[edition.slug, cork.pk]))
