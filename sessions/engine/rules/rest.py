"""What people need besides a programme: a night, a meal, hours of their own; and how much the host mayor can give."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sessions.engine.circumstances import Quiet
from sessions.engine.rules.kinds import Finding, Parameter, rule
from sessions.engine.rules.people import Gathered
from sessions.engine.rules.survey import Placed, Survey, minutes
from sessions.engine.spans import Span
from sessions.engine.writing import iso

DAY = 24 * 60
MEALS = frozenset({"reception"})  # at these one eats


@rule("warn", Parameter("night_minutes", 9 * 60, 0, 14 * 60))
def rest_window(survey: Survey, night_minutes: int) -> Iterator[Finding]:
    """Between the last item of a day and the first of the next lies a night."""
    short = Gathered()
    for people, items in survey.same:
        for last, first in _nights(survey, items):
            if timedelta(0) < first.start - last.end < timedelta(minutes=night_minutes):
                short.add(last, first, people)
    for last, first, whom in short:
        facts = {
            "there_is": str(minutes(first.start - last.end)),
            "needed": str(night_minutes),
            "rested_at": iso(last.end + timedelta(minutes=night_minutes)),
            "ends_at": iso(last.end),
            "starts_at": iso(first.start),
        }
        yield Finding((last.item.id, first.item.id), whom, facts)


def _nights(survey: Survey, items: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    last: Placed | None = None
    day = -1
    for placed in items:
        today = survey.day_of(placed.start)
        if last and today == day + 1:
            yield last, placed
        if last is None or placed.end >= last.end or today != day:
            last = placed
        day = today


@rule(
    "info",
    Parameter("from_hour", 11 * 60 + 30, 13 * 30, 23 * 60, "hour"),
    Parameter("to_hour", 14 * 60, 7 * 60, DAY, "hour"),
    Parameter("meal_minutes", 30, 5, 180),
)
def meal_window(survey: Survey, from_hour: int, to_hour: int, meal_minutes: int) -> Iterator[Finding]:
    """Around noon there is time to eat, unless the item itself is a meal."""
    days = enumerate(survey.circumstances.days, start=1)
    noons = {number: noon for number, day in days if (noon := _hours(day, from_hour, to_hour))}
    busy: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for people, items in survey.same:
        for number, meant in _by_day(survey, items).items():
            within = _during(meant, noons[number]) if number in noons else []
            if within and _longest_gap(within, noons[number]) < timedelta(minutes=meal_minutes):
                busy[tuple(placed.item.id for placed in within)].extend(people)
    for ids, whom in busy.items():
        noon = noons[survey.day_of(survey.by_id[ids[0]].start)]
        facts = {"since": iso(noon.start), "until": iso(noon.end), "needed": str(meal_minutes)}
        yield Finding(ids, tuple(sorted(whom)), facts)


def _hours(day: Span, since: int, until: int) -> Span | None:
    """The hours of a day. Clocks change at night: counted from the midnight that follows, noon is noon."""
    if since >= until:
        return None
    return Span(day.end - timedelta(minutes=DAY - since), day.end - timedelta(minutes=DAY - until))


def _during(items: Iterable[Placed], noon: Span) -> list[Placed]:
    """What keeps people from eating; nothing does if one of it is a meal."""
    within = [placed for placed in items if placed.start < noon.end and noon.start < placed.end]
    return [] if any(placed.item.kind in MEALS for placed in within) else within


def _by_day(survey: Survey, items: Iterable[Placed]) -> dict[int, list[Placed]]:
    days: defaultdict[int, list[Placed]] = defaultdict(list)
    for placed in items:
        days[survey.day_of(placed.start)].append(placed)
    return days


def _longest_gap(busy: list[Placed], window: Span) -> timedelta:
    longest, free_since = timedelta(0), window.start
    for placed in busy:
        longest = max(longest, placed.start - free_since)
        free_since = max(free_since, placed.end)
    return max(longest, window.end - free_since)


@rule("warn")
def quiet_window(survey: Survey) -> Iterator[Finding]:
    """Nobody is asked for anything in the hours that were kept free for him."""
    for placed in survey.placed:
        met = [(quiet, whom) for quiet in survey.circumstances.quiet if (whom := _disturbed(survey, placed, quiet))]
        if met:
            facts = {
                "since": iso(min(quiet.span.start for quiet, _ in met)),
                "until": iso(max(quiet.span.end for quiet, _ in met)),
            }
            yield Finding((placed.item.id,), tuple(sorted(frozenset().union(*(whom for _, whom in met)))), facts)


def _disturbed(survey: Survey, placed: Placed, quiet: Quiet) -> frozenset[int]:
    if not (placed.start < quiet.span.end and quiet.span.start < placed.end):
        return frozenset()
    people = survey.people[placed.item.id]
    return people if quiet.delegates is None else people & quiet.delegates


@rule(
    "warn",
    Parameter("most_minutes", 7 * 60, 30, 16 * 60),
    Parameter("stretch_minutes", 3 * 60, 30, 12 * 60),
    Parameter("break_minutes", 15, 0, 120),
)
def host_mayors_time(survey: Survey, most_minutes: int, stretch_minutes: int, break_minutes: int) -> Iterator[Finding]:
    """The host mayor is wanted everywhere: so much in a day, and a break before it has been too long."""
    hosts = [guest.delegate for guest in survey.circumstances.guests.values() if guest.host and guest.leads]
    for host in hosts:
        for _, items in sorted(_by_day(survey, survey.items_of.get(host, ())).items()):
            ids = tuple(placed.item.id for placed in items)
            stretches = list(_stretches(items, timedelta(minutes=break_minutes)))
            total = sum(_busy(items), timedelta(0))
            longest = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
            facts = {"starts_at": iso(items[0].start), "minutes": str(minutes(total)), "most": str(most_minutes)}
            if total > timedelta(minutes=most_minutes):
                yield Finding(ids, (host,), facts)
            elif longest[1] - longest[0] > timedelta(minutes=stretch_minutes):
                facts |= {"since": iso(longest[0]), "until": iso(longest[1]), "break": str(break_minutes)}
                yield Finding(ids, (host,), facts)


def _stretches(items: Iterable[Placed], rest: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """From when until when without a break of this length."""
    since = until = None
    for placed in items:
        if since is None or until is None:
            since, until = placed.start, placed.end
        elif placed.start > until and placed.start - until >= rest:
            yield since, until
            since, until = placed.start, placed.end
        else:
            until = max(until, placed.end)
    if since is not None and until is not None:
        yield since, until


def _busy(items: Iterable[Placed]) -> Iterator[timedelta]:
    for since, until in _stretches(items, timedelta(0)):
        yield until - since
