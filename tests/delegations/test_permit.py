"""The permission to hold the forum: its ceilings, its meters, and letters that wait for it."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from delegations import panels, permits
from delegations.actions import invitations
from delegations.actions import permits as actions
from delegations.models import Permit
from forum import clock
from forum.models import Change
from tests import factories

pytestmark = pytest.mark.django_db

ASKED = {"approving_body": "Province", "foreign_guests": 2, "people": 400, "days": 4, "countries": 30}


def kept(client, **typed):
    return client.post(reverse("organizer:permit", args=["shanghai"]), {**ASKED, "seen": 0, **typed})


def gauge(edition, key):
    found = next(one for one in permits.gauges(edition, permits.of(edition)) if one.key == key)
    return found.approved, found.expected, found.confirmed, found.kind


def test_olga_writes_the_permit_down_once(client, olga, edition):
    client.force_login(olga)
    for _click in range(2):
        kept(client, approved_on="2025-02-20")

    permit = permits.of(edition)
    assert (permit.approved_on, permit.foreign_guests, permit.version) == (date(2025, 2, 20), 2, 1)
    assert [change.verb for change in Change.objects.all()] == ["permit.kept"]


def test_the_second_of_two_sees_what_the_first_wrote(client, olga, edition):
    client.force_login(olga)
    kept(client)

    page = kept(client, foreign_guests=5)

    [(_label, theirs, mine)] = page.context["differing"]
    assert (theirs, mine, permits.of(edition).foreign_guests) == ("2", "5", 2)


@pytest.mark.parametrize(
    "typed",
    [
        {"foreign_guests": "-1"},
        {"foreign_guests": "9" * 30},
        {"approving_body": ""},
        {"approved_on": "soon"},
        {"approved_on": "9999-12-31"},
        {"conditions": "x" * 2001},
        {"budget": "\x00"},
    ],
)
def test_what_is_no_permit_is_refused_beside_the_field(client, olga, edition, typed):
    client.force_login(olga)

    page = kept(client, **typed)

    assert (list(page.context["form"].errors), Permit.objects.within(edition).count()) == (list(typed), 0)


def test_the_meters_count_who_is_expected_and_who_is_confirmed(edition):
    Permit.objects.create(edition=edition, **ASKED)
    cork = factories.delegation("cork", answer="yes", answered_at=clock.now())
    factories.head(cork)
    factories.delegate(factories.delegation("lyon"))
    factories.delegate(factories.delegation("bergen", answer="no", answered_at=clock.now()))
    factories.head(factories.delegation("shanghai", is_host=True))

    assert gauge(edition, "foreign_guests") == (2, 2, 1, "")
    assert gauge(edition, "people") == (400, 3, 2, "")
    assert gauge(edition, "days") == (4, 3, 3, "")


@pytest.mark.parametrize(("coming", "kind"), [(1, ""), (3, "wrong")])
def test_more_confirmed_than_approved_is_wrong_on_the_dashboard(edition, coming, kind):
    Permit.objects.create(edition=edition, approved_on=date(2025, 2, 20), **ASKED)
    cork = factories.delegation("cork", answer="yes", answered_at=clock.now())
    for _one in range(coming):
        factories.delegate(cork)

    figure = panels.figures(edition)[-1]

    assert (figure.number, figure.of, figure.kind) == (coming, 2, kind)


def test_nobody_is_invited_before_the_approval(client, olga, edition):
    Permit.objects.create(edition=edition, **ASKED)
    draft = factories.invitation()
    client.force_login(olga)

    answer = client.post(reverse("organizer:invitations_send", args=["shanghai"]), {"invitation": draft.pk})

    draft.refresh_from_db()
    assert (draft.state, [str(said) for said in get_messages(answer.wsgi_request)]) == (
        "draft",
        [
            "Nothing was sent: Province has not approved the forum yet. Write the approval into the permit first.",
        ],
    )


@pytest.mark.parametrize("fields", [{"approved_on": date(2025, 2, 20)}, {"holds_letters": False}])
def test_with_the_approval_or_without_the_rule_letters_go_out(olga, edition, fields):
    Permit.objects.create(edition=edition, **ASKED, **fields)
    draft = factories.invitation()

    assert invitations.send([draft.pk], edition=edition, by=olga) == [draft]


def test_a_forum_without_a_permit_sends_its_letters(olga, edition):
    actions.refuse_before_approval(edition)

    assert permits.of(edition) is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_meters_cost_the_same_for_one_city_and_three(edition, count, django_assert_num_queries):
    for number in range(count):
        factories.head(factories.delegation(f"city-of-{number}"))

    with django_assert_num_queries(1):
        permits.gauges(edition, None)
