"""The rules of the programme in words: what each is called, what it checks and why, where it is from, its figures."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule as a page tells it."""

    name: Any
    about: Any
    source: Any = ""


OWN = _("the practice of protocol offices")

WORDS: dict[str, RuleWords] = {
    "one_item_per_room": RuleWords(
        _("One item at a time in a room"),
        _("Two items share a room and an hour, and neither is part of the other."),
    ),
    "room_closed": RuleWords(_("Only open rooms are used"), _("An item is in a room while it is closed.")),
    "set_up_too_short": RuleWords(
        _("Time to set up a room"),
        _("A room needs minutes to be cleared and set up: chairs, booths, flags. Between two items they are missing."),
        OWN,
    ),
    "room_large_enough": RuleWords(
        _("A room large enough"), _("More people have a part, with all that is inside the item, than the room seats.")
    ),
    "child_inside_parent": RuleWords(
        _("A part lies within its whole"), _("A speech begins before its sub-forum or ends after it.")
    ),
    "nobody_twice_at_once": RuleWords(
        _("Nobody in two places at once"), _("A person has a part in two items at the same time.")
    ),
    "nobody_before_landing": RuleWords(
        _("Nobody before landing"),
        _("After the landing come passport, baggage and the drive; before that nobody can be anywhere."),
        OWN,
    ),
    "nobody_after_departure": RuleWords(
        _("Nobody after leaving for the airport"),
        _("The car for the airport leaves well before the flight; after that nobody can be anywhere."),
        OWN,
    ),
    "travel_time_between_venues": RuleWords(
        _("Time for the drive between venues"),
        _(
            "A person ends at one venue and begins at another sooner than the drive allows. Where nobody has entered "
            "the drive, the usual minutes are assumed, and it only warns. A transfer in between is the drive."
        ),
        OWN,
    ),
    "seats_enough": RuleWords(
        _("A seat on the bus for everybody"), _("More people have a part in a visit than the bus seats.")
    ),
    "nobody_who_declined": RuleWords(
        _("Nobody of a city that has declined"), _("Somebody is named whose city has declined or withdrawn.")
    ),
    "speaker_not_confirmed": RuleWords(
        _("Speakers have confirmed"),
        _("Somebody is printed as speaking, chairing, moderating or signing whose city has not said that it comes."),
        OWN,
    ),
    "head_required_but_deputy": RuleWords(
        _("The head in person where it matters"),
        _("The item wants heads of delegations, and somebody else of a delegation has the part. Rank answers rank."),
        OWN,
    ),
    "host_mayors_time": RuleWords(
        _("The host mayor’s time"),
        _("The head of the host’s own delegation is wanted everywhere, and has one day like everybody."),
        OWN,
    ),
    "rest_window": RuleWords(
        _("A night’s rest"), _("Between the last item of a day and the first of the next lies too short a night."), OWN
    ),
    "meal_window": RuleWords(
        _("Time to eat"), _("At noon there is no time to eat, and no item is itself a meal."), OWN
    ),
    "quiet_window": RuleWords(
        _("Quiet hours"),
        _("Somebody is wanted in hours that were kept free: for rest, for a meal, or in private."),
        OWN,
    ),
    "interpreter_language_missing": RuleWords(
        _("Every speech is understood"),
        _("A speech is given in a language that its hall does not offer, or nobody interprets it into another one."),
        "AIIC, UNOG",
    ),
    "booth_too_small": RuleWords(
        _("Interpreters enough for a booth"),
        _("Interpreters take turns: up to 40 minutes one, up to 4 hours two, up to 6 hours three, up to 8 hours four."),
        "AIIC",
    ),
    "interpreter_on_duty_too_long": RuleWords(
        _("Interpreters are not worn out"), _("An interpreter works more hours in a day than anybody can do well."), OWN
    ),
    "interpreter_twice_at_once": RuleWords(
        _("An interpreter in one booth at a time"), _("An interpreter is assigned to two items at the same time.")
    ),
}

FIGURES: dict[tuple[str, str], Any] = {
    ("set_up_too_short", "least_minutes"): _("Minutes between two items at least, whatever the rooms need"),
    ("nobody_before_landing", "clear_after_landing_minutes"): _("Minutes from the landing to the venue"),
    ("nobody_after_departure", "gone_before_departure_minutes"): _("Minutes before a flight at which the car leaves"),
    ("travel_time_between_venues", "unknown_minutes"): _("Minutes assumed where nobody has entered the drive"),
    ("speaker_not_confirmed", "accepted_too"): _("The office must have accepted the delegate, too"),
    ("host_mayors_time", "most_minutes"): _("Minutes in a day at most"),
    ("host_mayors_time", "stretch_minutes"): _("Minutes without a break at most"),
    ("host_mayors_time", "break_minutes"): _("Minutes that count as a break"),
    ("rest_window", "night_minutes"): _("Minutes between two days at least"),
    ("meal_window", "from_hour"): _("One may eat from"),
    ("meal_window", "to_hour"): _("One may eat until"),
    ("meal_window", "meal_minutes"): _("Minutes to eat at least"),
    ("interpreter_language_missing", "relay"): _("One may interpret by way of a third language"),
    ("interpreter_on_duty_too_long", "most_minutes"): _("Minutes of work in a day at most"),
}
