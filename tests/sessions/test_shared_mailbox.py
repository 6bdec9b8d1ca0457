"""Principals without a mailbox of their own: each gets his own letter, at the office's address and by name."""

import pytest
from django.core import mail
from django.urls import reverse

from delegations.actions import mandates
from forum import clock, ledger
from forum.models import Message
from sessions import notices
from sessions.actions import feeds, releases
from sessions.feed_tokens import token_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cork():
    return factories.delegation("cork", answer="yes", answered_at=clock.now())


@pytest.fixture
def mayor(cork):
    return factories.head(cork, factories.person("Boyle", "Dan"), email="")


@pytest.fixture
def deputy(cork):
    return factories.delegate(cork, factories.person("Okafor", "Amara"), role="deputy_head", email="")


def publish(*people):
    opening = factories.engagement("Opening", at="14:30")
    for one in people:
        factories.attendance(opening, one)
    releases.publish(people[0].delegation.edition, comment="First", by=factories.organizer())
    ledger.follow_changes()


def test_two_principals_with_one_mailbox_each_get_their_own_letter(mayor, deputy, everyone_works):
    publish(mayor, deputy)

    everyone_works()

    letters = [
        (letter.to, "Dear Dan Boyle" in letter.body, "Dear Amara Okafor" in letter.body) for letter in mail.outbox
    ]
    assert letters == [(["office@cork.example"], True, False), (["office@cork.example"], False, True)]
    assert set(Message.objects.filter(letter="itinerary").values_list("to_name", flat=True)) == {
        "Dan Boyle",
        "Amara Okafor",
    }


def test_without_any_office_he_is_written_to_at_his_own_assistants(cork, mayor, deputy):
    cork.contact_email = ""
    cork.save()
    everybodys = factories.user("everybody@cork.example")
    factories.mandate(everybodys, cork)
    factories.mandate(factories.user("nuala@cork.example"), cork, deputy)
    factories.mandate(factories.user("answers@cork.example"), cork, mayor, powers=["answer"])

    assert [notices.address_of(one) for one in (mayor, deputy)] == ["everybody@cork.example", "nuala@cork.example"]


def test_whose_mandate_ended_is_written_to_no_more(cork, mayor):
    cork.contact_email = ""
    cork.save()
    factories.mandate(factories.user("was@cork.example"), cork, ends_at=clock.now())

    assert notices.address_of(mayor) == ""


def test_the_calendar_of_an_assistant_falls_silent_when_her_mandate_is_revoked(client, olga, cork, mayor):
    publish(mayor)
    opened = {}
    for name in ("aoife", "nuala"):
        reader = factories.assistant(cork, email=f"{name}@cork.example")
        opened[name] = feeds.open_feed(mayor, by=reader)
    paths = [reverse("portal:feed", args=[token_of(feed)]) for feed in opened.values()]
    before = [client.get(path).status_code for path in paths]

    mandates.revoke(cork.mandates.get(user__email="aoife@cork.example"), by=olga)

    assert (before, [client.get(path).status_code for path in paths]) == ([200, 200], [410, 200])


def test_the_assistant_of_the_deputy_has_no_way_to_the_mayors_days(client, cork, mayor, deputy):
    publish(mayor, deputy)
    nuala = factories.user()
    factories.mandate(nuala, cork, deputy)
    client.force_login(nuala)
    doors = ["portal:itinerary", "portal:itinerary_pdf", "portal:itinerary_ics", "v1:itinerary"]

    statuses = {
        one.role: {client.get(reverse(door, args=[one.pk])).status_code for door in doors} for one in (mayor, deputy)
    }

    assert statuses == {"head": {404}, "deputy_head": {200}}
