"""Who pays what: plain values in, plain sentences out."""

from hypothesis import given
from hypothesis import strategies as st

from delegations.covers import Line, lines_of, nights_covered, sentences
from delegations.models import Item, Payer

NAMES = {"host": "Shanghai", "city": "Cork"}
LINES = st.lists(
    st.builds(Line, st.sampled_from(Item.values), st.sampled_from(Payer.values), st.none() | st.integers(0, 60)),
    unique_by=lambda line: line.item,
)


def test_what_is_covered_and_what_is_not_in_plain_words():
    terms = [
        Line("flight", "city"),
        Line("nights", "host", 4),
        Line("meals", "host"),
        Line("visa", "shared", note="half each"),
        Line("insurance", "sponsor", sponsor="Port of Cork"),
    ]

    assert sentences(lines_of(terms), NAMES) == [
        "Shanghai, the host, pays for: accommodation for 4 nights and meals.",
        "Cork pays for: flights.",
        "Port of Cork, a sponsor, pays for: insurance.",
        "Shared: visa (half each).",
        "Not settled yet: local transport.",
        "Further nights are paid by the guest’s city.",
    ]


def test_what_was_decided_for_one_goes_before_the_terms_of_the_role():
    lines = lines_of([Line("flight", "city")], [Line("flight", "host")])

    assert (lines[0].payer, lines[0].own, len(lines)) == ("host", True, len(Item.values))


@given(LINES, LINES)
def test_every_item_stands_there_once_in_the_same_order(terms, own):
    assert [line.item for line in lines_of(terms, own)] == Item.values


@given(LINES, LINES)
def test_what_is_decided_is_never_overruled(terms, own):
    found = {line.item: line.payer for line in lines_of(terms, own)}

    assert {line.item: line.payer for line in own} == {line.item: found[line.item] for line in own}


@given(LINES)
def test_only_nights_that_the_host_pays_for_are_counted(terms):
    lines = lines_of(terms)

    assert nights_covered(lines) == sum(line.nights or 0 for line in terms if line.payer == "host")
