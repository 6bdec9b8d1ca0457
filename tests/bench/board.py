"""A card moved on the board by its script, beside a bare page with as many queries. The promise: 150 ms at p95."""

import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions.models import Engagement
from tests.bench import scene

MOVES = 200
PROMISE = 150


def measure() -> None:
    """Print how long it takes to save a move, to draw the board anew, and to hear that nothing is new."""
    forum, client = scene.edition(), Client()
    client.force_login(scene.organizer())
    item = Engagement.objects.within(forum).get(key="welcome-reception")
    url = reverse("organizer:engagement_move", args=[forum.slug])

    def move(turn: int) -> None:
        version = Engagement.objects.within(forum).values_list("version", flat=True).get(pk=item.pk)
        start = f"{forum.starts_on}T{17 + turn % 3}:{15 * (turn % 4):02}"
        sent = {"item": item.pk, "room": item.room_id, "start": start, "minutes": 45, "version": version}
        assert client.post(url, sent, headers={"Accept": "application/json"}).status_code == 200

    with CaptureQueriesContext(connection) as queries:
        move(1)
        asked = len(queries)
    times = [_ms(lambda turn=turn: move(turn)) for turn in range(MOVES)]
    floor = [_ms(lambda: scene.ask(f"/floor/{asked}/")) for _turn in range(MOVES)]
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"\nboard: a move is saved in {statistics.median(times):.1f} ms, p95 {p95:.1f} ms (promised {PROMISE}), "
          f"{asked} queries; {statistics.median(times) / statistics.median(floor):.1f} x floor")  # fmt: skip
    for name in ("board", "state"):
        address = reverse(f"organizer:programme_{name}", args=[forum.slug])
        took = [_ms(lambda address=address: client.get(address)) for _turn in range(20)]
        print(f"board: {name} fetched in {statistics.median(took):.1f} ms")


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)
