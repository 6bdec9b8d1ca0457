from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sessions.engine.stamps import Stamp, read, stamped
from sessions.engine.values import Entry, Span

NINE = datetime(2025, 5, 29, 9, tzinfo=UTC)
KEYS = ("item:1", "item:2", "leg:1")


def entry(key, hour=0):
    start = NINE + timedelta(hours=hour)
    return Entry(key=key, kind="plenary", titles={"en": key}, span=Span(start, start + timedelta(hours=1)))


def version(number):
    return Stamp(number, NINE + timedelta(days=number))


def test_only_the_line_that_changed_rises():
    first = stamped((), {}, [entry("item:1"), entry("item:2")], now=version(1))

    second = stamped([entry("item:1"), entry("item:2")], first, [entry("item:1"), entry("item:2", 3)], now=version(2))

    assert {key: stamp.number for key, stamp in second.items()} == {"item:1": 1, "item:2": 2}


def test_a_line_that_went_and_came_back_rises_twice():
    first = stamped((), {}, [entry("item:1")], now=version(1))
    gone = stamped([entry("item:1")], first, [], now=version(2))
    back = stamped([], gone, [entry("item:1")], now=version(3))

    assert [stamps["item:1"].number for stamps in (first, gone, back)] == [1, 2, 3]


def test_lines_from_before_there_were_stamps_never_fall():
    told = [entry("item:1")]

    assert stamped(told, {}, told, now=version(8), unstamped=version(7)) == {"item:1": version(7)}


itineraries = st.lists(
    st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3)).map(
        lambda lines: [entry(key, hour) for key, hour in lines.items()]
    ),
    max_size=6,
)


@given(itineraries)
def test_a_stamp_rises_with_its_line_and_stays_without(versions):
    before, stamps = [], {}
    for number, after in enumerate(versions, start=1):
        fresh = stamped(before, stamps, after, now=version(number))
        old, new = ({one.key: one for one in lines} for lines in (before, after))
        for key in old.keys() | new.keys():
            same = old.get(key) == new.get(key)
            assert fresh[key] == (stamps[key] if same else version(number))
        assert stamps.keys() <= fresh.keys()
        before, stamps = after, fresh


def test_stamps_travel_as_json():
    stamps = {"item:1": version(3)}

    assert read({key: stamp.to_json() for key, stamp in stamps.items()}) == stamps
