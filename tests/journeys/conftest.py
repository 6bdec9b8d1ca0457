"""A real browser before the real demo: real pages, real Celery, real mail."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.faults.house import free_port

ROOT = Path(__file__).resolve().parents[2]
LAPTOP = {"width": 1366, "height": 850}
PHONE = {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as found on this machine. Without one, journeys are left out, unless FORUM_BROWSER=required.

    It ends with its module: while Playwright runs, this thread has an event loop, and Django's ORM refuses to work.
    """
    path = chromium()
    if path is None:
        if os.environ.get("FORUM_BROWSER") == "required":
            pytest.fail("There is no Chromium on this machine and FORUM_BROWSER=required.")
        pytest.skip("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


class Demo:
    """The running demo, and its mailbox."""

    def __init__(self, var: Path, port: int) -> None:
        self.site = f"http://localhost:{port}"
        self.mails = var / "mailbox"

    def letters(self, address: str, subject: str = "") -> list[str]:
        """Names of the mails to an address, the oldest first."""
        found = []
        for file in sorted(self.mails.glob("*.eml")):
            head = file.read_text(encoding="utf-8", errors="replace")
            if re.search(rf"^To: .*{re.escape(address)}", head, re.MULTILINE) and subject in head:
                found.append(file.name)
        return found

    def wait_for(self, address: str, many: int = 1, subject: str = "", seconds: float = 40) -> list[str]:
        """The mails to an address, as soon as there are so many."""
        end = time.monotonic() + seconds
        while len(found := self.letters(address, subject)) < many:
            assert time.monotonic() < end, f"{len(found)} of {many} mails came to {address} within {seconds:.0f} s"
            time.sleep(0.2)
        return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`make demo` with an empty folder, as a newcomer starts it, but in more of a hurry with letters."""
    var, port = tmp_path_factory.mktemp("demo"), free_port()
    environment = {**os.environ, "FORUM_VAR": str(var), "FORUM_QUIET_SECONDS": "4", "FORUM_SWEEP_SECONDS": "1"}
    for name in ("FORUM_TESTING", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    with (var / "demo.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for_site(f"http://localhost:{port}/health/", process, var)
        yield Demo(var, port)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def wait_for_site(url: str, process: subprocess.Popen[bytes], var: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        assert process.poll() is None, (var / "demo.log").read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((var / "demo.log").read_text())


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open windows of a laptop or a phone; at the end none may have had an error on its console."""
    troubles: list[str] = []
    contexts = []

    def opened(size: dict[str, int] = LAPTOP, locale: str = "en-GB", **options: Any) -> Page:
        context = browser.new_context(viewport=size, locale=locale, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda note: troubles.append(note.text) if note.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def looks_right(page: Page) -> None:
    """No finding of axe-core, nothing that sticks out sideways."""
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def sign_in(page: Page, demo: Demo, address: str) -> None:
    """Type the address, read the code in the mailbox, type it."""
    before = len(demo.letters(address, "code to sign in"))
    page.goto(f"{demo.site}/sign-in/")
    page.fill("input[name=email]", address)
    page.click("main button")
    newest = demo.wait_for(address, before + 1, "code to sign in")[-1]
    code = re.search(r"\b\d{4} \d{4}\b", (demo.mails / newest).read_text(encoding="utf-8"))
    assert code
    page.fill("input[name=code]", code.group())
    page.click("main button")
