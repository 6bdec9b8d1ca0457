"""The main job, walked as people walk it: one demo, one forum, from the first letter to the changed flight."""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Demo, looks_right, sign_in

pytestmark = pytest.mark.xdist_group("processes")

Opener = Callable[..., Page]
OLGA, AOIFE, MAYOR = "olga.chen@protocol.shanghai.example", "aoife.byrne@cork.example", "lord.mayor@cork.example"
OFFICE = "international@cork.example"
PANEL = "/organizer/shanghai-2025"


@pytest.fixture
def olga(open_page: Opener, demo: Demo) -> Page:
    page = open_page()
    sign_in(page, demo, OLGA)
    expect(page.locator("h1")).to_have_text("Overview")
    return page


@pytest.fixture
def aoife(open_page: Opener, demo: Demo) -> Page:
    page = open_page(PHONE)
    sign_in(page, demo, AOIFE)
    expect(page.locator("h1")).to_have_text("What is still missing")
    return page


def mail(demo: Demo, name: str) -> EmailMessage:
    parsed = message_from_bytes((demo.mails / name).read_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(demo: Demo, name: str) -> str:
    body = mail(demo, name).get_body(("plain",))
    assert body
    return str(body.get_content())


def test_a_organizer_signs_in_and_sees_the_dashboard(olga: Page) -> None:
    looks_right(olga)

    figures = olga.locator(".figures").inner_text()
    assert [word for word in ("invited", "answered", "registered", "letters out") if word not in figures] == []


def test_b_three_cities_are_chosen_previewed_and_invited(olga: Page, demo: Demo) -> None:
    olga.goto(f"{demo.site}{PANEL}/invitations/")
    looks_right(olga)
    row = olga.locator("tr", has_text="Cork")
    row.get_by_role("link", name="Preview").click()
    looks_right(olga)
    expect(olga.locator(".letter__body")).to_contain_text("Cork")
    olga.go_back()
    for city in ("Cork", "Marseille", "Casablanca"):
        olga.locator("tr", has_text=city).locator("input[type=checkbox]").check()
    olga.get_by_role("button", name="Send the chosen letters").click()
    olga.get_by_role("button", name="Send them").click()
    expect(olga.locator("body")).to_contain_text("3 letters are on their way")

    letter = mail(demo, demo.wait_for(OFFICE)[0])
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["application/pdf"]
    assert {part.get_content_type() for part in letter.walk()} >= {"text/plain", "text/html"}


def test_c_the_mailbox_shows_every_mail_as_sent(open_page: Opener, demo: Demo) -> None:
    page = open_page()
    page.goto(f"{demo.site}/mailbox/?to={OFFICE}")
    looks_right(page)
    page.locator("tbody a").first.click()
    looks_right(page)

    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Shanghai")
    expect(page.locator("dl.facts")).to_contain_text("Message-ID")


def test_d_cork_answers_from_the_letter_without_an_account(open_page: Opener, demo: Demo) -> None:
    link = re.search(r"http\S+/answer/#code=\S+", text_of(demo, demo.wait_for(OFFICE)[0]))
    assert link
    page = open_page(PHONE)
    page.goto(link.group())
    expect(page.locator("legend").first).to_have_text("Your answer")
    looks_right(page)
    page.get_by_label("will attend").check()
    page.get_by_label("Your name").fill("Aoife Byrne")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("h1")).to_contain_text("Your answer is recorded")
    looks_right(page)

    assert "will attend" in text_of(demo, demo.wait_for(OFFICE, 1, "Receipt")[0])


def test_e_the_assistant_registers_the_delegation_on_a_phone(aoife: Page, demo: Demo) -> None:
    looks_right(aoife)
    aoife.get_by_role("link", name="Cork", exact=True).first.click()
    expect(aoife.locator(".missing")).to_contain_text("missing")
    looks_right(aoife)
    for given, family in (("Niamh", "Invented"), ("Oisín", "Imaginary")):
        aoife.locator("a[href$='/add/']").click()
        aoife.fill("[name=family_name]", family)
        aoife.fill("[name=given_name]", given)
        looks_right(aoife)
        aoife.locator("main form button[type=submit], main form button:not([type])").first.click()
        expect(aoife.locator("main")).to_contain_text(family)
    add_flight(aoife, "EI 154", "2025-05-27T20:00", "2025-05-28T13:00")

    expect(aoife.locator("main")).to_contain_text("EI 154")


def add_flight(page: Page, number: str, leaves: str, lands: str) -> None:
    """The mayor's flight in; the mayor stands first."""
    page.locator("a[href*='/flight/']").first.click()
    looks_right(page)
    page.fill("[name=number]", number)
    page.fill("[name=origin]", "DUB")
    page.fill("[name=destination]", "PVG")
    page.fill("[name=leaves]", leaves)
    page.fill("[name=lands]", lands)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()


def test_f_the_programme_is_placed_checked_and_published(olga: Page, demo: Demo) -> None:
    olga.goto(f"{demo.site}{PANEL}/programme/")
    looks_right(olga)
    place_from_the_tray(olga, "Tbilisi")
    olga.goto(f"{demo.site}{PANEL}/releases/publish/")
    looks_right(olga)
    expect(olga.locator("main")).to_contain_text("Cork")
    olga.fill("[name=comment]", "The first programme")
    olga.locator("main form button").last.click()
    expect(olga.locator("body")).to_contain_text("Release 1 is published")
    looks_right(olga)


def place_from_the_tray(page: Page, title: str) -> None:
    page.get_by_role("link", name=re.compile(title)).first.click()
    looks_right(page)
    form = page.locator("form[action$='/place/']")
    form.locator("select[name=room]").select_option(index=1)
    form.locator("[name=day]").select_option("2025-05-29")
    form.locator("[name=hour]").fill("14:00")
    form.locator("[name=minutes]").fill("30")
    form.locator("button").click()


@pytest.fixture
def mayors_itinerary(open_page: Opener, demo: Demo) -> Iterator[Page]:
    page = open_page(PHONE)
    sign_in(page, demo, MAYOR)
    page.get_by_role("link", name="My itinerary").click()
    yield page


def test_g_every_delegate_has_an_itinerary(mayors_itinerary: Page, demo: Demo) -> None:
    letter = mail(demo, demo.wait_for(MAYOR, 1, "itinerary")[0])
    looks_right(mayors_itinerary)

    expect(mayors_itinerary.locator("main")).to_contain_text("Shanghai time")
    expect(mayors_itinerary.locator("main")).to_contain_text("EI 154")
    kinds = {part.get_content_type() for part in letter.walk()}
    assert kinds >= {"text/plain", "text/html", "text/calendar", "application/pdf"}


def test_h_a_changed_flight_shows_as_a_clash_and_makes_exactly_one_letter(aoife: Page, olga: Page, demo: Demo) -> None:
    before = len(demo.letters(MAYOR, "changed"))
    for lands in ("2025-05-29T15:00", "2025-05-29T15:30", "2025-05-29T16:00"):
        change_landing(aoife, demo, lands)
    letter = text_of(demo, demo.wait_for(MAYOR, before + 1, "changed")[-1])
    olga.goto(f"{demo.site}{PANEL}/programme/")

    assert ("13:00" in letter, "16:00" in letter) == (True, True)
    expect(olga.locator("main")).to_contain_text("EI 154")
    looks_right(olga)
    assert len(demo.letters(MAYOR, "changed")) == before + 1


def change_landing(page: Page, demo: Demo, lands: str) -> None:
    page.goto(f"{demo.site}/portal/")
    page.get_by_role("link", name="Cork", exact=True).first.click()
    page.get_by_role("link", name=re.compile("EI 154")).first.click()
    page.fill("[name=leaves]", lands.replace("29T", "28T"))
    page.fill("[name=lands]", lands)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()


def test_i_an_edit_that_is_undone_makes_no_letter(aoife: Page, demo: Demo) -> None:
    before = len(demo.letters(MAYOR))
    change_landing(aoife, demo, "2025-05-29T18:00")
    change_landing(aoife, demo, "2025-05-29T16:00")
    aoife.wait_for_timeout(7000)

    assert len(demo.letters(MAYOR)) == before


@pytest.mark.parametrize(("language", "direction"), [("zh-hans", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_j_the_portal_speaks_four_languages(aoife: Page, demo: Demo, language: str, direction: str) -> None:
    aoife.locator(f".languages button[value={language}]").click()
    looks_right(aoife)

    assert aoife.locator("html").get_attribute("dir") == direction
    assert aoife.locator("html").get_attribute("lang") == language


def test_ja_two_people_of_one_mailbox_say_who_is_at_the_keyboard(open_page: Opener, demo: Demo, olga: Page) -> None:
    page = open_page(PHONE)
    sign_in(page, demo, "international@liverpool.example")
    looks_right(page)
    page.get_by_role("button", name="Owen Tidewell").click()
    expect(page.locator("main")).to_contain_text("Signed in: Owen Tidewell")
    looks_right(page)
    page.get_by_role("link", name="Liverpool", exact=True).first.click()
    expect(page.locator(".acting")).to_contain_text("Owen Tidewell for Liverpool")
    looks_right(page)

    olga.goto(f"{demo.site}{PANEL}/mandates/")
    looks_right(olga)
    olga.get_by_role("link", name="Owen Tidewell").click()
    looks_right(olga)
    olga.get_by_role("link", name="Revoke this mandate").click()
    olga.get_by_role("button", name="Yes, revoke it").click()
    expect(olga.locator("main")).to_contain_text("Olga Chen for Liverpool")

    assert page.request.get(page.url).status == 404  # at the next click
    demo.wait_for("international@liverpool.example", subject="no longer act for Liverpool")


def test_jb_the_focal_point_passes_a_mandate_on(aoife: Page, demo: Demo) -> None:
    aoife.get_by_role("link", name="Who acts for whom").click()
    looks_right(aoife)
    aoife.get_by_role("link", name="Let somebody else act").click()
    looks_right(aoife)
    aoife.fill("[name=name]", "Nuala Kehoe")
    aoife.fill("[name=email]", "nuala.kehoe@cork.example")
    aoife.select_option("[name=whom]", label="Dan Boyle")
    aoife.get_by_role("button", name="Give this mandate").click()
    expect(aoife.locator("main")).to_contain_text("a letter to Nuala Kehoe is on its way")

    demo.wait_for("nuala.kehoe@cork.example", subject="now act for Dan Boyle")


def test_k_the_public_programme_can_be_read(open_page: Opener, demo: Demo) -> None:
    page = open_page()
    page.goto(f"{demo.site}/programme/shanghai-2025/")
    looks_right(page)

    expect(page.locator("main")).to_contain_text("Global Mayors Dialogue")
