"""A forum of 100 delegations and 60 engagements over three days, as crowded as the real ones, that breaks no rule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from sessions.engine.circumstances import Circumstances, Duty, Guest, Interpreter, Need, Quiet
from sessions.engine.values import Item, Leg, Part, Programme, Span

DELEGATIONS, EACH, DAYS = 100, 9, 3
PEOPLE = DELEGATIONS * EACH
MONDAY = datetime(2027, 5, 10, tzinfo=UTC)
LANGUAGES = ("zh-hans", "en", "fr", "ar")


def forum() -> Programme:
    """Everybody at the plenary and the dinner of each day; heads at two bilaterals and a sub-forum; visits by bus."""
    items = [item for day in range(DAYS) for item in _day(day)]
    people = range(1, PEOPLE + 1)
    legs = [leg for person in people for leg in (_leg(person, "in"), _leg(person, "out"))]
    return Programme(tuple(items), tuple(legs), "UTC", circumstances=_circumstances(items))


def _day(day: int) -> list[Item]:
    first = day * 20
    everybody = range(1, PEOPLE + 1)
    heads = [head for head in everybody if (head - 1) % EACH == 0]
    found = [
        _item(first + 1, "plenary", day, 9, 90, everybody, room=1, venue=1),
        _item(first + 2, "reception", day, 19, 120, everybody, room=2, venue=2),
    ]
    for n in range(4):  # sub-forums, each with a quarter of the heads and one more of each delegation
        members = [one for head in heads[n::4] for one in (head, head + 1, head + 2)]
        found.append(_item(first + 3 + n, "sub_forum", day, 11, 60, members, room=10 + n, venue=1))
    for n in range(4):
        members = [head + 3 + n for head in heads]
        found.append(_item(first + 7 + n, "site_visit", day, 14, 150, members, venue=20 + n))
    for n in range(10):  # bilaterals of two heads each
        pair = heads[(n * 2 + day * 20) % 100 :][:2]
        found.append(_item(first + 11 + n, "bilateral", day, 15, 30, pair, room=30 + n, venue=1))
    return found


def _item(id: int, kind: str, day: int, hour: int, minutes: int, people: object, **where: int) -> Item:
    start = MONDAY + timedelta(days=day, hours=hour)
    parts = tuple(Part(person, "guest") for person in people)  # type: ignore[attr-defined]  # a range or a list
    span = Span(start, start + timedelta(minutes=minutes))
    languages = LANGUAGES if kind in {"plenary", "sub_forum"} else ()
    return Item(id, kind, span=span, capacity=1000, parts=parts, languages=languages, seats=1000, **where)


def _leg(person: int, way: str) -> Leg:
    number, arrives = (person, True) if way == "in" else (PEOPLE + person, False)
    moment = MONDAY + (timedelta(hours=-8) if arrives else timedelta(days=DAYS, hours=9))
    zones = ("Europe/Dublin", "UTC") if arrives else ("UTC", "Europe/Dublin")
    return Leg(
        number, person, "in" if arrives else "out", "LN 1", "ORK", "PVG", *zones, moment, moment + timedelta(hours=6)
    )


def _circumstances(items: list[Item]) -> Circumstances:
    halls = [item for item in items if item.languages]
    guests = [
        Guest(p, (p - 1) // EACH, "member" if (p - 1) % EACH else "head", host=p <= EACH) for p in range(1, PEOPLE + 1)
    ]
    team = [Interpreter(n, f"Interpreter {n}", {"zh-hans": "A", LANGUAGES[1 + n % 3]: "B"}) for n in range(24)]
    midnights = [MONDAY + timedelta(days=day) for day in range(-1, DAYS + 2)]
    return Circumstances(
        needs={item.id: Need(set_up=15, clear=10) for item in items},
        guests={guest.delegate: guest for guest in guests},
        days=tuple(Span(midnight, midnight + timedelta(days=1)) for midnight in midnights),
        drives={(one, other): 25 for one in range(1, 24) for other in range(one + 1, 24)},
        quiet=tuple(Quiet(Span(m + timedelta(hours=13), m + timedelta(hours=13, minutes=30))) for m in midnights),
        interpreters=tuple(team),
        duties=tuple(duty for hall in halls for duty in _duties(hall, team)),
    )


def _duties(hall: Item, team: list[Interpreter]) -> list[Duty]:
    """Two interpreters in each of three booths; the four halls of one hour have a quarter of the team each."""
    quarter = (hall.room or 0) % 4 * 6
    return [
        Duty(hall.id, each.id, source, target)
        for each in team[quarter : quarter + 6]
        for one in [LANGUAGES[1 + each.id % 3]]
        for source, target in (("zh-hans", one), (one, "zh-hans"))
    ]


def crowd() -> Programme:
    """The same forum with nobody's days alike, so that nothing can be looked at for several at once."""
    calm, dice = forum(), Random(2027)
    whose: dict[int, list[Part]] = {item.id: [] for item in calm.items}
    for person in range(1, PEOPLE + 1):
        for id in dice.sample(sorted(whose), 9):
            whose[id].append(Part(person, "guest"))
    return replace(calm, items=tuple(replace(item, parts=tuple(whose[item.id])) for item in calm.items))
