"""The order of precedence: a chain of rules gives each place, and the reason for it.

Pure: values in, values out. Names come with ready sort keys, and nothing here knows a word of any language.

The order is total and does not depend on the order of what comes in. Two conventions make it so where data are
thin, and a reason says when one of them decided: what is not known goes after what is known, and a date that is
known only in part counts as the end of what is known of it, so that "2005" goes after every day of 2005.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise


class Rule(StrEnum):
    """What can decide a place. `KEY` and `HAND` are in no chain: the last breaker, and what somebody ordered."""

    RANK = "rank"
    OFFICE = "office"
    TIE = "tie"
    NOTIFIED = "notified"
    COUNTRY = "country"
    CITY = "city"
    LOT = "lot"
    KEY = "key"
    HAND = "hand"


CHAINED = tuple(rule for rule in Rule if rule not in (Rule.KEY, Rule.HAND))


class StandIn(StrEnum):
    """Where somebody goes who stands in for the one invited."""

    PRINCIPAL = "principal"  # takes that place, as British town halls have it
    AFTER = "after"  # after the principals of the same class
    OWN = "own"  # by the office he holds himself


class Known(StrEnum):
    FULL = "full"
    PART = "part"
    NOT = "not"


class Where(StrEnum):
    """Where a hand puts somebody."""

    BEFORE = "before"
    AFTER = "after"
    AT = "at"


@dataclass(frozen=True, slots=True)
class Word:
    """A name, and the key it sorts by in the language of the policy."""

    text: str = ""
    key: bytes = b""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whoever gets a place. Dates may be known in part: "2005", "1999-10"; empty is not known."""

    id: int
    key: str  # unique: the city's short name
    country: Word = Word()
    city: Word = Word()
    rank: str = ""
    office_since: str = ""
    stands_in: bool = False
    principal_rank: str = ""
    principal_since: str = ""
    tied_since: str = ""
    notified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A chain of rules with what they need. `ranks` are the classes, the highest first.

    `start` turns the alphabet of countries: the country drawn goes first, those before it in the alphabet last.
    """

    chain: tuple[Rule, ...]
    ranks: tuple[str, ...]
    stand_in: StandIn = StandIn.AFTER
    seed: str = ""
    start: Word | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody is put by hand before or after another (`other`), or at a place (`place`, from 1)."""

    id: int
    where: Where
    other: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """What a rule sees of a candidate: what it sorts by, and what can be said of it."""

    sort: tuple[int | str | bytes | bool, ...]
    text: str
    known: Known = Known.FULL
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place is before (`ahead`) or after that of the neighbour `other`: the rule, and what it saw of both."""

    rule: Rule
    other: int
    ahead: bool
    mine: Fact
    theirs: Fact

    @property
    def firm(self) -> bool:
        """Whether facts decided, and no convention about what is not known."""
        if Known.NOT in (self.mine.known, self.theirs.known):
            return False
        known_in_part = Known.PART in (self.mine.known, self.theirs.known)
        return not (known_in_part and _overlap(self.mine.text, self.theirs.text))


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule was asked about somebody and could not see all of what it asks for."""

    rule: Rule
    known: Known


@dataclass(frozen=True, slots=True)
class Place:
    """`reason` speaks of the neighbour above, for the first place of the one below; None for somebody alone."""

    number: int
    id: int
    reason: Reason | None
    gaps: tuple[Gap, ...] = ()
    by_hand: bool = False


def order(candidates: Iterable[Candidate], policy: Policy, moves: Sequence[Move] = ()) -> list[Place]:
    """Everybody in order, each with the reason. Moves are obeyed one after the other; those about strangers are not."""
    by_rules = sorted(candidates, key=lambda one: _sort_key(one, policy))
    natural = {one.id: number for number, one in enumerate(by_rules)}
    gaps = _gaps(by_rules, policy)
    told = [move for move in moves if is_possible(move, natural)]
    moved = {move.id for move in told}
    row = list(by_rules)
    for move in told:
        row = _moved(row, move)
    reasons = _reasons(row, policy, natural, moved)
    return [
        Place(number, one.id, reasons.get(one.id), gaps.get(one.id, ()), one.id in moved)
        for number, one in enumerate(row, start=1)
    ]


def is_possible(move: Move, present: Iterable[int]) -> bool:
    """Whether everybody the move speaks of has a place."""
    present = set(present)
    return move.id in present and (move.where == Where.AT or (move.other in present and move.other != move.id))


def explain(one: Candidate, other: Candidate, policy: Policy) -> Reason:
    """Which rule sets these two apart, and what it sees of each."""
    for rule in (*policy.chain, Rule.KEY):
        mine, theirs = FACTS[rule](one, policy), FACTS[rule](other, policy)
        if mine.sort != theirs.sort:
            return Reason(rule, other.id, mine.sort < theirs.sort, mine, theirs)
    raise ValueError(f"Two candidates have the key {one.key}.")


def draw_number(seed: str, key: str) -> str:
    """What the lot of this seed gives to the one of this key; the lower goes first. Others do not matter to it."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()[:12]


# --- what each rule sees


def _rank(one: Candidate, policy: Policy) -> Fact:
    as_himself = not one.stands_in or policy.stand_in == StandIn.OWN
    rank = one.rank if as_himself else one.principal_rank
    known = rank in policy.ranks
    level = policy.ranks.index(rank) if known else len(policy.ranks)
    behind = one.stands_in and policy.stand_in == StandIn.AFTER
    return Fact((level, behind), rank, Known.FULL if known else Known.NOT, one.stands_in)


def _office(one: Candidate, policy: Policy) -> Fact:
    for_another = one.stands_in and policy.stand_in == StandIn.PRINCIPAL
    return _date(one.principal_since if for_another else one.office_since)


def _tie(one: Candidate, policy: Policy) -> Fact:
    return _date(one.tied_since)


def _notified(one: Candidate, policy: Policy) -> Fact:
    if one.notified_at is None:
        return Fact((1, ""), "", Known.NOT)
    # A fixed width in one zone: texts then sort as the instants do.
    moment = one.notified_at.astimezone(UTC).isoformat(timespec="microseconds")
    return Fact((0, moment), moment)


def _country(one: Candidate, policy: Policy) -> Fact:
    before_the_drawn = policy.start is not None and one.country.key < policy.start.key
    return Fact((before_the_drawn, one.country.key), one.country.text)


def _city(one: Candidate, policy: Policy) -> Fact:
    return Fact((one.city.key,), one.city.text)


def _lot(one: Candidate, policy: Policy) -> Fact:
    drawn = draw_number(policy.seed, one.key) if policy.seed else ""
    return Fact((drawn,), drawn)


def _key(one: Candidate, policy: Policy) -> Fact:
    return Fact((one.key,), one.key)


FACTS: dict[Rule, Callable[[Candidate, Policy], Fact]] = {
    Rule.RANK: _rank,
    Rule.OFFICE: _office,
    Rule.TIE: _tie,
    Rule.NOTIFIED: _notified,
    Rule.COUNTRY: _country,
    Rule.CITY: _city,
    Rule.LOT: _lot,
    Rule.KEY: _key,
}
DATED = frozenset({Rule.OFFICE, Rule.TIE})


def _date(text: str) -> Fact:
    if not text:
        return Fact((1, ""), "", Known.NOT)
    return Fact((0, end_of(text)), text, Known.FULL if len(text) == 10 else Known.PART)


def end_of(date: str) -> str:
    """What a date sorts by: one that is known only in part counts as the end of what is known of it."""
    return date + "-99" * ((10 - len(date)) // 3)


def _overlap(one: str, other: str) -> bool:
    """Whether of two dates one lies within what is known of the other: the truth could be either way."""
    return one.startswith(other) or other.startswith(one)


# --- the order and its reasons


def _sort_key(one: Candidate, policy: Policy) -> tuple[tuple[int | str | bytes | bool, ...], ...]:
    return tuple(FACTS[rule](one, policy).sort for rule in (*policy.chain, Rule.KEY))


def _moved(row: list[Candidate], move: Move) -> list[Candidate]:
    who = next(one for one in row if one.id == move.id)
    rest = [one for one in row if one.id != move.id]
    if move.where == Where.AT:
        at = max(move.place, 1) - 1
    else:
        at = next(place for place, one in enumerate(rest) if one.id == move.other) + (move.where == Where.AFTER)
    return [*rest[:at], who, *rest[at:]]


def _reasons(row: list[Candidate], policy: Policy, natural: dict[int, int], moved: set[int]) -> dict[int, Reason]:
    found: dict[int, Reason] = {}
    for above, below in pairwise(row):
        found[below.id] = _reason(below, above, policy, ahead=False, natural=natural, moved=moved)
    if len(row) > 1:
        found[row[0].id] = _reason(row[0], row[1], policy, ahead=True, natural=natural, moved=moved)
    return found


def _reason(
    one: Candidate, other: Candidate, policy: Policy, *, ahead: bool, natural: dict[int, int], moved: set[int]
) -> Reason:
    # Of two neighbours whom the rules would put the other way round, one was moved.
    against_the_rules = (natural[one.id] < natural[other.id]) != ahead
    if one.id in moved or against_the_rules:
        return Reason(Rule.HAND, other.id, ahead, Fact((), ""), Fact((), ""))
    return explain(one, other, policy)


def _gaps(row: list[Candidate], policy: Policy) -> dict[int, tuple[Gap, ...]]:
    """What is missing for a firm place: facts that a rule had to ask for, because others were level so far."""
    found: dict[int, tuple[Gap, ...]] = {}
    so_far: dict[int, tuple[object, ...]] = {one.id: () for one in row}
    for rule in policy.chain:
        facts = {one.id: FACTS[rule](one, policy) for one in row}
        # Among those who are level so far: how many there are, and how many dates begin alike.
        level = Counter(so_far.values())
        alike = Counter((so_far[pk], part) for pk, fact in facts.items() for part in _parts(rule, fact))
        for pk, fact in facts.items():
            if level[so_far[pk]] > 1 and _is_gap(fact, [alike[so_far[pk], part] for part in _parts(rule, fact)]):
                found[pk] = (*found.get(pk, ()), Gap(rule, fact.known))
            so_far[pk] = (*so_far[pk], fact.sort)
    return found


def _parts(rule: Rule, fact: Fact) -> list[str]:
    """The year, the month and the day of a date, as far as it is known: "2005", "2005-05"."""
    return [fact.text[:end] for end in (4, 7, 10) if len(fact.text) >= end] if rule in DATED else []


def _is_gap(fact: Fact, sharing: list[int]) -> bool:
    """Nothing is known, or a date known in part which another date of its year (or month) could come before."""
    return fact.known == Known.NOT or (fact.known == Known.PART and sharing[-1] > 1)
