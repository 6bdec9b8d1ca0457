"""Nobody is here before he has landed, or after he has left."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sessions.engine.rules.kinds import Finding, Parameter, rule
from sessions.engine.rules.survey import Placed, Run, Survey, times
from sessions.engine.values import Leg
from sessions.engine.writing import iso

EVER_BEFORE = datetime.min.replace(tzinfo=UTC)
EVER_AFTER = datetime.max.replace(tzinfo=UTC)


class Absence(NamedTuple):
    """A stretch in which somebody is away: before he has landed, or after he has left."""

    since: datetime
    until: datetime
    leg: Leg


AbsencesOf = Callable[[list[Run], timedelta], Iterable[Absence]]


@rule("block", Parameter("clear_after_landing_minutes", 90, 0, 360))
def nobody_before_landing(survey: Survey, clear_after_landing_minutes: int) -> Iterator[Finding]:
    for placed, person, absence in _away(survey, _until_landing, clear_after_landing_minutes):
        yield _journey(placed, person, absence.leg, {"clear_at": iso(absence.until)})


@rule("block", Parameter("gone_before_departure_minutes", 120, 0, 360))
def nobody_after_departure(survey: Survey, gone_before_departure_minutes: int) -> Iterator[Finding]:
    for placed, person, absence in _away(survey, _since_departure, gone_before_departure_minutes):
        yield _journey(placed, person, absence.leg, {"gone_at": iso(absence.since)})


def _away(survey: Survey, absences_of: AbsencesOf, minutes: int) -> Iterator[tuple[Placed, int, Absence]]:
    """Every item that somebody with a part in it would miss."""
    margin, none = timedelta(minutes=minutes), timedelta(0)
    for person, items in survey.items_of.items():
        runs = survey.runs.get(person)
        if not runs:
            continue
        ordinary = [one for one in absences_of(runs, margin) if _meets_any(one, items)]
        if not ordinary:
            continue
        # The car waits at the airport: a transfer may begin with the landing and end with the departure.
        by_car = list(absences_of(runs, none))
        for placed in items:
            for absence in by_car if placed.item.kind == "transfer" else ordinary:
                if placed.start < absence.until and absence.since < placed.end:
                    yield placed, person, absence


def _meets_any(absence: Absence, items: tuple[Placed, ...]) -> bool:
    return items[0].start < absence.until and any(absence.since < placed.end for placed in items)


def _until_landing(runs: list[Run], margin: timedelta) -> Iterator[Absence]:
    for n, (direction, run) in enumerate(runs):
        if direction == "in":
            yield Absence(run[0].leaves_at if n else EVER_BEFORE, run[-1].lands_at + margin, run[-1])


def _since_departure(runs: list[Run], margin: timedelta) -> Iterator[Absence]:
    for n, (direction, run) in enumerate(runs, start=1):
        if direction == "out":
            back = runs[n][1][0].leaves_at if n < len(runs) else EVER_AFTER
            yield Absence(run[0].leaves_at - margin, back, run[0])


def _journey(placed: Placed, person: int, leg: Leg, facts: dict[str, str]) -> Finding:
    flight = {
        "leg": str(leg.id),
        "flight": leg.number,
        "origin": leg.origin,
        "destination": leg.destination,
        "origin_zone": leg.origin_zone,
        "destination_zone": leg.destination_zone,
        "leaves_at": iso(leg.leaves_at),
        "lands_at": iso(leg.lands_at),
    }
    if leg.mode:
        flight["mode"] = leg.mode
    return Finding((placed.item.id,), (person,), facts | flight | times(placed))
