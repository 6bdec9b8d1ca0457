"""When a city is reminded, as plain values."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delegations.chasing import Waiting, due, steps, upcoming

ZONE = "Asia/Shanghai"
SENT = datetime(2025, 3, 1, tzinfo=UTC)
DEADLINE = datetime(2025, 4, 15, 10, tzinfo=UTC)

waitings = st.builds(
    Waiting,
    sent_at=st.datetimes(datetime(2025, 1, 1), datetime(2025, 6, 1), timezones=st.just(UTC)),
    answer_by=st.datetimes(datetime(2025, 1, 1), datetime(2025, 6, 1), timezones=st.just(UTC)),
    answer=st.sampled_from(["", "pending", "yes", "no", "represented"]),
    reply=st.integers(1, 99),
    expected_on=st.none() | st.dates(date(2025, 1, 1), date(2025, 6, 1)),
)


def test_a_city_that_says_nothing_is_reminded_in_the_mornings_of_the_host():
    found = steps(Waiting(SENT, DEADLINE), [3, 14], ZONE)

    assert [(step.key, step.at) for step in found] == [
        ("2025-04-15-14", datetime(2025, 4, 1, 1, tzinfo=UTC)),
        ("2025-04-15-3", datetime(2025, 4, 12, 1, tzinfo=UTC)),
    ]


def test_a_letter_of_yesterday_is_not_followed_by_a_reminder_that_is_overdue():
    late = Waiting(datetime(2025, 4, 5, tzinfo=UTC), DEADLINE)

    assert [step.key for step in steps(late, [14, 3], ZONE)] == ["2025-04-15-3"]


def test_a_city_that_named_a_day_is_left_in_peace_until_it_has_passed():
    asked = Waiting(SENT, DEADLINE, "pending", 7, date(2025, 4, 8))

    assert [(step.key, step.at.day) for step in steps(asked, [14, 3], ZONE)] == [("pending-7", 9), ("2025-04-15-3", 12)]


def test_a_day_named_before_the_letter_of_a_later_answer_still_counts():
    asked = Waiting(datetime(2025, 4, 9, 12, tzinfo=UTC), DEADLINE, "pending", 7, date(2025, 4, 9))

    assert steps(asked, [], ZONE)[0].key == "pending-7"


def test_after_a_standstill_only_the_newest_reminder_goes_out():
    found = steps(Waiting(SENT, DEADLINE), [14, 3], ZONE)

    assert due(found, datetime(2025, 4, 13, tzinfo=UTC)).key == "2025-04-15-3"
    assert upcoming(found, datetime(2025, 4, 13, tzinfo=UTC)) is None


@given(waitings, st.lists(st.integers(1, 60), max_size=4))
def test_never_after_an_answer_and_never_outside_letter_and_deadline(waiting, days):
    found = steps(waiting, days, ZONE)

    assert all(waiting.sent_at - timedelta(days=1) < step.at < waiting.answer_by for step in found)
    assert not found or waiting.answer in {"", "pending"}


@given(waitings, st.lists(st.integers(1, 60), max_size=4))
def test_every_reminder_has_a_key_of_its_own_and_the_order_of_days_is_nothing(waiting, days):
    found = steps(waiting, days, ZONE)

    assert len({step.key for step in found}) == len(found)
    assert steps(waiting, reversed(days), ZONE) == found
