"""What would mend a clash: tried on the programme before it is proposed."""

from datetime import timedelta

from hypothesis import given, settings

from sessions.engine import rules
from sessions.engine.mends import MOVABLE, Move, Place, moves
from sessions.engine.rules import BY_NAME, RULES, clashes
from sessions.engine.values import Programme
from tests.sessions.engine.programmes import AMARA, at, item, programme, programmes

PLACES = (Place(1, 7, 100), Place(2, 7, 40), Place(3, 7, 120), Place(4, 8, 100))


def proposed(of: Programme):
    [clash] = [each for each in clashes(of) if each.grade == "block"][:1]
    return moves(of, clash, PLACES, RULES)


def test_room_of_the_same_house_that_is_no_smaller_comes_first():
    one = item(1, "09:00", "11:00", room=1, venue=7, capacity=100)
    other = item(2, "10:00", "10:30", room=1, venue=7, capacity=100)

    assert proposed(programme(one, other)) == [Move(2, 3, at("10:00")), Move(2, 1, at("11:00"))]


def test_room_that_is_taken_is_not_proposed():
    one, other = (item(n, "09:00", "10:00", room=1, venue=7, capacity=100) for n in (1, 2))
    rival = item(3, "09:00", "10:00", room=3, venue=7, capacity=120)

    assert proposed(programme(one, other, rival))[0] == Move(2, 2, at("09:00"))


def test_who_is_in_two_places_needs_another_hour():
    one, other = item(1, "09:00", "10:00", AMARA, room=1), item(2, "09:30", "10:00", AMARA, room=2)

    assert proposed(programme(one, other)) == [Move(2, 2, at("10:00"))]


def test_what_lies_within_goes_along():
    hall = item(1, "09:00", "12:00", room=1, venue=7, capacity=100)
    rival = item(2, "10:00", "11:00", room=1, venue=7, capacity=100)
    speech = item(3, "10:10", "10:20", room=1, parent=2)

    assert Move(2, 3, at("10:00")) in proposed(programme(hall, rival, speech))


def test_what_no_move_can_mend_gets_none():
    booked = item(1, "09:00", "10:00", AMARA, seats=0)

    [clash] = clashes(programme(booked))
    assert moves(programme(booked), clash, PLACES, RULES) == []


def test_only_rules_that_exist_are_mended_by_moves():
    assert set(BY_NAME) >= MOVABLE
    assert rules.one_item_per_room.name in MOVABLE


@settings(deadline=None, max_examples=30)
@given(programmes())
def test_at_most_two_moves_of_an_item_of_the_clash(drawn: Programme):
    for clash in clashes(drawn):
        found = moves(drawn, clash, PLACES, RULES)
        starts = {each.id: each.span.start for each in drawn.items if each.span}
        assert len(found) <= 2
        for move in found:
            assert move.item in clash.items
            assert timedelta(0) <= move.start - starts[move.item] <= timedelta(hours=6)
