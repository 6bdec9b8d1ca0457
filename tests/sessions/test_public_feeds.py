"""What strangers, screens and programs get beside the page; and that none of it says what is not for the public."""

import json
import re
from datetime import timedelta
from io import BytesIO
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from pypdf import PdfReader

from forum import clock
from sessions import board, listing
from sessions.actions import programme, releases
from sessions.engine.values import AUDIENCES
from sessions.publications import structured
from tests import factories

pytestmark = pytest.mark.django_db


def door(name, edition, *more):
    return reverse(f"public:{name}", args=[edition.slug, *more])


def change(item, **fields):
    item.refresh_from_db()
    programme.change(item, version=item.version, by=None, **fields)


@pytest.fixture
def opening(edition):
    boyle = factories.head(factories.delegation("cork", edition), titles={"en": "Lord Mayor"})
    item = factories.engagement("Opening", edition, at="14:30", room=factories.room("main-hall"), languages=["en"])
    factories.attendance(item, boyle)
    return item


@pytest.fixture
def theme(edition, opening):
    whole = factories.engagement("Rivers", edition, at="16:00", kind="sub_forum", minutes=90)
    factories.engagement("Speech of Cork", edition, at="16:10", minutes=8, kind="speech", parent=whole)
    return whole


def titles_shown(page):
    return [line.title for day in page.context["days"] for line in day.lines]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("kind=plenary", ["Opening"]),
        ("kind=speech", ["Speech of Cork"]),
        ("language=en", ["Opening"]),
        ("theme={theme}", ["Rivers"]),
        ("kind=nonsense&theme=9" + "9" * 30, ["Opening", "Rivers"]),
        ("kind=speech&language=en", []),
    ],
)
def test_programme_is_narrowed_without_a_script(client, edition, opening, theme, asked, left):
    releases.publish(edition, comment="", by=None)

    page = client.get(door("programme", edition) + "?" + asked.format(theme=theme.pk))

    assert titles_shown(page) == left


def test_programme_marks_what_is_new_since_the_release_that_the_reader_names(client, edition, opening, theme):
    releases.publish(edition, comment="", by=None)
    change(opening, titles={"en": "Grand opening"})
    releases.publish(edition, comment="", by=None)
    change(theme, cancelled=True)
    releases.publish(edition, comment="", by=None)

    def marks(query):
        page = client.get(door("programme", edition) + query)
        return [line.news for day in page.context["days"] for line in day.lines]

    assert [marks(query) for query in ("", "?since=1", "?since=99")] == [
        ["", "Cancelled"],
        ["Another title", "Cancelled"],
        ["", ""],
    ]


def test_what_has_changed_is_told_in_public_items_only(client, edition, opening, theme):
    releases.publish(edition, comment="The secret dinner is planned", by=None)
    factories.engagement("Secret dinner", edition, at="20:00", audience="protocol")
    change(opening, titles={"en": "Grand opening"})
    releases.publish(edition, comment="The secret dinner is planned", by=None)

    page, feed = (client.get(door(name, edition)) for name in ("changes", "feed"))

    rows = page.context["changes"]
    assert [(row["word"], row["old"], row["new"]) for row in rows] == [
        ("Another title", "Opening (plenary)", "Grand opening (plenary)")
    ]
    assert "ecret dinner" not in page.content.decode() + feed.content.decode()


@pytest.mark.parametrize("since", ["2", "99", "x", "-1", "9" * 30, "%00"])
def test_link_of_whoever_has_seen_the_latest_says_that_nothing_has_changed_or_the_last_change(
    client, edition, opening, since
):
    releases.publish(edition, comment="", by=None)
    change(opening, titles={"en": "Grand opening"})
    releases.publish(edition, comment="", by=None)

    page = client.get(door("changes", edition) + f"?since={since}")

    newest_known = since in {"2", "99"}
    assert ("release 2 is the latest" in page.content.decode()) == newest_known


ATOM = "{http://www.w3.org/2005/Atom}"


def test_feed_has_an_entry_for_each_release_that_the_public_sees(client, edition, opening):
    releases.publish(edition, comment="", by=None)
    factories.engagement("Briefing", edition, at="08:30", audience="protocol")
    releases.publish(edition, comment="", by=None)
    change(opening, titles={"en": "Grand <opening>"})
    releases.publish(edition, comment="", by=None)

    feed = ET.fromstring(client.get(door("feed", edition)).content)

    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Release 3", "Release 1"]
    assert "Grand <opening>" in entries[0].findtext(f"{ATOM}content")
    assert all(entry.findtext(f"{ATOM}{name}") for entry in entries for name in ("id", "updated"))


def test_schedule_is_what_apps_of_conferences_read(client, edition, opening, theme):
    releases.publish(edition, comment="", by=None)

    root = ET.fromstring(client.get(door("programme_xml", edition)).content)

    conference = {child.tag: child.text for child in root.find("conference")}
    assert {conference[name] for name in ("acronym", "time_zone_name", "days")} == {"shanghai", "Asia/Shanghai", "1"}
    event = root.find(f".//event[@id='{opening.pk}']")
    said = {child.tag: child.text for child in event}
    assert (said["start"], said["duration"], said["title"]) == ("14:30", "01:00", "Opening")
    assert said["date"].endswith("T14:30:00+08:00")
    assert re.fullmatch(r"[a-z0-9]{4,}-[0-9]{1,6}-[a-z0-9\-_]{4,}", said["slug"])
    assert [person.text for person in event.iter("person")] == ["Dan Boyle"]
    within = root.find(".//event[type='speech']")
    assert within.findtext("track") == "Rivers"
    day = root.find("day")
    assert day.get("start").endswith("T00:00:00+08:00")


def test_item_keeps_its_guid_from_release_to_release_and_in_every_language(client, edition, opening):
    def guids(language):
        answer = client.get(door("programme_xml", edition) + f"?lang={language}")
        return [event.get("guid") for event in ET.fromstring(answer.content).iter("event")]

    releases.publish(edition, comment="", by=None)
    first = guids("en")
    change(opening, titles={"en": "Grand opening"})
    releases.publish(edition, comment="", by=None)

    assert first == guids("en") == guids("zh-hans")


@pytest.mark.parametrize(
    "title", ["\x01</script><b>", "\ud83d\ude00 \u202e emoji".encode("utf-16", "surrogatepass").decode("utf-16")]
)
def test_title_that_is_no_markup_breaks_no_form(client, edition, opening, title):
    change(opening, titles={"en": title})
    releases.publish(edition, comment="", by=None)

    ET.fromstring(client.get(door("programme_xml", edition)).content)
    page = client.get(door("programme", edition)).content.decode()

    told = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    assert [event["name"] for event in json.loads(told)["subEvent"]] == [title]


def test_page_tells_search_engines_what_takes_place(edition, opening):
    change(opening, cancelled=True)
    releases.publish(edition, comment="", by=None)

    event = structured.programme_event(edition, board.announced(edition), "en")["subEvent"][0]

    assert (event["name"], event["eventStatus"]) == ("Opening", "https://schema.org/EventCancelled")
    assert (event["startDate"][10:], event["performer"][0]["name"]) == ("T14:30:00+08:00", "Dan Boyle")


def test_file_comes_in_the_language_that_is_asked_for(client, edition, opening):
    change(opening, titles={"en": "Opening", "zh-hans": "开幕式"})
    releases.publish(edition, comment="", by=None)

    names = [
        ET.fromstring(client.get(door("programme_xml", edition) + q).content).findtext(".//event/title")
        for q in ("", "?lang=zh-hans", "?lang=xx")
    ]

    assert names == ["Opening", "开幕式", "Opening"]


def test_screen_says_what_is_on_and_what_comes(client, edition, opening, monkeypatch):
    hall = opening.room
    later = factories.engagement("Closing", edition, at="17:00", room=hall)
    factories.engagement("Briefing", edition, at="16:00", room=hall, audience="protocol")
    factories.engagement("Welcome", edition, at="14:35", minutes=10, kind="speech", parent=opening)
    releases.publish(edition, comment="", by=None, despite="a test")
    monkeypatch.setattr(clock, "now", lambda: opening.starts_at + timedelta(minutes=6))

    context = client.get(door("screen", edition, hall.pk)).context

    assert [[line.title for line in context[name]] for name in ("running", "within")] == [["Opening"], ["Welcome"]]
    assert [line.item.id for day in context["coming"] for line in day.lines] == [later.pk]
    assert client.get(door("screen", edition, 999)).status_code == 404


def everything_public(client, edition):
    """Every form in which the public gets the programme, as text."""
    doors = ["programme", "programme_ics", "programme_json", "programme_xml", "changes", "feed", "screens"]
    answers = [client.get(door(name, edition)).content.decode() for name in doors]
    answers.append(client.get(reverse("v1:programme", args=[edition.slug])).content.decode())
    for item in listing.open_items_of(board.announced(edition)):
        if item.room:
            answers.append(client.get(door("screen", edition, item.room)).content.decode())
    pdf = PdfReader(BytesIO(client.get(door("programme_pdf", edition)).content))
    return "\n".join([*answers, *(page.extract_text() for page in pdf.pages)])


def test_nothing_that_is_not_public_leaks_in_any_form(client, edition):
    """An item in each audience, and one in each within it: what is public all the way up is told, and nothing else."""
    told, hidden = set(), set()
    cork = factories.delegation("cork", edition)
    first = {"comment": "ZZcomment", "by": None, "despite": "a test"}
    factories.engagement("Before", edition, at="07:00")
    releases.publish(edition, **first)
    for place, outer in enumerate(AUDIENCES):
        whole = scene(edition, f"Q{outer}Q", outer, None, cork, place)
        (told if outer == "public" else hidden).add(f"Q{outer}Q")
        for inner in AUDIENCES:
            name = f"Q{outer}x{inner}Q"
            scene(edition, name, inner, whole, cork, place)
            (told if outer == inner == "public" else hidden).add(name)
    releases.publish(edition, **first)

    words = everything_public(client, edition)

    assert {name for name in told if name not in words} == set()
    assert {name for name in hidden if name in words} == set()
    assert [word for word in ("ZZcomment", "ZZonlooker") if word in words] == []
    assert len(told) == 2
    assert {f"{a}x{b}" for a, b in product(AUDIENCES, AUDIENCES)} == {n.strip("Q") for n in told | hidden if "x" in n}


def scene(edition, name, audience, parent, cork, place):
    """An item with a speaker and an onlooker of its own name."""
    item = factories.engagement(
        name,
        edition,
        at=f"{9 + 2 * place:02}:00",
        audience=audience,
        delegation=cork if audience == "delegation" else None,
        parent=parent,
        room=None if parent else factories.room(f"room-{name.lower()}"),
        kind="sub_forum" if parent is None else "speech",
    )
    factories.attendance(item, factories.delegate(cork, factories.person(name, "Speaker")), "speaker")
    factories.attendance(item, factories.delegate(cork, factories.person("ZZonlooker", "A")), "attendee")
    return item
