"""What no programme may do. The board warns by this list, the planner obeys it and the checker verifies it.

Cancelled items, what lies within them, and items without a time break no rule. An item may share room and people
with the items around it: a speech with its sub-forum. Facts are instants, numbers and names as plain text; the words
are made elsewhere. Which rules hold, how gravely and with which figures is data of the edition.
"""

from collections.abc import Iterable

from sessions.engine.rules.interpretation import (
    booth_too_small,
    interpreter_language_missing,
    interpreter_on_duty_too_long,
    interpreter_twice_at_once,
)
from sessions.engine.rules.journeys import nobody_after_departure, nobody_before_landing
from sessions.engine.rules.kinds import GRAVITY, Rule
from sessions.engine.rules.people import (
    head_required_but_deputy,
    nobody_twice_at_once,
    nobody_who_declined,
    speaker_not_confirmed,
    travel_time_between_venues,
)
from sessions.engine.rules.rest import host_mayors_time, meal_window, quiet_window, rest_window
from sessions.engine.rules.rooms import (
    child_inside_parent,
    one_item_per_room,
    room_closed,
    room_large_enough,
    seats_enough,
    set_up_too_short,
)
from sessions.engine.rules.survey import Survey
from sessions.engine.values import Clash, Programme

RULES: tuple[Rule, ...] = (
    one_item_per_room,
    room_closed,
    set_up_too_short,
    room_large_enough,
    child_inside_parent,
    nobody_twice_at_once,
    nobody_before_landing,
    nobody_after_departure,
    travel_time_between_venues,
    seats_enough,
    nobody_who_declined,
    speaker_not_confirmed,
    head_required_but_deputy,
    host_mayors_time,
    rest_window,
    meal_window,
    quiet_window,
    interpreter_language_missing,
    booth_too_small,
    interpreter_on_duty_too_long,
    interpreter_twice_at_once,
)
BY_NAME = {each.name: each for each in RULES}


def clashes(programme: Programme, rules: Iterable[Rule] = RULES) -> list[Clash]:
    """Every clash of the programme, the gravest first, in an order that only the clashes themselves decide."""
    survey = Survey(programme)
    found = [clash for each in rules for clash in each.over(survey)]
    return sorted(found, key=lambda clash: (GRAVITY[clash.grade], clash.rule, clash.items, clash.people))


__all__ = [
    "BY_NAME",
    "GRAVITY",
    "RULES",
    "Rule",
    "Survey",
    "booth_too_small",
    "child_inside_parent",
    "clashes",
    "head_required_but_deputy",
    "host_mayors_time",
    "interpreter_language_missing",
    "interpreter_on_duty_too_long",
    "interpreter_twice_at_once",
    "meal_window",
    "nobody_after_departure",
    "nobody_before_landing",
    "nobody_twice_at_once",
    "nobody_who_declined",
    "one_item_per_room",
    "quiet_window",
    "rest_window",
    "room_closed",
    "room_large_enough",
    "seats_enough",
    "set_up_too_short",
    "speaker_not_confirmed",
    "travel_time_between_venues",
]
