import pytest
from django.urls import reverse
from icalendar import Calendar

from forum import ledger
from sessions.actions import releases
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara():
    return factories.head(factories.delegation("lindale"), user=factories.user("amara@lindale.example", "Amara"))


def publish(amara, items=1):
    for n in range(items):
        factories.engagement(f"Meeting {n}", at=f"{8 + n // 4:02}:{15 * (n % 4):02}", minutes=15)
    factories.flight(amara)
    releases.publish(amara.delegation.edition, comment="First", by=factories.organizer())
    ledger.follow_changes()


def look(client, amara, page="itinerary"):
    client.force_login(amara.user)
    return client.get(reverse(f"portal:{page}", args=[amara.pk]))


def test_amara_reads_her_days_in_the_zone_of_the_forum(client, amara):
    publish(amara)

    page = look(client, amara).content.decode()

    assert ("Meeting 0" in page, "Shanghai time" in page, "Flight ZZ 202" in page) == (True, True, True)


def test_before_the_first_release_the_page_says_so(client, amara):
    assert "The programme is not published yet" in look(client, amara).content.decode()


def test_page_paper_calendar_and_feed_are_of_one_version(client, amara):
    publish(amara)
    page = look(client, amara)
    version = amara.itineraries.get()
    feed = page.context["feed"].removeprefix("http://localhost:8000")

    sums = {look(client, amara, name)["X-Itinerary-Checksum"] for name in ("itinerary_pdf", "itinerary_ics")}
    client.logout()

    assert sums | {client.get(feed)["X-Itinerary-Checksum"]} == {version.checksum}
    assert version.checksum[:8] in page.content.decode()


def test_a_feed_with_a_forged_token_does_not_exist(client, amara):
    publish(amara)

    assert client.get(reverse("portal:feed", args=[f"{amara.pk}:forged"])).status_code == 404


def test_the_calendar_keeps_names_and_raises_its_sequence(client, amara):
    publish(amara)
    before = Calendar.from_ical(look(client, amara, "itinerary_ics").content)
    flight = amara.flights.get()
    flight.number = "LN 202"
    flight.save()
    from sessions.actions import itineraries

    itineraries.bring_up_to_date(amara.delegation.edition)
    after = Calendar.from_ical(look(client, amara, "itinerary_ics").content)

    assert {str(e["uid"]) for e in before.events} == {str(e["uid"]) for e in after.events}
    assert ({e["sequence"] for e in before.events}, {e["sequence"] for e in after.events}) == ({1}, {2})


def test_another_city_has_no_such_itinerary(client, amara):
    publish(amara)
    client.force_login(factories.assistant(factories.delegation("lyon")))

    for page in ("itinerary", "itinerary_pdf", "itinerary_ics"):
        assert client.get(reverse(f"portal:{page}", args=[amara.pk])).status_code == 404


def test_an_assistant_with_a_mandate_reads_it(client, amara):
    publish(amara)
    client.force_login(factories.assistant(amara.delegation))

    assert client.get(reverse("portal:itinerary", args=[amara.pk])).status_code == 200


@pytest.mark.parametrize("items", [3, 40])
def test_the_page_costs_four_queries_whatever_the_size(client, amara, items, django_assert_max_num_queries):
    publish(amara, items)
    client.force_login(amara.user)

    # The session and the account are read before the page begins.
    with django_assert_max_num_queries(2 + 4):
        client.get(reverse("portal:itinerary", args=[amara.pk]))


def test_the_api_gives_the_same_version(client, amara):
    publish(amara)
    client.force_login(amara.user)

    answer = client.get(reverse("v1:itinerary", args=[amara.pk]))

    version = amara.itineraries.get()
    assert (answer.json()["checksum"], answer["ETag"]) == (version.checksum, f'"{version.checksum}"')
    assert [entry["kind"] for entry in answer.json()["entries"]] == ["flight_in", "plenary"]
