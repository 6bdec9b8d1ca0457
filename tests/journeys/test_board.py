"""The board in a real browser: by pointer and by keyboard, longer and shorter, taken back, two at once, no line."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import LAPTOP, Demo, looks_right, sign_in

pytestmark = pytest.mark.xdist_group("processes")

OLGA, MEI = "olga.chen@protocol.shanghai.example", "mei.programme@protocol.shanghai.example"
RECEPTION = "Welcome reception"


@pytest.fixture
def board(browser: Browser, demo: Demo) -> Iterator[Callable[[str], Page]]:
    """The board as one organizer sees it. A refused card and a lost line are on the console: they are meant."""
    contexts = []

    def opened(who: str) -> Page:
        context = browser.new_context(viewport=LAPTOP, locale="en-GB")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        sign_in(page, demo, who)
        page.goto(f"{demo.site}/organizer/shanghai-2025/programme/")
        page.get_by_role("button", name="English").click()
        page.wait_for_load_state()
        return page

    yield opened
    for context in contexts:
        context.close()


def card(page: Page, title: str) -> Locator:
    found = page.locator("[data-item]", has=page.get_by_role("link", name=title, exact=True))
    found.evaluate("one => one.scrollIntoView({block: 'center'})")
    return found


def lane_of(page: Page, title: str) -> str:
    return str(card(page, title).evaluate("one => one.closest('[data-lane]').dataset.label"))


def drag(page: Page, what: Locator, to: tuple[float, float]) -> None:
    box = what.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 9, box["y"] + box["height"] / 2 + 9)
    page.mouse.move(*to, steps=4)
    page.mouse.up()


def said(page: Page, words: str) -> None:
    expect(page.locator("#board-note")).to_contain_text(words)


def test_a_pointer_keyboard_length_and_undo(board: Callable[[str], Page]) -> None:
    page = board(OLGA)
    looks_right(page)
    reception = card(page, RECEPTION)
    box = reception.bounding_box()
    assert box

    # Sideways by pointer, into the lane beside it at the same hour.
    drag(page, reception.locator("[data-grip]"), (box["x"] + box["width"] * 1.5, box["y"] + 5))
    said(page, "“Welcome reception” was moved.")
    expect(page.locator("[data-day]").first.locator("[data-lane][data-label=Lobby]")).to_contain_text(RECEPTION)
    expect(card(page, RECEPTION)).to_contain_text("18:30–20:30")

    # By keyboard, back and a quarter earlier; then longer by two quarters.
    card(page, RECEPTION).locator("[data-grip]").press("Enter")
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(card(page, RECEPTION)).to_contain_text("18:15–20:45")
    assert lane_of(page, RECEPTION) == "Foyer"

    # Shorter by its lower edge, taken back with Ctrl+Z, all of it.
    edge = card(page, RECEPTION).bounding_box()
    assert edge
    drag(page, card(page, RECEPTION).locator("[data-edge]"), (edge["x"] + 20, edge["y"] + edge["height"] / 2))
    expect(card(page, RECEPTION)).not_to_contain_text("20:45")
    expect(page.locator(".card--saving")).to_have_count(0)
    for hours in ("18:15–20:45", "18:30–20:30", "18:30–20:30"):
        page.keyboard.press("Control+z")
        said(page, "Taken back: “Welcome reception”.")
        expect(card(page, RECEPTION)).to_contain_text(hours)
    expect(page.locator("[data-step=undo] button")).to_be_disabled()
    assert lane_of(page, RECEPTION) == "Foyer"


def test_b_two_at_once_see_both_versions(board: Callable[[str], Page]) -> None:
    olga, mei = board(OLGA), board(MEI)
    olga.route("**/programme/state/**", lambda route: route.abort())  # she has not heard of it yet
    card(mei, RECEPTION).locator("[data-grip]").press("Enter")
    for key in ("ArrowUp", "Enter"):
        mei.keyboard.press(key)
    expect(card(mei, RECEPTION)).to_contain_text("18:15–20:15")

    card(olga, RECEPTION).locator("[data-grip]").press("Enter")
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        olga.keyboard.press(key)

    dialog = olga.locator("#board-stale")
    expect(dialog.locator("[data-stale=now]")).to_contain_text("18:15–20:15")
    expect(dialog.locator("[data-stale=wanted]")).to_contain_text("18:00–20:00")
    dialog.get_by_role("button", name="Put mine in its place").click()
    expect(card(olga, RECEPTION)).to_contain_text("18:00–20:00")
    said(mei, "Olga Chen moved “Welcome reception”")
    expect(card(mei, RECEPTION)).to_contain_text("18:00–20:00")


def test_c_lost_line_keeps_the_move_and_saves_it_when_it_returns(board: Callable[[str], Page]) -> None:
    page = board(MEI)
    page.context.set_offline(True)
    card(page, RECEPTION).locator("[data-grip]").press("Enter")
    for key in ("ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".card--unsaved")).to_have_count(1)
    said(page, "not saved yet")

    page.context.set_offline(False)

    expect(page.locator(".card--unsaved")).to_have_count(0)
    page.reload()
    expect(card(page, RECEPTION)).to_contain_text("17:45–19:45")


def test_d_item_goes_from_the_tray_to_the_board_and_back(board: Callable[[str], Page]) -> None:
    page = board(OLGA)
    waiting = re.compile("memorandum of understanding with Tbilisi")
    signing = page.locator("[data-tray] [data-item]", has_text=waiting)
    day = page.locator("[data-day]").nth(1)
    day.locator("[data-lane]").first.evaluate("one => window.scrollBy(0, one.getBoundingClientRect().top - 120)")
    lane = day.locator("[data-lane][data-label='Signing room']").bounding_box()
    assert lane
    drag(page, signing.locator("[data-grip]"), (lane["x"] + 30, lane["y"] + 40))
    expect(day.locator("[data-item]", has_text=waiting)).to_have_count(1)

    placed = day.locator("[data-item]", has_text=waiting)
    placed.locator("[data-grip]").press("Enter")
    page.keyboard.press("Delete")

    expect(page.locator("[data-tray] [data-item]", has_text=waiting)).to_have_count(1)
