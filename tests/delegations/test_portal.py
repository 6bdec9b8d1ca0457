"""The portal's pages of a delegation: who sees what, by when, at what cost."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


def fill(delegation, people):
    for place in range(people):
        one = factories.delegate(delegation, factories.person("Name", f"Number {place}"))
        factories.flight(one)


def test_the_home_page_shows_one_delegation_too(client):
    cork = factories.delegation("cork", answer="", language="en")
    client.force_login(factories.assistant(cork))

    page = client.get(reverse("portal:home"))

    assert [card["delegation"] for card in page.context["cards"]] == [cork]
    assert "no answer yet" in page.content.decode()


def test_without_any_delegation_the_page_says_whom_to_ask(client):
    client.force_login(factories.user())

    assert "No delegation is yours yet" in client.get(reverse("portal:home")).content.decode()


def test_the_deadline_is_shown_on_both_clocks(client):
    cork = factories.delegation("cork")
    client.force_login(factories.assistant(cork))

    bar = client.get(reverse("portal:delegation", args=[cork.pk])).context["missing"]

    assert (bar["words"], "Shanghai time" in bar["by"], "in Cork:" in bar["by"]) == (
        "2 things are missing.",
        True,
        True,
    )


def test_a_mayor_sees_her_colleagues_names_but_not_their_flights(client):
    mayor = factories.head(user=factories.user("amara@cork.example"))
    factories.flight(mayor, number="ZZ 1")
    factories.flight(factories.delegate(mayor.delegation, factories.person("Byrne", "Aoife")), number="ZZ 2")
    client.force_login(mayor.user)

    content = client.get(reverse("portal:delegation", args=[mayor.delegation_id])).content.decode()

    assert [words in content for words in ("Aoife Byrne", "ZZ 1", "ZZ 2")] == [True, True, False]


def test_a_mayor_hands_nothing_in_without_a_mandate(client):
    mayor = factories.head(user=factories.user("amara@cork.example"))
    client.force_login(mayor.user)

    assert client.post(reverse("portal:hand_in", args=[mayor.delegation_id])).status_code == 403


def test_another_citys_page_does_not_exist(client):
    client.force_login(factories.assistant(factories.delegation("cork")))

    assert client.get(reverse("portal:delegation", args=[factories.delegation("lyon").pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_page_costs_the_same_for_one_delegation_and_three(client, count, django_assert_num_queries):
    rows = [factories.delegation(f"city-{place}") for place in range(count)]
    for row in rows:
        fill(row, count)
    client.force_login(factories.assistant(*rows))

    with django_assert_num_queries(16):
        assert client.get(reverse("portal:home")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_delegation_costs_the_same_for_one_person_and_three(client, count, django_assert_num_queries):
    cork = factories.delegation("cork")
    fill(cork, count)
    client.force_login(factories.assistant(cork))

    with django_assert_num_queries(22):
        assert client.get(reverse("portal:delegation", args=[cork.pk])).status_code == 200
