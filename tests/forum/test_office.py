"""Who holds an office on which day, dates being known in part."""

from datetime import date

import pytest
from django.db import IntegrityError

from forum.models import Office, Tenure
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2025, 5, 29)


@pytest.fixture
def office():
    return factories.office(factories.city("cork"))


def holds(office, name, since="", until=""):
    return Tenure.objects.create(office=office, person=factories.person("", name), since=since, until=until)


def holder(office, day=None):
    found = office.holder(day)
    return found and str(found.person)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("", "", "Dan"),
        ("2024", "2999", "Dan"),
        ("2025", "2025", "Dan"),
        ("2025-05", "2025-05", "Dan"),
        ("2025-05-29", "2025-05-29", "Dan"),
        ("", "2024", None),
        ("", "2025-05-28", None),
        ("2025-05-30", "", None),
        ("2025-06", "", None),
        ("2026", "", None),
    ],
)
def test_an_office_is_held_from_a_date_to_a_date(office, since, until, expected):
    holds(office, "Dan", since, until)

    assert holder(office, DAY) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 6, 26), "Dan"), (date(2025, 6, 27), "Fergal"), (date(2026, 1, 1), "Fergal")],
)
def test_a_successor_entered_early_holds_the_office_from_the_day_of_the_change(office, day, expected):
    holds(office, "Dan", "2024", "2025-06-27")
    holds(office, "Fergal", "2025-06-27")

    assert holder(office, day) == expected


@pytest.mark.parametrize("names", [("Dan", "Fergal"), ("Fergal", "Dan")])
def test_in_the_year_of_a_change_the_successor_is_named(office, names):
    dates = {"Dan": ("2024", "2025"), "Fergal": ("2025", "")}
    for name in names:
        holds(office, name, *dates[name])

    assert holder(office, DAY) == "Fergal"


def test_of_two_that_begin_alike_the_one_who_stays_is_named(office):
    holds(office, "Fergal", "2025")
    holds(office, "Dan", "2025", "2025")

    assert holder(office, DAY) == "Fergal"


def test_without_a_day_the_holder_of_today_is_named(office, settings):
    settings.CLOCK_SHIFT_SECONDS = 0
    holds(office, "Dan", "2000", "2020")
    holds(office, "Fergal", "2020", "2999")

    assert holder(office) == "Fergal"


def test_tenures_that_were_fetched_are_not_asked_for_again(office, django_assert_num_queries):
    holds(office, "Dan", "2024", "2999")
    fetched = Office.objects.prefetch_related("tenures__person").get()

    with django_assert_num_queries(0):
        assert holder(fetched, DAY) == "Dan"


def test_nobody_follows_while_the_end_of_the_holder_is_open(office):
    holds(office, "Dan", "2024")

    with pytest.raises(IntegrityError):
        holds(office, "Fergal", "2025")
