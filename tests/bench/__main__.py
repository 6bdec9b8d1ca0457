"""`make bench`: the house against its floors, in one run on one machine.

Every figure is a ratio to a floor measured beside it, so that it can be compared between machines. Queries are
counted with 26 and with 260 cities: they must not differ.
"""

import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

VAR = Path(tempfile.mkdtemp(prefix="mayors-forum-bench-"))
os.environ |= {"FORUM_VAR": str(VAR), "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "FORUM_LOG_LEVEL": "ERROR"}
ROUNDS = 40
LETTERS = 2000

from tests.faults.sink import Faults, sink  # noqa: E402 -- the environment comes first


def main() -> None:
    with sink(VAR / "journal.jsonl", Faults()) as port:
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        import django

        django.setup()
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        measure(port)


def measure(port: int) -> None:
    from tests.bench import board, itineraries, release, roster, scene

    scene.prepare()
    print(f"{'page':34}{'26 cities':>12}{'260 cities':>12}{'queries':>12}{'ms':>8}{'x floor':>9}")
    small = {name: scene.look(url, user) for name, url, user in scene.pages()}
    board.measure()
    scene.grow(260)
    for name, url, user in scene.pages():
        large = scene.look(url, user)
        ms, floor = paired(lambda url=url, user=user: scene.ask(url, user), lambda n=large: scene.ask(f"/floor/{n}/"))
        print(f"{name:34}{small[name]:>12}{large:>12}{'same' if large == small[name] else 'GROWS':>12}"
              f"{ms:>8.1f}{ms / floor:>9.1f}")  # fmt: skip
    roster.measure()
    precedence()
    broadcast(port)
    # After the broadcast: they post thousands of letters that nobody waits for.
    itineraries.measure()
    release.measure()


def paired(act: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of both, taken in turns so that the machine's moods fall on both alike."""
    times: dict[Callable[[], object], list[float]] = {act: [], floor: []}
    for _round in range(ROUNDS):
        for one in (act, floor):
            began = time.perf_counter()
            one()
            times[one].append(1000 * (time.perf_counter() - began))
    return statistics.median(times[act]), statistics.median(times[floor])


def precedence() -> None:
    """The order of 200 delegations with all its reasons, against a bare sort of the same keys."""
    from tests.bench import guests

    ours, floor = paired(guests.in_order, guests.only_sorted)
    named, sorting = paired(guests.named, guests.only_named)
    print(f"\nprecedence of {guests.MANY}: {ours:.1f} ms with every reason; bare sort {floor:.2f} ms; "
          f"{ours / floor:.0f} x floor")  # fmt: skip
    print(f"their names as sort keys: {named:.1f} ms; looked up alone {sorting:.1f} ms; {named / sorting:.1f} x floor")


def broadcast(port: int) -> None:
    """Letters from the record to the mail server by one worker, against a bare loop over the same server."""
    from forum import outbox
    from tests.bench import floor, scene

    scene.post_bulletins(LETTERS)
    began = time.perf_counter()
    sent = outbox.work_off(seconds=600)
    ours = time.perf_counter() - began
    bare = floor.bare_loop(port, LETTERS, 900)
    print(f"\nbroadcast: {sent} letters in {ours:.1f} s ({sent / ours:.0f}/s); bare loop {bare:.1f} s; "
          f"{ours / bare:.1f} x floor")  # fmt: skip


if __name__ == "__main__":
    main()
