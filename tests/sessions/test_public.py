"""What a stranger sees: the latest release, public items only, in four languages and four forms."""

from io import BytesIO

import pytest
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from sessions.actions import programme, releases
from tests import factories

pytestmark = pytest.mark.django_db
FORMS = ["programme", "programme_pdf", "programme_ics", "programme_json"]


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
@pytest.mark.parametrize("form", ["programme", "programme_ics", "programme_json"])
def test_programme_costs_the_same_whatever_its_size(client, edition, form, count, django_assert_max_num_queries):
    speaker = factories.head(factories.delegation("cork", edition))
    for number in range(count):
        item = factories.engagement(f"Item {number}", edition, at=f"{8 + number % 12:02}:00")
        factories.attendance(item, speaker)
    releases.publish(edition, comment="", by=None, despite="test")

    with django_assert_max_num_queries(3):
        answer = client.get(door(form, edition))

    assert answer.status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_reader_who_has_it_gets_nothing_again(client, edition, released, form):
    tag = client.get(door(form, edition)).headers["ETag"]

    assert client.get(door(form, edition), headers={"if-none-match": tag}).status_code == 304
    chinese = client.get(door(form, edition), headers={"if-none-match": tag, "accept-language": "zh-hans"})
    assert chinese.status_code == 200


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
