"""Spreadsheets of ten thousand delegates, beside what a reader in Rust needs for the bare cells of the same file."""

import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from django.urls import reverse
from python_calamine import CalamineWorkbook

from delegations import policies
from delegations.actions import roster, roster_look, roster_undo
from delegations.models import Allowance, Ceiling, Delegation
from forum import clock
from forum.spreadsheets import Table, write
from tests.bench import scene

HEADINGS = ["City", "Family name", "Given names", "Role in the delegation", "Title or function", "E-mail address"]
ROWS = 10_000


def measure() -> None:
    """Print how long it takes to look at a file, to import it, and to undo that."""
    forum, olga = scene.edition(), scene.organizer()
    forum.register_by = clock.now() + timedelta(days=1)
    forum.save()
    # No real delegation is as long as these.
    Ceiling.objects.within(forum).delete()
    Allowance.objects.within(forum).delete()
    guests = Delegation.objects.within(forum).guests().standing().select_related("city")
    cities = [str(one.city) for one in guests if policies.is_awaited(one)]
    rows = [
        [cities[n % len(cities)], f"Bench{n}", "A", "member", f"Adviser {n}", f"a{n}@city.example"] for n in range(ROWS)
    ]
    content = write([Table("People", HEADINGS, rows)], "xlsx")
    floor = seconds(lambda: CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python())
    sent = roster.send(content, file_name="bench.xlsx", edition=forum, by=olga)
    url = reverse("organizer:roster_preview", args=[forum.slug, sent.pk])
    tell("look at 10,000 rows (page)", seconds(lambda: scene.ask(url, olga)), floor)
    seal = roster_look.look(sent, roster_look.Chosen()).plan.seal
    tell("import 10,000 rows", seconds(lambda: roster.carry_out(sent, roster_look.Chosen(), seal=seal, by=olga)), floor)
    tell("undo that import", seconds(lambda: roster_undo.undo(sent, by=olga)), floor)


def tell(what: str, took: float, floor: float) -> None:
    print(f"{what:34}{took:>12.1f} s{took / floor:>9.0f} x reading the bare cells")


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
