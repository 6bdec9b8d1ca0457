"""Everybody understands: the languages of a hall, and interpreters who know them and are not worn out."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sessions.engine.circumstances import Duty, Interpreter
from sessions.engine.rules.kinds import Finding, Parameter, rule
from sessions.engine.rules.survey import Placed, Survey, minutes, shared
from sessions.engine.writing import iso

# How many interpreters two languages take in one booth, by the length of the meeting in minutes: the recommendation
# of the International Association of Conference Interpreters (AIIC).
STAFFING = ((40, 1), (240, 2), (360, 3), (480, 4))


def interpreters_for(length: int) -> int:
    """How many interpreters a booth of two languages takes for a meeting of so many minutes."""
    return next((number for most, number in STAFFING if length <= most), STAFFING[-1][1] + 1)


@rule("warn", Parameter("relay", 1, 0, 1, "switch"))
def interpreter_language_missing(survey: Survey, relay: int) -> Iterator[Finding]:
    """A speech is given in a language of its hall, and somebody interprets it into each of the others."""
    planned = bool(survey.circumstances.interpreters)
    ways = _ways(survey)
    for placed in survey.placed:
        spoken = _tongue(survey.circumstances.need(placed.item.id).language)
        hall = _hall(survey, placed)
        offered = {_tongue(language) for language in hall.item.languages} if hall else set()
        if not spoken or not offered or hall is None:
            continue
        into = ways.get(hall.item.id, frozenset())
        missing = sorted(to for to in offered - {spoken} if planned and not _reaches(into, spoken, to, relay))
        if spoken not in offered:
            facts = {"language": spoken, "offered": " ".join(sorted(offered)), "why": "not offered"}
            yield Finding(_ids(placed, hall), (), facts)
        elif missing:
            yield Finding(_ids(placed, hall), (), {"language": spoken, "missing": " ".join(missing), "why": "nobody"})


def _hall(survey: Survey, placed: Placed) -> Placed | None:
    """The item that says which languages are offered: itself, or the nearest around it that does."""
    around = (placed.item.id, *survey.ancestors.get(placed.item.id, ()))
    found = (survey.by_id[pk] for pk in around if pk in survey.by_id)
    return next((each for each in found if each.item.languages), None)


def _ids(placed: Placed, hall: Placed) -> tuple[int, ...]:
    return (placed.item.id,) if placed is hall else (placed.item.id, hall.item.id)


def _ways(survey: Survey) -> dict[int, frozenset[tuple[str, str]]]:
    """From which language into which somebody interprets in each item: somebody who can, and who is there."""
    found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for duty, interpreter, placed in _at_work(survey):
        way = (_tongue(duty.source), _tongue(duty.target))
        if _can(interpreter, *way) and placed.item.span and interpreter.is_there(placed.item.span):
            found[placed.item.id].add(way)
    return {pk: frozenset(ways) for pk, ways in found.items()}


def _reaches(ways: frozenset[tuple[str, str]], source: str, target: str, relay: int) -> bool:
    if (source, target) in ways:
        return True
    return bool(relay) and any((source, pivot) in ways and (pivot, target) in ways for _, pivot in ways)


def _can(interpreter: Interpreter, source: str, target: str) -> bool:
    known = {_tongue(tag): level for tag, level in interpreter.languages.items()}
    return Interpreter(interpreter.id, interpreter.name, known).can(source, target)


def _tongue(tag: str) -> str:
    """The language without its script or country: who interprets Chinese does so in either script."""
    return tag.partition("-")[0].lower()


def _at_work(survey: Survey) -> Iterator[tuple[Duty, Interpreter, Placed]]:
    known = {interpreter.id: interpreter for interpreter in survey.circumstances.interpreters}
    for duty in survey.circumstances.duties:
        if duty.item in survey.by_id and duty.interpreter in known:
            yield duty, known[duty.interpreter], survey.by_id[duty.item]


@rule("warn")
def booth_too_small(survey: Survey) -> Iterator[Finding]:
    """The longer a meeting, the more interpreters take turns in a booth."""
    booths: defaultdict[tuple[int, frozenset[str]], set[int]] = defaultdict(set)
    for duty, _interpreter, placed in _at_work(survey):
        booths[placed.item.id, frozenset({_tongue(duty.source), _tongue(duty.target)})].add(duty.interpreter)
    for item in sorted({item for item, _ in booths}):
        short = []
        length = minutes(survey.by_id[item].end - survey.by_id[item].start)
        for (of, languages), team in sorted(booths.items(), key=lambda booth: sorted(booth[0][1])):
            if of == item and len(team) < interpreters_for(length):
                short.append(("-".join(sorted(languages)), str(len(team))))
        if short:
            facts = {
                "booths": " ".join(languages for languages, _ in short),
                "there_are": " ".join(number for _, number in short),
                "needed": str(interpreters_for(length)),
                "minutes": str(length),
            }
            yield Finding((item,), (), facts)


@rule("warn", Parameter("most_minutes", 6 * 60, 30, 12 * 60))
def interpreter_on_duty_too_long(survey: Survey, most_minutes: int) -> Iterator[Finding]:
    days: defaultdict[tuple[int, int], dict[int, Placed]] = defaultdict(dict)
    names = {each.id: each.name for each in survey.circumstances.interpreters}
    for duty, _interpreter, placed in _at_work(survey):
        days[survey.day_of(placed.start), duty.interpreter][placed.item.id] = placed
    for (_, interpreter), items in sorted(days.items()):
        total = sum((placed.end - placed.start for placed in items.values()), timedelta(0))
        if total > timedelta(minutes=most_minutes):
            facts = {
                "interpreter": str(interpreter),
                "name": names[interpreter],
                "minutes": str(minutes(total)),
                "most": str(most_minutes),
                "starts_at": iso(min(placed.start for placed in items.values())),
            }
            yield Finding(tuple(sorted(items)), (), facts)


@rule("block")
def interpreter_twice_at_once(survey: Survey) -> Iterator[Finding]:
    work: defaultdict[int, dict[int, Placed]] = defaultdict(dict)
    for _duty, interpreter, placed in _at_work(survey):
        work[interpreter.id][placed.item.id] = placed
    torn: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for interpreter_id, items in work.items():
        in_order = sorted(items.values(), key=lambda placed: placed.start)
        for one, other in survey.overlapping(in_order):
            torn[one.item.id, other.item.id].append(interpreter_id)
    names = {each.id: each.name for each in survey.circumstances.interpreters}
    for (one_id, other_id), who in sorted(torn.items()):
        facts = {"interpreters": " ".join(map(str, sorted(who))), "names": ", ".join(sorted(names[pk] for pk in who))}
        yield Finding((one_id, other_id), (), facts | shared(survey.by_id[one_id], survey.by_id[other_id]))
