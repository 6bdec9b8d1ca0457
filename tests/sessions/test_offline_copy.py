"""What stays on a telephone: the days, and nothing that must not lie about."""

import re

import pytest
from django.urls import reverse

from forum import ledger
from sessions.actions import feeds, releases
from sessions.feed_tokens import token_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara():
    found = factories.head(factories.delegation("lindale"), user=factories.user("amara@lindale.example", "Amara"))
    factories.engagement("Opening", at="09:00")
    releases.publish(found.delegation.edition, comment="First", by=factories.organizer())
    ledger.follow_changes()
    return found


def copy_of(client, amara):
    client.force_login(amara.user)
    return client.get(reverse("portal:itinerary_offline", args=[amara.pk])).content.decode()


def test_the_copy_says_of_when_it_is_and_of_which_version(client, amara):
    words = " ".join(re.sub(r"<[^>]+>", "", copy_of(client, amara)).split())

    assert re.search(r"Offline, as of \d\d:\d\d \(Shanghai time\), version 1\.", words)
    assert "Opening" in words


def test_the_copy_holds_no_form_no_token_no_feed_no_room_number(client, amara):
    feed = feeds.open_feed(amara, by=amara.user)
    factories.papers(amara, by=factories.assistant(amara.delegation))

    text = copy_of(client, amara)

    found = [word for word in ("<form", "csrf", "/feeds/", token_of(feed), "<script", "sessionid") if word in text]
    assert found == []


def test_worker_looks_after_nothing_but_itineraries(client):
    answer = client.get(reverse("portal:worker"))

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    assert "Service-Worker-Allowed" not in answer
    assert reverse("portal:worker").startswith(reverse("portal:principals"))


def test_the_manifest_speaks_the_language_of_the_reader(client):
    answer = client.get(reverse("portal:manifest"), headers={"Accept-Language": "fr"})

    assert (answer["Content-Type"], answer.json()["lang"]) == ("application/manifest+json", "fr")


def test_signing_out_clears_what_the_browser_keeps(client, amara):
    client.force_login(amara.user)

    assert client.post(reverse("signin:out"))["Clear-Site-Data"] == '"cache", "storage"'
