"""The engine of the order of precedence: total, the same however it is asked, and with a reason for every place."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegations.precedence import (
    CHAINED,
    Candidate,
    Gap,
    Known,
    Move,
    Policy,
    Rule,
    StandIn,
    Where,
    Word,
    draw_number,
    explain,
    order,
)

RANKS = ("governor", "mayor", "deputy_mayor")
FRIENDSHIP = Policy((Rule.RANK, Rule.TIE, Rule.COUNTRY, Rule.CITY), RANKS)


def word(text: str) -> Word:
    return Word(text, text.encode())


def guest(key: str, number: int = 0, **fields) -> Candidate:
    defaults = {"rank": "mayor", "country": word(key[:1].upper()), "city": word(key)}
    return Candidate(id=number or sum(map(ord, key)), key=key, **{**defaults, **fields})


def cities(*guests: Candidate, policy: Policy = FRIENDSHIP, moves=()) -> list[str]:
    names = {one.id: one.key for one in guests}
    return [names[place.id] for place in order(guests, policy, moves)]


DATES = st.sampled_from(["", "2005", "2005-05", "2005-05-29", "2005-06", "2004-12-31", "2006"])
MOMENTS = st.none() | st.datetimes(datetime(2025, 3, 1), datetime(2025, 3, 2), timezones=st.just(UTC))
NAMES = st.sampled_from(["A", "B", "C"]).map(word)
GUESTS = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 999),
        key=st.just(""),
        country=NAMES,
        city=NAMES,
        rank=st.sampled_from(["", *RANKS]),
        office_since=DATES,
        stands_in=st.booleans(),
        principal_rank=st.sampled_from(["", *RANKS]),
        principal_since=DATES,
        tied_since=DATES,
        notified_at=MOMENTS,
    ),
    unique_by=lambda one: one.id,
    max_size=12,
).map(lambda found: [replace(one, key=f"city-{one.id}") for one in found])
POLICIES = st.builds(
    Policy,
    chain=st.lists(st.sampled_from(CHAINED), min_size=1, unique=True).map(tuple),
    ranks=st.just(RANKS),
    stand_in=st.sampled_from(StandIn),
    seed=st.sampled_from(["", "5eed"]),
    start=st.none() | NAMES,
)


def moves_among(guests: list[Candidate]) -> st.SearchStrategy[list[Move]]:
    ids = st.sampled_from([one.id for one in guests] or [0]) | st.just(5000)
    return st.lists(st.builds(Move, ids, st.sampled_from(Where), ids, st.integers(1, 20)), max_size=4)


@given(GUESTS, POLICIES, st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_matter(guests, policy, chance):
    shuffled = list(guests)
    chance.shuffle(shuffled)

    assert order(shuffled, policy) == order(guests, policy)


@given(GUESTS, POLICIES)
def test_any_two_are_set_apart_and_any_three_agree(guests, policy):
    before = {(a.id, b.id): explain(a, b, policy).ahead for a in guests for b in guests if a.id != b.id}

    assert all(before[a, b] != before[b, a] for a, b in before)
    third = {(a, b): {one.id for one in guests} - {a, b} for a, b in before}
    assert all(before[a, c] for a, b in before for c in third[a, b] if before[a, b] and before[b, c])


@given(GUESTS, POLICIES, st.data())
def test_everybody_has_one_place_and_every_place_its_reason(guests, policy, data):
    found = order(guests, policy, data.draw(moves_among(guests)))

    assert [place.number for place in found] == list(range(1, len(guests) + 1))
    assert {place.id for place in found} == {one.id for one in guests}
    for above, below in pairwise(found):
        assert (below.reason.other, below.reason.ahead) == (above.id, False)
        assert below.reason.rule == Rule.HAND or below.reason.mine.sort > below.reason.theirs.sort
    if len(found) > 1:
        assert (found[0].reason.other, found[0].reason.ahead) == (found[1].id, True)


@given(GUESTS, POLICIES)
def test_what_breaks_a_tie_is_the_first_rule_that_tells_two_apart(guests, policy):
    known = {one.id: one for one in guests}
    for place in order(guests, policy)[1:]:
        one, other = known[place.id], known[place.reason.other]
        chain = (*policy.chain, Rule.KEY)
        before = chain[: chain.index(place.reason.rule)]
        assert all(explain(one, other, replace(policy, chain=(rule,))).rule == Rule.KEY for rule in before)


@given(GUESTS, POLICIES, st.data())
def test_who_leaves_does_not_change_how_the_others_stand(guests, policy, data):
    gone = data.draw(st.sets(st.sampled_from([one.id for one in guests] or [0])))

    left = [place.id for place in order([one for one in guests if one.id not in gone], policy)]

    assert left == [place.id for place in order(guests, policy) if place.id not in gone]


@given(GUESTS, POLICIES, st.data())
def test_a_hand_moves_only_whom_it_names(guests, policy, data):
    moves = data.draw(moves_among(guests))
    named = {move.id for move in moves}

    still = [place.id for place in order(guests, policy, moves) if place.id not in named]

    assert still == [place.id for place in order(guests, policy) if place.id not in named]


@settings(max_examples=50)
@given(GUESTS.filter(lambda found: len(found) > 1), POLICIES, st.data())
def test_whoever_is_moved_last_stands_where_he_was_put(guests, policy, data):
    one, other = data.draw(st.permutations([guest.id for guest in guests]))[:2]
    where = data.draw(st.sampled_from([Where.BEFORE, Where.AFTER]))

    row = [place.id for place in order(guests, policy, [Move(one, where, other)])]

    assert row.index(one) - row.index(other) == (-1 if where == Where.BEFORE else 1)


# --- the conventions, one scene each


def test_older_tie_goes_first_and_a_year_alone_counts_as_its_end():
    guests = [
        guest("lyon", tied_since=""),
        guest("cork", tied_since="2005"),
        guest("porto", tied_since="2005-05"),
        guest("milan", tied_since="2005-12-31"),
        guest("osaka", tied_since="2006-01-01"),
        guest("espoo", tied_since="2005-05-31"),
    ]

    assert cities(*guests) == ["espoo", "porto", "milan", "cork", "osaka", "lyon"]


def test_reason_says_when_a_convention_decided():
    cork, milan = guest("cork", tied_since="2005"), guest("milan", tied_since="2005-12-31")
    lyon, osaka = guest("lyon"), guest("osaka", tied_since="1974-04-18")

    firm = [explain(one, other, FRIENDSHIP).firm for one, other in ((cork, milan), (cork, osaka), (lyon, osaka))]

    assert firm == [False, True, False]


def test_missing_is_only_what_a_rule_had_to_ask():
    guests = [
        guest("rio", rank="governor"),  # the only governor: nobody asks for the tie
        guest("cork", tied_since="2005"),
        guest("porto", tied_since="2005-05-29"),
        guest("espoo", tied_since="1998"),
        guest("lyon"),
    ]

    gaps = {place.id: place.gaps for place in order(guests, FRIENDSHIP)}

    assert [gaps[one.id] for one in guests] == [
        *((), (Gap(Rule.TIE, Known.PART),), (), (), (Gap(Rule.TIE, Known.NOT),)),
    ]


@pytest.mark.parametrize(
    ("stand_in", "expected"),
    [
        (StandIn.PRINCIPAL, ["antwerp", "cork", "dublin"]),
        (StandIn.AFTER, ["antwerp", "dublin", "cork"]),
        (StandIn.OWN, ["antwerp", "dublin", "cork"]),
    ],
)
def test_deputy_goes_where_the_policy_says(stand_in, expected):
    deputy = guest("cork", rank="deputy_mayor", stands_in=True, principal_rank="mayor")

    row = cities(guest("dublin"), deputy, guest("antwerp"), policy=replace(FRIENDSHIP, stand_in=stand_in))

    assert row == expected


def test_deputy_after_the_mayors_still_goes_before_one_who_came_as_himself():
    policy = replace(FRIENDSHIP, stand_in=StandIn.AFTER)
    standing_in = guest("cork", rank="official", stands_in=True, principal_rank="mayor")

    assert cities(guest("athens", rank="deputy_mayor"), standing_in, policy=policy) == ["cork", "athens"]


def test_deputy_in_the_principal_s_place_has_the_principal_s_date_in_office():
    policy = Policy((Rule.RANK, Rule.OFFICE), RANKS, StandIn.PRINCIPAL)
    deputy = guest("cork", stands_in=True, principal_rank="mayor", principal_since="1999", office_since="2020")

    assert cities(guest("athens", office_since="2010"), deputy, policy=policy) == ["cork", "athens"]


def test_drawn_country_turns_the_alphabet():
    policy = Policy((Rule.COUNTRY,), RANKS, start=word("M"))

    assert cities(guest("athens"), guest("milan"), guest("porto"), guest("lyon"), policy=policy) == [
        *("milan", "porto", "athens", "lyon")
    ]


def test_lot_can_be_drawn_again_by_anybody_from_its_seed():
    policy = Policy((Rule.LOT,), RANKS, seed="5eed")
    names = ["athens", "cork", "lyon", "milan"]

    assert cities(*map(guest, names), policy=policy) == sorted(names, key=lambda key: draw_number("5eed", key))


def test_earlier_notice_goes_first_in_whatever_zone_it_came():
    policy = Policy((Rule.NOTIFIED,), RANKS)
    noon = datetime(2025, 3, 1, 12, tzinfo=UTC)
    late = datetime.fromisoformat("2025-03-01T08:00:00-05:00")

    assert cities(guest("athens", notified_at=late), guest("cork"), guest("lyon", notified_at=noon), policy=policy) == [
        *("lyon", "athens", "cork")
    ]


def test_hand_gives_the_reason_of_whom_it_moved_and_of_whom_it_passed():
    guests = [guest("athens", 1, tied_since="1980"), guest("cork", 2, tied_since="1990")]

    found = order(guests, FRIENDSHIP, [Move(2, Where.AT, place=1)])

    assert [(place.id, place.by_hand, place.reason.rule) for place in found] == [(2, True, "hand"), (1, False, "hand")]


def test_hand_that_names_somebody_who_left_is_not_obeyed():
    guests = [guest("athens", 1), guest("cork", 2)]

    found = order(guests, FRIENDSHIP, [Move(2, Where.BEFORE, 3), Move(4, Where.AT, place=1)])

    assert [(place.id, place.by_hand) for place in found] == [(1, False), (2, False)]


def test_somebody_alone_needs_no_reason():
    assert [place.reason for place in order([guest("cork")], FRIENDSHIP)] == [None]
