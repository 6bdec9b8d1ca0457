"""Who can be where: once at a time, in time from one house to the next, coming at all, in person where it matters."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sessions.engine.rules.kinds import Finding, Parameter, rule
from sessions.engine.rules.survey import Pair, Placed, Survey, minutes, shared, times
from sessions.engine.writing import iso

# Parts that a programme prints with a name, and those of which a text or a speech depends.
SEEN = frozenset({"chair", "moderator", "speaker", "signatory"})
IN_PERSON = frozenset({"chair", "speaker", "signatory"})


class Gathered:
    """Findings about two items, with everybody whom they concern."""

    def __init__(self) -> None:
        self._people: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self._pairs: dict[tuple[int, int], Pair] = {}

    def add(self, one: Placed, other: Placed, people: tuple[int, ...]) -> None:
        both = (one.item.id, other.item.id)
        self._pairs[both] = (one, other)
        self._people[both].extend(people)

    def __iter__(self) -> Iterator[tuple[Placed, Placed, tuple[int, ...]]]:
        for both, people in self._people.items():
            yield (*self._pairs[both], tuple(sorted(people)))


@rule("block", least="warn")
def nobody_twice_at_once(survey: Survey) -> Iterator[Finding]:
    torn = Gathered()
    for people, items in survey.same:
        for one, other in survey.overlapping(items):
            torn.add(one, other, people)
    for one, other, whom in torn:
        yield Finding((one.item.id, other.item.id), whom, shared(one, other))


@rule("block", Parameter("unknown_minutes", 20, 0, 240))
def travel_time_between_venues(survey: Survey, unknown_minutes: int) -> Iterator[Finding]:
    """From one venue to the next it takes as long as the drive; a transfer in between is the drive."""
    late = Gathered()
    for people, items in survey.same:
        for before, after in _moves(items):
            if not survey.together(before.item, after.item) and _missing(survey, before, after, unknown_minutes) > 0:
                late.add(before, after, people)
    for before, after, whom in late:
        needed, known = _drive(survey, before, after, unknown_minutes)
        facts = {
            "needed": str(needed),
            "there_is": str(minutes(after.start - before.end)),
            "there_at": iso(before.end + timedelta(minutes=needed)),
            **({} if known else {"assumed": "yes"}),
        }
        yield Finding((before.item.id, after.item.id), whom, facts | times(after), assumed=not known)


def _moves(items: tuple[Placed, ...]) -> Iterator[Pair]:
    """Each item at another venue than what this person did last before it, unless a transfer lies between."""
    last: Placed | None = None
    for later in items:
        if later.item.kind == "transfer":
            last = None
        elif later.item.venue is not None:
            if last and last.item.venue != later.item.venue and last.end <= later.start:
                yield last, later
            if last is None or later.end >= last.end:
                last = later


def _drive(survey: Survey, before: Placed, after: Placed, unknown: int) -> tuple[int, bool]:
    assert before.item.venue is not None and after.item.venue is not None, "only moves between venues are asked for"
    known = survey.circumstances.drive(before.item.venue, after.item.venue)
    return (unknown, False) if known is None else (known, True)


def _missing(survey: Survey, before: Placed, after: Placed, unknown: int) -> float:
    needed, _known = _drive(survey, before, after, unknown)
    return needed * 60 - (after.start - before.end).total_seconds()


@rule("warn")
def nobody_who_declined(survey: Survey) -> Iterator[Finding]:
    declined = frozenset(survey.programme.declined)
    for _, _, item in survey.placed:
        if absent := survey.people[item.id] & declined:
            yield Finding((item.id,), tuple(sorted(absent)), {})


@rule("warn", Parameter("accepted_too", 0, 0, 1, "switch"))
def speaker_not_confirmed(survey: Survey, accepted_too: int) -> Iterator[Finding]:
    """Whom the programme prints as speaking, chairing or signing should have said that he comes."""
    guests, declined = survey.circumstances.guests, frozenset(survey.programme.declined)
    waiting = {
        pk
        for pk, guest in guests.items()
        if not guest.confirmed or (accepted_too and not (guest.accepted or guest.host))
    }
    for _, _, item in survey.placed:
        found = {part.delegate for part in item.parts if part.role in SEEN and part.delegate in waiting} - declined
        if found:
            yield Finding((item.id,), tuple(sorted(found)), {})


@rule("warn")
def head_required_but_deputy(survey: Survey) -> Iterator[Finding]:
    """Where the head is asked for in person, nobody else of the delegation speaks, chairs or signs."""
    guests = survey.circumstances.guests
    for _, _, item in survey.placed:
        if not survey.circumstances.need(item.id).head:
            continue
        leading = {
            guests[p.delegate].delegation for p in item.parts if p.delegate in guests and guests[p.delegate].leads
        }
        instead = {
            part.delegate
            for part in item.parts
            if part.role in IN_PERSON
            and part.delegate in guests
            and not guests[part.delegate].leads
            and guests[part.delegate].delegation not in leading
        }
        if instead:
            yield Finding((item.id,), tuple(sorted(instead)), {})
