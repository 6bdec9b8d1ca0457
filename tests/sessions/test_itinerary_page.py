"""What is now, what is next, and which day comes first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sessions.engine.itinerary import edits
from sessions.engine.values import Entry, Span
from sessions.item_words import Telling
from sessions.itinerary_page import days_shown, states_of

NINE = datetime(2025, 5, 29, 1, tzinfo=UTC)  # nine o'clock in Shanghai
IN_SHANGHAI = Telling("en", "Asia/Shanghai", {})


def entry(number, hour, hours=1, **fields):
    start = NINE + timedelta(hours=hour)
    span = Span(start, start + timedelta(hours=hours))
    return Entry(key=f"item:{number}", kind="plenary", titles={"en": f"Item {number}"}, span=span, **fields)


def shown(entries, at=NINE, since=()):
    days = days_shown(entries, IN_SHANGHAI, since, at)
    return [(day.day.iso, [(one.line.title, one.state) for one in day.lines]) for day in days]


def test_what_is_on_and_what_comes_after_it_are_marked():
    half_past = NINE + timedelta(minutes=30)

    assert shown([entry(1, 0), entry(2, 1), entry(3, 2)], half_past) == [
        ("2025-05-29", [("Item 1", "now"), ("Item 2", "next"), ("Item 3", "")])
    ]


def test_what_is_cancelled_is_neither_on_nor_next():
    assert states_of([entry(1, 0, cancelled=True), entry(2, 1, cancelled=True), entry(3, 2)], NINE) == {
        "item:3": "next"
    }


def test_today_stands_first_and_days_gone_by_last():
    days = shown([entry(1, -24), entry(2, 1), entry(3, 25)])

    assert [day for day, _lines in days] == ["2025-05-29", "2025-05-30", "2025-05-28"]


def test_a_line_bears_what_became_of_it():
    before, after = [entry(1, 0), entry(2, 1)], [entry(1, 0), entry(2, 3)]

    [day] = days_shown(after, IN_SHANGHAI, edits(before, after), NINE)

    assert [[(mark["word"], mark["old"], mark["new"]) for mark in one.marks] for one in day.lines] == [
        [],
        [("Another time", "29 May 2025, 10:00–11:00", "29 May 2025, 12:00–13:00")],
    ]


@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(1, 5)), max_size=8), st.integers(-40, 40))
def test_at_most_one_hour_is_next_and_whatever_is_on_contains_the_moment(spans, hour):
    now = NINE + timedelta(hours=hour, minutes=20)
    entries = {f"item:{n}": entry(n, start, length) for n, (start, length) in enumerate(spans)}

    states = states_of(entries.values(), now)

    assert len({entries[key].span.start for key, state in states.items() if state == "next"}) <= 1
    assert {key for key, state in states.items() if state == "now"} == {
        key for key, one in entries.items() if one.span.start <= now < one.span.end
    }
