"""A large forum costs no more queries than a small one, and its pages are there at once."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegations.models import Delegate, Delegation
from forum import clock
from forum.models import City, Office, Person, Tenure

pytestmark = pytest.mark.django_db

COUNTRIES = ("IE", "FR", "CN", "EG", "BR", "KE", "IN", "JP", "DE", "MX")
MANY = 100


def invite(edition, numbers):
    """So many cities with a mayor who comes, in a few statements."""
    cities = City.objects.bulk_create(
        City(
            key=f"city-{n:04}",
            names={"en": f"City {n:04}"},
            country=COUNTRIES[n % len(COUNTRIES)],
            zone="Europe/Dublin",
            languages=["en"],
        )
        for n in numbers
    )
    mayors = Person.objects.bulk_create(Person(family_name=f"Mayor {one.key}", given_name="Amara") for one in cities)
    offices = Office.objects.bulk_create(
        Office(city=one, key="mayor", titles={"en": "Mayor"}, rank_class="mayor") for one in cities
    )
    Tenure.objects.bulk_create(
        Tenure(office=office, person=mayor, since="2024") for office, mayor in zip(offices, mayors, strict=True)
    )
    groups = Delegation.objects.bulk_create(
        Delegation(edition=edition, city=one, answer="yes", answered_at=clock.now()) for one in cities
    )
    Delegate.objects.bulk_create(
        Delegate(delegation=group, person=mayor, role="head", position=1, language="en")
        for group, mayor in zip(groups, mayors, strict=True)
    )


def opened(client, edition, page):
    """How many queries a page costs, and how many seconds."""
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(f"organizer:{page}", args=[edition.slug]))
    assert answer.status_code == 200
    return len(asked), time.perf_counter() - began


PAGES = ("readiness", "order", "participants", "people", "delegations", "names", "papers", "rooming")


def test_pages_cost_the_same_for_twenty_six_cities_and_a_hundred(client, edition, olga):
    client.force_login(olga)
    invite(edition, range(26))
    few = {page: opened(client, edition, page)[0] for page in PAGES}
    invite(edition, range(26, MANY))

    many = {page: opened(client, edition, page) for page in PAGES}

    assert {page: queries for page, (queries, _seconds) in many.items()} == few
    assert few["readiness"] <= 10
    # Four times the cities take four times as long, not sixteen: each page stands far below what a reader waits for.
    assert {page: seconds for page, (_queries, seconds) in many.items() if seconds > 15} == {}
