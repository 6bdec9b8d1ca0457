"""What a stranger sees: the latest release, public items only, in four languages and four forms."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from forum import ledger
from forum.models import Appointment
from sessions.actions import programme, releases, rollback, speeches
from sessions.models import ItineraryVersion
from tests import factories

pytestmark = pytest.mark.django_db
FORMS = ["programme", "programme_pdf", "programme_ics", "programme_json", "programme_xml", "changes", "feed"]


@pytest.fixture
def edition():
    return factories.edition()


@pytest.fixture
def opening(edition):
    cork = factories.delegation(factories.city("cork", names={"en": "Cork", "zh-hans": "科克"}), edition)
    boyle = factories.head(cork, titles={"en": "Lord Mayor"})
    item = factories.engagement("Opening", edition, at="14:30", room=factories.room("main-hall"))
    factories.attendance(item, boyle)
    factories.engagement("Briefing", edition, at="08:30", audience="protocol")
    factories.engagement("Dinner", edition, at="19:00", audience="delegates")
    return item


@pytest.fixture
def released(edition, opening):
    return releases.publish(edition, comment="", by=None)


def door(name, edition):
    return reverse(f"public:{name}", args=[edition.slug])


def test_before_the_first_release_the_page_says_so(client, edition, opening):
    page = client.get(door("programme", edition))

    assert page.status_code == 200
    assert "The programme has not been published yet." in page.content.decode()
    assert client.get(door("programme_pdf", edition)).status_code == 404


def test_only_public_items_are_shown_with_who_speaks(client, edition, released):
    days = client.get(door("programme", edition)).context["days"]

    assert [(line.start, line.title) for day in days for line in day.lines] == [("14:30", "Opening")]
    assert [(one.name, one.title, one.city) for one in days[0].lines[0].people] == [("Dan Boyle", "Lord Mayor", "Cork")]


def test_readers_see_the_release_and_not_the_draft(client, edition, opening, released):
    programme.take_off(opening, version=1, by=factories.organizer(edition))

    page = client.get(door("programme", edition)).content.decode()

    assert "14:30" in page
    assert "All times are Shanghai time." in page


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("form", [form for form in FORMS if form != "programme_pdf"] + ["screens"])
def test_programme_costs_the_same_whatever_its_size(client, edition, form, count, django_assert_max_num_queries):
    speaker = factories.head(factories.delegation("cork", edition))
    for number in range(count):
        item = factories.engagement(f"Item {number}", edition, at=f"{8 + number % 12:02}:00")
        factories.attendance(item, speaker)
    releases.publish(edition, comment="", by=None, despite="test")

    with django_assert_max_num_queries(3):
        answer = client.get(door(form, edition))

    assert answer.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_front_page_costs_the_same_for_one_forum_and_three(client, count, django_assert_num_queries):
    for number in range(count):
        factories.edition(f"forum-{number}")

    with django_assert_num_queries(1):
        page = client.get(reverse("home"))

    assert len(page.context["editions"]) == count


@pytest.mark.parametrize("count", [2, 3])
def test_organizer_s_list_of_forums_costs_the_same_for_two_and_three(client, count, django_assert_num_queries):
    olga = factories.organizer(factories.edition("forum-0"))
    for number in range(1, count):
        Appointment.objects.create(user=olga, edition=factories.edition(f"forum-{number}"), role="observer")
    client.force_login(olga)

    with django_assert_num_queries(4):
        page = client.get(reverse("home"))

    assert len(page.context["editions"]) == count


@pytest.mark.parametrize("form", FORMS)
def test_reader_who_has_it_gets_nothing_again(client, edition, released, form):
    tag = client.get(door(form, edition)).headers["ETag"]

    assert client.get(door(form, edition), headers={"if-none-match": tag}).status_code == 304
    chinese = client.get(door(form, edition), headers={"if-none-match": tag, "accept-language": "zh-hans"})
    assert chinese.status_code == 200


PRINTED = {"themes": {"en": "Rivers"}, "names": {"en": "Other"}, "zone": "Europe/Paris", "host_language": "fr"}


@pytest.mark.parametrize("field", PRINTED)
@pytest.mark.parametrize("form", FORMS)
def test_reader_gets_it_again_when_a_fact_of_the_edition_is_corrected(client, edition, released, form, field):
    tag = client.get(door(form, edition)).headers["ETag"]
    type(edition).objects.update(**{field: PRINTED[field]})

    assert client.get(door(form, edition), headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_reader_gets_it_again_when_the_city_is_called_otherwise(client, edition, released, form):
    tag = client.get(door(form, edition)).headers["ETag"]
    type(edition.city).objects.filter(pk=edition.city_id).update(names={"en": "Shanghai City"})

    assert client.get(door(form, edition), headers={"if-none-match": tag}).status_code == 200


def test_page_kept_from_before_a_sign_in_is_not_taken_for_fresh(edition, released):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(door("programme", edition))
    assert browser.get(door("programme", edition), headers={"if-none-match": page["ETag"]}).status_code == 304
    # What every sign-in does: the cookie gets another secret, so that forms of the time before are void.
    browser.cookies["csrftoken"] = "another" * 4 + "four"

    again = browser.get(door("programme", edition), headers={"if-none-match": page["ETag"]})

    sent = {"language": "fr", "next": door("programme", edition), "csrfmiddlewaretoken": token_in(again)}
    assert browser.post(reverse("set_language"), sent).status_code == 302


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]


@pytest.fixture
def nested(edition):
    """A speech within a sub-forum within a plenary; the sub-forum is in a room of its own."""
    plenary = factories.engagement("Plenary", edition, at="09:00", minutes=180, room=factories.room("main-hall"))
    subforum = factories.engagement(
        "Sub-forum",
        edition,
        at="10:00",
        kind="sub_forum",
        parent=plenary,
        room=factories.room("east-hall"),
        notes={"en": "Bring the pin"},
        languages=["fr"],
    )
    factories.engagement("Speech of Cork", edition, at="10:05", minutes=8, kind="speech", parent=subforum)
    return releases.publish(edition, comment="", by=None)


WITHIN = ["Sub-forum", "east-hall, Venue of east-hall", "French", "Bring the pin", "Speech of Cork"]


def test_what_lies_within_is_told_as_fully_and_as_deep_as_it_goes(client, edition, nested):
    page = client.get(door("programme", edition)).content.decode().partition('class="programme-day"')[2]

    assert [page.count(words) for words in WITHIN] == [1, 1, 1, 1, 1]
    assert [page.count(words) for words in ("main-hall, Venue of main-hall", "10:05", "10:13")] == [1, 1, 1]


def test_book_tells_what_lies_within_as_deep_as_it_goes(client, edition, nested):
    pdf = PdfReader(BytesIO(client.get(door("programme_pdf", edition)).content))

    words = " ".join("\n".join(page.extract_text() for page in pdf.pages).replace("\u2068", "").split())
    assert [part for part in (*WITHIN, "10:05–10:13") if part not in words] == []


def test_signed_in_reader_always_gets_the_page_anew(client, edition, released):
    client.force_login(factories.user())

    assert "ETag" not in client.get(door("programme", edition)).headers


def test_calendar_keeps_its_names_and_counts_with_the_release(client, edition, opening, released):
    calendar = Calendar.from_ical(client.get(door("programme_ics", edition)).content)

    assert len(calendar.walk("VTIMEZONE")) == 1
    event = calendar.walk("VEVENT")[0]
    assert (event["UID"], event["SEQUENCE"]) == (f"engagement-{opening.pk}@localhost", 1)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event.decoded("DTSTART") == opening.starts_at


def test_calendar_knows_the_zone_s_rules_before_its_first_event(client):
    edition = factories.edition("paris", zone="Europe/Paris", starts_on=date(2028, 1, 1))
    eve = datetime(2027, 12, 30, 10, tzinfo=UTC)
    factories.engagement("Eve", edition, starts_at=eve, ends_at=eve + timedelta(hours=1))
    releases.publish(edition, comment="", by=None)

    calendar = Calendar.from_ical(client.get(door("programme_ics", edition)).content)

    rules = calendar.walk("VTIMEZONE")[0].subcomponents
    assert min(rule["DTSTART"].dt for rule in rules) < datetime(2027, 12, 30)


def test_cancelled_item_stays_and_says_so(client, edition, opening):
    programme.change(opening, version=1, by=factories.organizer(edition), cancelled=True)
    releases.publish(edition, comment="", by=None)

    calendar = Calendar.from_ical(client.get(door("programme_ics", edition)).content)

    assert calendar.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
    assert "Cancelled" in client.get(door("programme", edition)).content.decode()


def test_book_names_release_speakers_and_whose_clock(client, edition, released):
    pdf = PdfReader(BytesIO(client.get(door("programme_pdf", edition)).content))

    words = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Opening" in words
    assert "Dan Boyle, Lord Mayor, Cork" in words
    assert f"Release\xa01 · {released.checksum[:8]}" in words.replace("\u2066", "").replace("\u2069", "")


def test_file_for_programmes_says_texts_in_every_language(client, edition, opening, released):
    told = client.get(door("programme_json", edition)).json()

    assert (told["release"], told["zone"], [item["id"] for item in told["items"]]) == (1, "Asia/Shanghai", [opening.pk])
    assert told["items"][0]["people"][0]["city"] == {"en": "Cork", "zh-hans": "科克"}


def test_api_says_what_the_file_says(client, edition, released):
    answer = client.get(reverse("v1:programme", args=[edition.slug]))

    assert answer.json() == client.get(door("programme_json", edition)).json()


@pytest.fixture
def speech(edition):
    """Dan Boyle's, who says in two languages what he speaks about."""
    boyle = factories.head(factories.delegation("cork", edition), user=factories.user("dan@cork.example", "Dan"))
    topics = {"en": "Living with the river", "fr": "Vivre avec le fleuve", "ar": ""}
    return factories.speech(factories.sub_forum(to=edition), boyle, at="16:20", topics=topics)


@pytest.mark.parametrize("form", ["programme", "programme_ics", "programme_json", "programme_xml", "programme_pdf"])
def test_what_a_speech_is_about_stands_in_every_form(client, edition, speech, form):
    releases.publish(edition, comment="", by=None)

    content = client.get(door(form, edition), headers={"Accept-Language": "fr"}).content

    if form == "programme_pdf":
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    else:
        text = content.decode()
    assert "Vivre avec le fleuve" in " ".join(text.split())


def test_another_title_of_a_speech_is_news_to_strangers_and_to_the_speaker(client, edition, speech):
    olga, boyle = factories.organizer(edition), speech.engagement.attendances.get().delegate
    releases.publish(edition, comment="", by=olga)
    ledger.follow_changes()
    ItineraryVersion.objects.filter(delegate=boyle).scoped().update(told_at=datetime(2025, 5, 1, tzinfo=UTC))
    speeches.change(speech, seen=1, by=olga, topics={"en": "Rivers in cities"})
    releases.publish(edition, comment="", by=olga)
    ledger.follow_changes()
    client.force_login(boyle.user)

    [public] = client.get(door("changes", edition) + "?since=1").context["changes"]
    page = client.get(reverse("portal:itinerary", args=[boyle.pk]))

    old, new = (f"Speech of Cork – {topic} (speech)" for topic in ("Living with the river", "Rivers in cities"))
    [own] = page.context["changes"]
    assert [(row["word"], row["old"], row["new"]) for row in (public, own)] == [("Another title", old, new)] * 2
    assert "<p><bdi>Rivers in cities</bdi></p>" in page.content.decode()


def test_going_back_gives_a_speech_its_former_title(edition, speech):
    olga = factories.organizer(edition)
    releases.publish(edition, comment="", by=olga)
    speeches.change(speech, seen=1, by=olga, topics={"en": "Rivers in cities"})
    releases.publish(edition, comment="", by=olga)

    rollback.go_back(edition, 1, seen=2, comment="", set_draft=True, by=olga)

    speech.refresh_from_db()
    assert speech.topics == {"en": "Living with the river", "fr": "Vivre avec le fleuve"}
