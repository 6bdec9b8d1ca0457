"""The doorbell rule, proved with real processes: what is on record arrives, whatever dies on the way.

Small in `make test`; at full size with FORUM_PROVE=1 (`make prove`).
"""

import os
import random
import time
import urllib.parse
import urllib.request

import pytest

from tests.faults.house import house, wait_until
from tests.faults.silent import silence
from tests.faults.sink import Faults, read_journal

FULL = os.environ.get("FORUM_PROVE") == "1"
SEED = int(os.environ.get("FORUM_SEED", "20250529"))

pytestmark = pytest.mark.xdist_group("processes")


def test_workers_killed_in_the_middle_of_a_broadcast_lose_nothing(tmp_path, capsys):
    letters, kills = (20_000, 500) if FULL else (250, 8)
    chance = random.Random(SEED)
    faults = Faults(seed=SEED, defer=0.02, drop=0.002 if FULL else 0.01, delay=0.004 if FULL else 0.02)
    with house(tmp_path, faults) as built:
        built.start_worker()
        built.start_worker()
        built.start_beat()
        built.errand("post", str(letters))
        built.wait_until_workers_work()
        killed = 0
        while killed < kills and built.unsettled():
            assert built.workers_live(), "The workers themselves have gone: nobody is left to send."
            time.sleep(0.4)
            killed += built.kill_a_sender(chance)
        built.wait_until_settled(1800 if FULL else 90)
        copies, dropped = built.copies(), built.dropped_replies()
        states = dict(built.ask("SELECT state, count(*) FROM forum_message GROUP BY state"))

    duplicates = sum(copies.values()) - len(copies)
    with capsys.disabled():
        print(f"\n  {letters} letters, {killed} kills, {dropped} dropped replies: {duplicates} duplicates, seed {SEED}")
    assert killed == kills or not FULL
    assert states == {"sent": letters}
    assert len(copies) == letters
    assert duplicates <= killed + dropped


def test_a_flushed_and_a_killed_redis_lose_nothing(tmp_path):
    letters = 5_000 if FULL else 120
    with house(tmp_path, Faults(delay=0.01)) as built:
        built.start_worker()
        built.start_beat()
        built.errand("post", str(letters))
        wait_until(lambda: len(read_journal(built.journal)) > 5, 30)
        built.stop_redis()
        for file in (tmp_path / "appendonlydir").iterdir():
            file.unlink()
        time.sleep(60 if FULL else 1)
        built.start_redis()
        built.wait_until_settled(600 if FULL else 60)

        assert sorted(built.copies().values()) == [1] * letters


def test_two_beats_and_two_workers_send_each_letter_exactly_once(tmp_path):
    letters = 5_000 if FULL else 120
    with house(tmp_path) as built:
        for _one in range(2):
            built.start_worker()
            built.start_beat()
        built.errand("post", str(letters))
        built.wait_until_settled(600 if FULL else 60)

        assert sorted(built.copies().values()) == [1] * letters


def test_a_page_rings_the_bell_and_a_worker_hears_it_without_any_sweep(tmp_path):
    with house(tmp_path) as built:
        built.start_worker()
        site = built.start_web()
        built.errand("account", "aoife@cork.example")
        ask(site, "aoife@cork.example")

        wait_until(lambda: built.ask("SELECT state FROM forum_message") == [("sent",)], 10)


@pytest.mark.parametrize("trouble", ["gone", "silent"])
def test_no_page_waits_for_redis(tmp_path, trouble):
    """The sign-in page posts a letter and rings the bell; Redis is gone, or accepts and never answers."""
    turns = 200 if FULL else 20
    with house(tmp_path) as built, silence() as port:
        built.stop_redis()
        redis = {"gone": "redis://127.0.0.1:1/0", "silent": f"redis://127.0.0.1:{port}/0"}[trouble]
        site = built.start_web(REDIS_URL=redis)
        ask(site)
        slowest = max(ask(site) for _turn in range(turns))

        assert built.ask("SELECT count(*) FROM forum_message") == [(turns + 1,)]
    assert slowest < 0.5


def ask(site: str, address: str = "nobody@nowhere.example") -> float:
    """Seconds it takes to ask for a sign-in code, as a browser does: the page, then the form."""
    began = time.monotonic()
    with urllib.request.urlopen(f"{site}/sign-in/", timeout=10) as page:
        token = page.read().decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        cookie = page.headers["Set-Cookie"].split(";")[0]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "email": address}).encode()
    request = urllib.request.Request(f"{site}/sign-in/", form, {"Cookie": cookie, "Referer": site})
    with urllib.request.urlopen(request, timeout=10):
        pass
    return (time.monotonic() - began) / 2
