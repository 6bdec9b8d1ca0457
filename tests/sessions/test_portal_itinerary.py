import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from forum import clock, ledger
from sessions.actions import itineraries, programme, releases
from sessions.actions.feeds import open_feed
from sessions.feed_tokens import token_of
from sessions.models import ItineraryVersion, SiteVisit
from tests import factories, hosting

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


def feed_of(amara):
    """The path of Amara's own subscription."""
    return reverse("portal:feed", args=[token_of(open_feed(amara, by=amara.user))])


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
    feed = feed_of(amara)

    sums = {look(client, amara, name)["X-Itinerary-Checksum"] for name in ("itinerary_pdf", "itinerary_ics")}
    client.logout()

    assert sums | {client.get(feed)["X-Itinerary-Checksum"]} == {version.checksum}
    assert version.checksum[:8] in page.content.decode()


def test_the_calendar_keeps_names_and_raises_its_sequence(client, amara):
    publish(amara)
    before = Calendar.from_ical(look(client, amara, "itinerary_ics").content)
    flight = amara.flights.get()
    flight.number = "LN 202"
    flight.save()
    itineraries.bring_up_to_date(amara.delegation.edition)
    after = Calendar.from_ical(look(client, amara, "itinerary_ics").content)

    assert {str(e["uid"]) for e in before.events} == {str(e["uid"]) for e in after.events}
    assert [sorted(e["sequence"] for e in one.events) for one in (before, after)] == [[1, 1], [1, 2]]


def tell(amara):
    """A letter has told the newest version."""
    ItineraryVersion.objects.filter(delegate=amara).scoped().update(told_at=clock.now())


def renumber(amara, number):
    amara.flights.all().scoped().update(number=number)
    itineraries.bring_up_to_date(amara.delegation.edition)


def test_a_changed_counterpart_is_named(client, amara):
    lyon = factories.head(factories.delegation("lyon"), factories.person("Brun", "Lucie"))
    lima = factories.head(factories.delegation("lima"), factories.person("Diaz", "Rosa"))
    meeting = factories.engagement("Talk", at="10:00", kind="bilateral", audience="protocol")
    factories.attendance(meeting, amara)
    brun = factories.attendance(meeting, lyon)
    publish(amara)
    tell(amara)
    olga = factories.organizer()
    programme.take_part_away(brun, by=olga)
    programme.give_part(meeting, lima, part="speaker", by=olga)
    releases.publish(amara.delegation.edition, comment="Second", by=olga)
    ledger.follow_changes()

    changes = look(client, amara).context["changes"]

    assert changes == [{"word": "Other people", "title": "Talk", "old": "Lucie Brun (Lyon)", "new": "Rosa Diaz (Lima)"}]


def test_a_letter_is_on_its_way_while_it_has_something_to_say(client, amara):
    publish(amara)
    tell(amara)
    renumber(amara, "LN 202")

    assert "the letter is on its way" in look(client, amara).content.decode()


def test_no_letter_is_on_its_way_after_an_edit_that_was_undone(client, amara):
    publish(amara)
    tell(amara)
    renumber(amara, "LN 202")
    renumber(amara, "ZZ 202")

    page = look(client, amara)

    assert ("the letter is on its way" in page.content.decode(), page.context["changes"]) == (False, [])
    assert page.context["told_at"] == amara.itineraries.get(number=1).told_at


def test_a_title_mended_in_another_language_is_no_news_on_the_page(client, amara):
    publish(amara)
    tell(amara)
    meeting = amara.delegation.edition.engagements.get()
    olga = factories.organizer()
    programme.change(meeting, version=1, by=olga, titles=meeting.titles | {"zh-hans": "会议"})
    releases.publish(amara.delegation.edition, comment="Second", by=olga)
    ledger.follow_changes()

    page = look(client, amara)

    marks = [shown.marks for day in page.context["days"] for shown in day.lines]
    assert (page.context["changes"], set(marks)) == ([], {()})


def test_where_the_bus_waits_stands_on_page_and_paper(client, amara):
    tower = factories.engagement("Tower", at="10:00", kind="site_visit")
    SiteVisit.objects.create(engagement=tower, meeting_points={"en": "North gate"})
    factories.attendance(tower, amara, "attendee")
    publish(amara)

    paper = PdfReader(BytesIO(look(client, amara, "itinerary_pdf").content))

    words = "".join(page.extract_text() for page in paper.pages)
    assert "Meeting point: North gate" in " ".join(words.split())
    assert "Meeting point: North gate" in look(client, amara).content.decode()


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
    tell(amara)
    renumber(amara, "LN 202")
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


def test_the_api_says_where_one_meets(client, amara):
    tower = factories.engagement("Tower", at="10:00", kind="site_visit")
    SiteVisit.objects.create(engagement=tower, meeting_points={"en": "North gate"})
    factories.attendance(tower, amara)
    publish(amara)
    client.force_login(amara.user)

    entries = client.get(reverse("v1:itinerary", args=[amara.pk])).json()["entries"]

    assert [entry["meeting_point"] for entry in entries if entry["kind"] == "site_visit"] == [{"en": "North gate"}]


def pages_of(client, amara, query=""):
    client.force_login(amara.user)
    return PdfReader(BytesIO(client.get(reverse("portal:itinerary_pdf", args=[amara.pk]) + query).content)).pages


def test_the_paper_is_in_the_language_of_the_person(client, amara):
    amara.language = "zh-hans"
    amara.save()
    publish(amara)

    own, asked = ("".join(page.extract_text() for page in pages_of(client, amara, q)) for q in ("", "?language=en"))

    assert ("全球市长对话" in own, "Global Mayors Dialogue" in asked) == (True, True)


def test_one_day_for_the_pocket(client, amara):
    day = amara.delegation.edition.starts_on + timedelta(days=1)
    starts = factories.instant_on(amara.delegation.edition, day, "10:00")
    factories.engagement("Farewell", starts_at=starts, ends_at=starts + timedelta(hours=1))
    publish(amara)

    [page] = pages_of(client, amara, f"?day={day.isoformat()}&form=pocket")

    text = page.extract_text()
    assert (round(float(page.mediabox.width)), "Farewell" in text, "Meeting 0" in text) == (298, True, False)


@pytest.mark.parametrize("query", ["?day=nonsense", "?day=2999-01-01", "?language=xx", "?day=%00"])
def test_paper_of_a_day_without_anything_says_so(client, amara, query):
    publish(amara)

    text = "".join(page.extract_text() for page in pages_of(client, amara, query))

    assert ("Nothing is planned for you." in text) == query.startswith("?day")


def words_of(client, amara, page):
    """What a page or paper says, in one line."""
    if page == "itinerary_pdf":
        return " ".join(" ".join(one.extract_text() for one in pages_of(client, amara)).split())
    client.force_login(amara.user)
    text = client.get(reverse(f"portal:{page}", args=[] if page == "principals" else [amara.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", "", text).split())


@pytest.mark.parametrize("page", ["itinerary", "itinerary_offline", "itinerary_pdf", "principals"])
def test_hours_stand_also_by_the_clock_at_home(client, amara, page):
    publish(amara)

    meeting = amara.delegation.edition.engagements.get()
    hours = "–".join(clock.hour_text("Europe/Dublin", moment) for moment in (meeting.starts_at, meeting.ends_at))
    assert f"{hours} your time (Lindale)" in words_of(client, amara, page)


@pytest.mark.parametrize(
    ("zone", "told"), [("Asia/Kathmandu", ["05:45–06:00 your time (Kathmandu)"]), ("Asia/Singapore", [])]
)
def test_the_second_line_is_by_the_chosen_clock_and_only_where_it_differs(client, amara, zone, told):
    amara.user.zone = zone
    amara.user.save()
    publish(amara)

    words = words_of(client, amara, "itinerary_offline")

    assert re.findall(r"05:45–06:00 your time \(Kathmandu\)|your time \((?!Kathmandu)", words) == told


@pytest.mark.parametrize("page", ["itinerary", "principals", "home"])
def test_the_own_clock_is_one_step_away(client, amara, page):
    publish(amara)
    client.force_login(amara.user)

    text = client.get(reverse(f"portal:{page}", args=[amara.pk] if page == "itinerary" else [])).content.decode()

    assert reverse("portal:clock") in text


def test_paper_names_the_liaison_officer_first_and_the_desk_on_every_page(client, amara):
    edition = amara.delegation.edition
    hosting.officer(amara.delegation)
    starts = factories.instant_on(edition, edition.starts_on + timedelta(days=1), "10:00")
    factories.engagement("Farewell", starts_at=starts, ends_at=starts + timedelta(hours=1))
    publish(amara)

    texts = [" ".join(page.extract_text().split()) for page in pages_of(client, amara)]

    said = [
        [words in text for words in ("Liaison officer: Xu Zhiwei +999 21 5550 0220", edition.desk_phone, "Version 1")]
        for text in texts
    ]
    assert said == [[True, True, True], [False, True, True]]
