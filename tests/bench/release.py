"""A forum of 2,000 people and 60 engagements: how long it takes to publish, and to look at what that would do."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegations.models import Delegate, Delegation
from forum.models import Edition, Person
from sessions.actions import itineraries, releases
from sessions.models import Attendance, Engagement
from tests import factories

PEOPLE, ITEMS, EACH = 2000, 60, 5


def measure() -> None:
    """Print both, before the first release and for one change after it."""
    edition = _forum()
    olga = factories.organizer(edition)
    client = Client()
    client.force_login(olga)
    address = f"/organizer/{edition.slug}/releases/publish/"
    first = _page(client, address)
    commit = _timed(lambda: releases.publish(edition, comment="First", by=olga, despite="measured"))
    made = _timed(lambda: itineraries.bring_up_to_date(edition))
    item = Engagement.objects.within(edition).placed().in_order().first()
    assert item, "there are items"
    Engagement.objects.within(edition).filter(pk=item.pk).update(ends_at=item.ends_at + timedelta(minutes=15))
    second = _page(client, address)
    again = _timed(lambda: releases.publish(edition, comment="Second", by=olga, despite="measured"))
    print(f"\nrelease of {ITEMS} engagements for {PEOPLE} people: {commit:.2f} s to commit, the next {again:.2f} s; "
          f"a worker makes {PEOPLE} itineraries and letters in {made:.1f} s")  # fmt: skip
    print(f"publish page: {first[0]:.1f} s and {first[1]} queries before the first, {second[0]:.1f} s and "
          f"{second[1]} queries for one change")  # fmt: skip


def _forum() -> Edition:
    edition = factories.edition("release-bench")
    with transaction.atomic():
        people = Person.objects.bulk_create(Person(family_name=f"Guest{n}", given_name="A") for n in range(PEOPLE))
        delegations = [factories.delegation(f"release-{n}", edition) for n in range(PEOPLE // 20)]
        rows = Delegate.objects.bulk_create(
            _delegate(delegations[n % len(delegations)], who, n) for n, who in enumerate(people)
        )
        items = [
            factories.engagement(f"Item {n}", edition, at=f"{8 + n % 12:02}:{15 * (n // 12 % 4):02}", kind="site_visit")
            for n in range(ITEMS)
        ]
        Attendance.objects.bulk_create(
            Attendance(engagement=items[(n + 12 * k) % ITEMS], delegate=row, part="attendee")
            for n, row in enumerate(rows)
            for k in range(EACH)
        )
    return edition


def _delegate(of: Delegation, who: Person, number: int) -> Delegate:
    address = f"guest{number}@release.example"
    return Delegate(delegation=of, person=who, role="member", position=number, email=address)


def _page(client: Client, address: str) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as queries:
        seconds = _timed(lambda: client.get(address))
    return seconds, len(queries)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
