"""A mayor's telephone without a network: the itinerary can still be read, until he signs out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, Demo, looks_right, sign_in

pytestmark = pytest.mark.xdist_group("processes")

OLGA, MAYOR = "olga.chen@protocol.shanghai.example", "lord.mayor@cork.example"
PANEL = "/organizer/shanghai-2025"
KEPT = "caches.open('itineraries').then(s => s.keys()).then(k => k.map(r => new URL(r.url).pathname))"


def publish(open_page: Callable[..., Page], demo: Demo) -> None:
    olga = open_page()
    sign_in(olga, demo, OLGA)
    olga.goto(f"{demo.site}{PANEL}/releases/publish/")
    if olga.locator("input[name=despite]").count():
        olga.fill("input[name=despite]", "Agreed")
    olga.locator("main form button").last.click()


def test_the_itinerary_is_read_without_a_network_until_its_reader_signs_out(
    open_page: Callable[..., Page], browser: Browser, demo: Demo
) -> None:
    publish(open_page, demo)
    # A window of our own: without a network its console may complain.
    context = browser.new_context(viewport=PHONE, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, demo, MAYOR)
    page.get_by_role("link", name="My itinerary").first.click()
    expect(page.get_by_role("button", name="I have seen this")).to_be_visible()
    looks_right(page)
    copy = page.locator("[data-offline]").get_attribute("data-offline")
    page.wait_for_function(f"async () => (await {KEPT}).includes('{copy}')")
    page.wait_for_function("navigator.serviceWorker.controller !== null")

    context.set_offline(True)
    page.reload()

    expect(page.locator(".note").first).to_contain_text("Offline, as of")
    expect(page.locator(".timeline__title").first).to_be_visible()
    kept = page.evaluate(KEPT)
    assert {path.split("/")[1] for path in kept} == {"portal", "static"}
    assert [path for path in kept if path.startswith("/portal/")] == ["/portal/itineraries/reader", copy]

    context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(f"{demo.site}/**")
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    context.close()
