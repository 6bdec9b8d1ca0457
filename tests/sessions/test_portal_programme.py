"""The programme for those who come: for all delegates, for one's own delegation, and nothing of the others."""

import pytest
from django.urls import reverse

from delegations.models import Delegation
from sessions.actions import releases
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cork(edition):
    return factories.delegation("cork", edition)


@pytest.fixture
def aoife(cork):
    return factories.assistant(cork)


@pytest.fixture
def published(edition, cork):
    lyon = factories.delegation("lyon", edition)
    for title, audience, whose in (
        ("Opening", "public", None),
        ("Dinner", "delegates", None),
        ("Tea of Cork", "delegation", cork),
        ("Tea of Lyon", "delegation", lyon),
        ("Briefing", "protocol", None),
    ):
        factories.engagement(title, edition, at="09:00", audience=audience, delegation=whose)
    return releases.publish(edition, comment="", by=None)


def shown(client, cork):
    page = client.get(reverse("portal:programme", args=[cork.pk]))
    return [line.title for day in page.context["days"] for line in day.lines]


def test_delegation_sees_what_is_for_all_and_for_itself(client, cork, aoife, published):
    client.force_login(aoife)

    assert shown(client, cork) == ["Opening", "Dinner", "Tea of Cork"]


@pytest.mark.parametrize(
    "news", [{"answer": "no", "answered_at": "2025-01-01T00:00Z"}, {"withdrawn_at": "2025-01-01T00:00Z"}]
)
def test_delegation_that_stays_away_sees_what_strangers_see(client, edition, cork, aoife, published, news):
    Delegation.objects.within(edition).filter(pk=cork.pk).update(**news)
    client.force_login(aoife)

    assert shown(client, cork) == ["Opening"]


def test_other_delegations_do_not_exist(client, edition, cork, published):
    client.force_login(factories.assistant(factories.delegation("lyon", edition)))

    assert client.get(reverse("portal:programme", args=[cork.pk])).status_code == 404


def test_whoever_has_one_delegation_is_led_to_its_programme(client, edition, cork, aoife, published):
    client.force_login(aoife)
    one = client.get(reverse("portal:programmes"))
    factories.mandate(aoife, factories.delegation("lyon", edition))

    two = client.get(reverse("portal:programmes"))

    assert (one["Location"], len(two.context["delegations"])) == (reverse("portal:programme", args=[cork.pk]), 2)


def test_page_says_when_there_is_no_release_yet_and_marks_one_s_own_parts(client, edition, cork):
    boyle = factories.head(cork)
    boyle.user = factories.user(name="Dan Boyle")
    boyle.save()
    client.force_login(boyle.user)
    address = reverse("portal:programme", args=[cork.pk])
    early = client.get(address).content.decode()
    factories.attendance(factories.engagement("Opening", edition, at="09:00"), boyle)
    releases.publish(edition, comment="", by=None)

    assert "The programme is not published yet" in early
    assert "you take part" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_item_and_three(client, edition, cork, aoife, count, django_assert_num_queries):
    for number in range(count):
        factories.engagement(f"Item {number}", edition, at=f"{9 + number}:00".rjust(5, "0"))
    releases.publish(edition, comment="", by=None)
    client.force_login(aoife)

    with django_assert_num_queries(5):
        assert len(shown(client, cork)) == count
