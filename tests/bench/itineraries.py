"""A release of sixty items for two thousand people: how long it takes, and how long the workers need after it."""

import time
from datetime import date
from typing import Any

from django.db import connection

from delegations.models import Delegate
from forum.models import Edition, Person
from sessions.actions import itineraries, releases
from sessions.models import Attendance, Engagement
from tests import factories

PEOPLE, ITEMS, A_DELEGATION = 2000, 60, 20


def measure() -> None:
    """Print the seconds of the release, and of the itineraries made after it, with their reads."""
    few, reads_of_few = _made(forum("bench-few", 20))
    edition = forum("bench-many", PEOPLE)
    began = time.perf_counter()
    releases.publish(edition, comment="", by=None, despite="measured, not held")
    released = time.perf_counter() - began
    made, reads = _made(edition)
    print(f"\nrelease of {ITEMS} items for {PEOPLE} people: committed in {released:.2f} s; itineraries {made:.1f} s; "
          f"reads {reads} ({reads_of_few} for 20 people, {few:.2f} s)")  # fmt: skip


def _made(edition: Edition) -> tuple[float, int]:
    if not edition.releases.exists():
        releases.publish(edition, comment="", by=None, despite="measured, not held")
    reads: list[str] = []
    written = False

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        """Reads before the first version is written; after it each letter costs its own rows."""
        nonlocal written
        written = written or sql.startswith("INSERT")
        if sql.startswith("SELECT") and not written:
            reads.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        began = time.perf_counter()
        itineraries.bring_up_to_date(edition)
        return time.perf_counter() - began, len(reads)


def forum(slug: str, people: int) -> Edition:
    """An edition with so many people in delegations of twenty, and items for all, for some and for one."""
    edition = factories.edition(slug, starts_on=date(2027, 5, 12))
    delegates: list[Delegate] = []
    for number in range(max(people // A_DELEGATION, 1)):
        delegation = factories.delegation(f"{slug}-{number}", edition)
        persons = Person.objects.bulk_create(Person(family_name=f"G{n}", given_name="A") for n in range(A_DELEGATION))
        delegates += [Delegate(delegation=delegation, person=one, email="a@b.example") for one in persons]
    delegates = Delegate.objects.bulk_create(delegates)
    kinds = ("plenary", "reception", "meal", "sub_forum", "site_visit", "bilateral")
    for number in range(ITEMS):
        kind = kinds[number % len(kinds)]
        made = factories.engagement(f"Item {number}", edition, at=f"{6 + number % 16:02}:00", minutes=30, kind=kind)
        some = (
            delegates[number :: ITEMS // 4] if kind in {"sub_forum", "site_visit"} else delegates[number : number + 2]
        )
        Attendance.objects.bulk_create(Attendance(engagement=made, delegate=one, part="attendee") for one in some)
    assert Engagement.objects.within(edition).count() == ITEMS
    return edition
