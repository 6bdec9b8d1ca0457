"""What is doubtful about a passport, and what cannot be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegations import document_checks as checks
from delegations.document_checks import Facts, Names

GOOD = Facts(
    document=Names("BOYLE", "DAN"),
    listed=Names("Boyle", "Dan"),
    birth="1962-08-14",
    issued_on=date(2022, 3, 1),
    expires_on=date(2032, 2, 28),
    departs_on=date(2025, 5, 31),
    today=date(2025, 3, 24),
)


def test_a_good_passport_has_neither_doubts_nor_faults():
    assert (checks.doubts(GOOD), checks.impossible(GOOD)) == ([], [])


@pytest.mark.parametrize(
    ("change", "doubts"),
    [
        ({"document": Names("DAN", "BOYLE")}, ["names_swapped"]),
        ({"document": Names("BYRNE", "DAN")}, ["name_not_on_list"]),
        ({"document": Names("BOYLE", "DAN PATRICK")}, []),
        ({"document": Names("BOYLE", "")}, []),
        ({"listed": Names("Gong", "Zheng"), "document": Names("ZHENG", "GONG")}, ["names_swapped"]),
        ({"listed": Names("Δούκας", "Χάρης"), "document": Names("DOUKAS", "CHARALAMPOS")}, []),
        ({"listed": Names("Müller", "Jörg"), "document": Names("MUELLER", "JOERG")}, []),
        ({"lines": Names("BOYLE", "DAN")}, []),
        ({"lines": Names("BOYLE", "DON")}, ["name_not_in_lines"]),
        ({"lines": Names("BOY", ""), "cut": True}, []),
        ({"birth": "2008-05-31", "issued_on": None}, ["under_age"]),
        ({"birth": "2007-05-31"}, []),
        ({"states_known": False}, ["state_not_known"]),
        ({"expires_on": date(2035, 1, 1)}, ["good_for_long"]),
    ],
)
def test_each_doubt_and_what_is_none(change, doubts):
    assert checks.doubts(replace(GOOD, **change)) == doubts


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"issued_on": date(2032, 2, 28)}, [("issued_on", "issued_later"), ("expires_on", "issued_after_expiry")]),
        ({"birth": "2025-03-25"}, [("birth", "born_later"), ("birth", "born_after_issue")]),
        ({"birth": "2023"}, [("birth", "born_after_issue")]),
        ({"birth": "2022"}, []),
        ({"expires_on": date(2025, 3, 23)}, [("expires_on", "expired")]),
        ({"expires_on": date(2025, 3, 24)}, []),
    ],
)
def test_what_cannot_be(change, faults):
    assert checks.impossible(replace(GOOD, **change)) == faults


@pytest.mark.parametrize(
    ("departs", "expires", "soon"),
    [
        (date(2025, 5, 31), date(2025, 11, 29), True),
        (date(2025, 5, 31), date(2025, 11, 30), False),
        (date(2025, 8, 31), date(2026, 2, 27), True),
        (date(2025, 8, 31), date(2026, 2, 28), False),
        (date(2025, 5, 30), date(2025, 11, 29), True),
        (date(2025, 5, 30), date(2025, 11, 30), False),
    ],
)
def test_six_months_after_departure_to_the_day(departs, expires, soon):
    assert checks.expires_soon(expires, departs) is soon


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_later_is_that_month_and_never_a_later_day(day, months):
    later = checks.months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
