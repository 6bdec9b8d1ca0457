"""Calendar subscriptions: revocable, each its reader's own."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from delegations.models import Mandate
from forum import clock, ledger
from sessions.actions import feeds, releases
from sessions.feed_tokens import token_of
from sessions.models import CalendarFeed
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet():
    cache.clear()


@pytest.fixture
def amara():
    found = factories.head(factories.delegation("lindale"), user=factories.user("amara@lindale.example", "Amara"))
    factories.engagement("Opening", at="09:00")
    releases.publish(found.delegation.edition, comment="First", by=factories.organizer())
    ledger.follow_changes()
    return found


@pytest.fixture
def aoife(amara):
    return factories.assistant(amara.delegation)


def address_of(feed):
    return reverse("portal:feed", args=[token_of(feed)])


def wish(client, amara, reader, what):
    client.force_login(reader)
    return client.post(reverse("portal:subscribe", args=[amara.pk]), {"wish": what}, follow=True)


def test_a_renewed_address_closes_the_old_one_with_a_sentence(client, amara):
    wish(client, amara, amara.user, "open")
    old = CalendarFeed.objects.by(amara.user).get()
    page = wish(client, amara, amara.user, "renew").content.decode()
    new = CalendarFeed.objects.by(amara.user).open().get()
    client.logout()

    told = client.get(address_of(old))

    assert (told.status_code, told["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert "This calendar subscription has been closed." in told.content.decode()
    assert (client.get(address_of(new)).status_code, address_of(new) in page) == (200, True)


def test_a_closed_address_is_closed_at_the_next_click(client, amara):
    feed = feeds.open_feed(amara, by=amara.user)
    wish(client, amara, amara.user, "close")

    assert client.get(address_of(feed)).status_code == 410


def test_the_sentence_is_in_the_language_of_the_reader(client, amara):
    amara.user.language = "fr"
    amara.user.save()
    feed = feeds.open_feed(amara, by=amara.user)
    feeds.close_feed(amara, by=amara.user)

    told = client.get(address_of(feed)).content.decode().strip()

    with translation.override("fr"):
        assert told == gettext("This calendar subscription has been closed. Sign in to the portal for a new address.")


def test_opening_twice_gives_one_address(amara):
    assert feeds.open_feed(amara, by=amara.user) == feeds.open_feed(amara, by=amara.user)


def test_the_address_of_an_assistant_dies_with_the_mandate_and_nobody_elses(client, amara, aoife):
    hers, own = feeds.open_feed(amara, by=aoife), feeds.open_feed(amara, by=amara.user)
    Mandate.objects.held_by(aoife).update(revoked_at=clock.now())

    assert (client.get(address_of(hers)).status_code, client.get(address_of(own)).status_code) == (410, 200)


def test_whoever_takes_somebodys_place_does_not_share_the_days_with_him(client, amara):
    feed = feeds.open_feed(amara, by=amara.user)
    amara.person = factories.person("Diaz", "Rosa")
    amara.save()

    assert client.get(address_of(feed)).status_code == 410


def test_a_guessed_address_is_told_so_and_after_many_to_wait(client, amara, settings):
    feed = feeds.open_feed(amara, by=amara.user)
    guesses = [client.get(reverse("portal:feed", args=[f"{feed.pk}-{'a' * 32}"])) for _guess in range(61)]

    right = client.get(address_of(feed))

    assert [guess.status_code for guess in guesses] == [404] * 60 + [429]
    assert "There is no calendar at this address." in guesses[0].content.decode()
    assert right.status_code == 200  # however many were wrong


@pytest.mark.parametrize("token", ["1", "-", "0-x", "9" * 40 + "-a", "٣-x", "a b", "1-é", "5:3-2-1:signature"])
def test_a_token_of_any_shape_is_no_address(client, amara, token):
    feeds.open_feed(amara, by=amara.user)

    assert client.get(reverse("portal:feed", args=[token])).status_code == 404


def test_the_database_alone_opens_no_calendar(amara, settings):
    feed = feeds.open_feed(amara, by=amara.user)
    token = token_of(feed)

    assert feed.nonce not in token
    settings.SECRET_KEY = "another house " * 5
    assert token_of(feed) != token


def test_an_address_outlives_a_new_key_of_the_house(client, amara, settings):
    address = address_of(feeds.open_feed(amara, by=amara.user))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another house " * 5

    assert client.get(address).status_code == 200


def test_an_unchanged_calendar_is_not_sent_again_and_remembers_only_the_day(client, amara):
    feed = feeds.open_feed(amara, by=amara.user)
    first = client.get(address_of(feed))

    again = client.get(address_of(feed), headers={"If-None-Match": first["ETag"]})

    feed.refresh_from_db()
    assert (again.status_code, again["Cache-Control"]) == (304, "private, no-cache")
    assert feed.last_read_on == clock.day_at("Asia/Shanghai", clock.now())


@pytest.mark.parametrize("items", [1, 30])
def test_a_feed_costs_the_same_whatever_its_size(client, amara, items, django_assert_num_queries):
    for number in range(items):
        factories.engagement(f"Meeting {number}", at=f"{10 + number // 4:02}:{15 * (number % 4):02}", minutes=15)
    releases.publish(amara.delegation.edition, comment="More", by=factories.organizer())
    ledger.follow_changes()
    address = address_of(feeds.open_feed(amara, by=amara.user))
    client.get(address)

    with django_assert_num_queries(3):
        client.get(address)


def test_a_wish_that_is_none_changes_nothing(client, amara):
    page = wish(client, amara, amara.user, "burn")

    assert "Please choose what to do with the address." in page.content.decode()
    assert not CalendarFeed.objects.by(amara.user).exists()


def test_the_address_is_of_ones_own_reading_only(client, amara, aoife):
    feed = feeds.open_feed(amara, by=aoife)
    client.force_login(amara.user)

    assert token_of(feed) not in client.get(reverse("portal:subscription", args=[amara.pk])).content.decode()
