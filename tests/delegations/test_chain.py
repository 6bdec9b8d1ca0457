"""The chain of the nomination clock, as plain values."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from delegations import chain

contents = st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4)


def chained(told):
    """Links of these contents, one after the other."""
    links, previous = [], ""
    for place, content in enumerate(told, start=1):
        at = chain.instant(datetime(2025, 4, 1, tzinfo=UTC) + timedelta(minutes=place))
        link = chain.Link("fixed", place, "answered", "cork", at, chain.digest_of(content), previous)
        links.append(replace(link, seal=chain.seal_of(link)))
        previous = links[-1].seal
    return links


@given(st.lists(contents, max_size=6))
def test_a_chain_that_nobody_touched_is_whole(told):
    assert chain.first_broken(chained(told)) is None


@given(st.lists(contents, min_size=1, max_size=6), st.data())
def test_any_change_of_any_link_is_found_at_its_place(told, data):
    links = chained(told)
    place = data.draw(st.integers(0, len(links) - 1))
    name = data.draw(st.sampled_from([field.name for field in fields(chain.Link)]))
    old = getattr(links[place], name)
    links[place] = replace(links[place], **{name: old + 1 if name == "sequence" else old + "x"})

    assert chain.first_broken(links) == place + 1


@given(st.lists(contents, min_size=2, max_size=6), st.data())
def test_a_link_taken_out_is_missed(told, data):
    links = chained(told)
    place = data.draw(st.integers(0, len(links) - 2))
    del links[place]

    assert chain.first_broken(links) == place + 1


@given(st.lists(contents, min_size=2, max_size=6))
def test_a_link_sealed_anew_is_betrayed_by_the_next(told):
    links = chained(told)
    forged = replace(links[0], city="lyon", seal="")
    links[0] = replace(forged, seal=chain.seal_of(forged))

    assert chain.first_broken(links) == 2


def test_the_order_of_names_makes_no_difference_and_every_value_does():
    assert chain.digest_of({"a": "1", "b": "2"}) == chain.digest_of({"b": "2", "a": "1"})
    assert chain.digest_of({"a": "1"}) != chain.digest_of({"a": "2"})


def test_a_moment_is_written_in_utc_whatever_zone_it_came_in():
    here = datetime(2025, 4, 1, 17, 30, tzinfo=timezone(timedelta(hours=8)))

    assert chain.instant(here) == "2025-04-01T09:30:00.000000Z"
