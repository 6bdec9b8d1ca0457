"""The order of precedence: a chain of rules gives each place, and the reason for it.

Pure: values in, values out. Names come with ready sort keys, and nothing here knows a word of any language.

The order is total and does not depend on the order of what comes in. Two conventions make it so where data are
thin, and a reason says when one of them decided: what is not known goes after what is known, and a date that is
known only in part counts as the end of what is known of it, so that "2005" goes after every day of 2005.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby, pairwise


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
    seen = {one.id: _seen(one, policy) for one in candidates}
    by_rules = sorted(seen, key=lambda pk: [fact.sort for fact in seen[pk]])
    gaps = _gaps(by_rules, seen, policy)
    told = [move for move in moves if is_possible(move, seen)]
    moved = {move.id for move in told}
    row = by_rules
    for move in told:
        row = _moved(row, move)
    reasons = _reasons(row, by_rules, seen, moved, (*policy.chain, Rule.KEY))
    return [Place(number, pk, reasons.get(pk), gaps.get(pk, ()), pk in moved) for number, pk in enumerate(row, start=1)]


def is_possible(move: Move, present: Container[int]) -> bool:
    """Whether everybody the move speaks of has a place."""
    return move.id in present and (move.where == Where.AT or (move.other in present and move.other != move.id))


def explain(one: Candidate, other: Candidate, policy: Policy) -> Reason:
    """Which rule sets these two apart, and what it sees of each."""
    return _reason(other.id, _seen(one, policy), _seen(other, policy), (*policy.chain, Rule.KEY))


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

Seen = tuple[Fact, ...]  # of one candidate, a fact for each rule in turn


def _seen(one: Candidate, policy: Policy) -> Seen:
    return tuple(FACTS[rule](one, policy) for rule in (*policy.chain, Rule.KEY))


def _moved(row: list[int], move: Move) -> list[int]:
    rest = [pk for pk in row if pk != move.id]
    at = max(move.place, 1) - 1 if move.where == Where.AT else rest.index(move.other) + (move.where == Where.AFTER)
    return [*rest[:at], move.id, *rest[at:]]


def _reasons(
    row: list[int], by_rules: list[int], seen: dict[int, Seen], moved: set[int], chain: tuple[Rule, ...]
) -> dict[int, Reason]:
    natural = {pk: number for number, pk in enumerate(by_rules)}

    def why(one: int, other: int, *, ahead: bool) -> Reason:
        # Of two neighbours whom the rules would put the other way round, one was moved.
        against_the_rules = (natural[one] < natural[other]) != ahead
        if one in moved or against_the_rules:
            return Reason(Rule.HAND, other, ahead, NOTHING, NOTHING)
        return _reason(other, seen[one], seen[other], chain)

    found = {below: why(below, above, ahead=False) for above, below in pairwise(row)}
    if len(row) > 1:
        found[row[0]] = why(row[0], row[1], ahead=True)
    return found


NOTHING = Fact((), "")


def _reason(other: int, mine: Seen, theirs: Seen, chain: tuple[Rule, ...]) -> Reason:
    for rule, one, another in zip(chain, mine, theirs, strict=True):
        if one.sort != another.sort:
            return Reason(rule, other, one.sort < another.sort, one, another)
    raise ValueError(f"Two candidates have the key {mine[-1].text}.")


def _gaps(row: list[int], seen: dict[int, Seen], policy: Policy) -> dict[int, tuple[Gap, ...]]:
    """What is missing for a firm place: facts that a rule had to ask for, because others were level so far."""
    found: dict[int, tuple[Gap, ...]] = {}
    level = [row]  # groups of those who are level so far
    for place, rule in enumerate(policy.chain):
        level = [group for group in level if len(group) > 1]
        for group in level:
            for pk, known in _gaps_of_a_group({pk: seen[pk][place] for pk in group}, rule):
                found[pk] = (*found.get(pk, ()), Gap(rule, known))
        level = [
            list(part)
            for group in level
            # The row is in order, so that equals stand together.
            for _sort, part in groupby(group, key=lambda pk, place=place: seen[pk][place].sort)  # type: ignore[misc]
        ]
    return found


def _gaps_of_a_group(facts: dict[int, Fact], rule: Rule) -> Iterator[tuple[int, Known]]:
    """Nothing is known, or a date known in part which another date of its year (or month) could come before."""
    alike = Counter(part for fact in facts.values() for part in _parts(fact)) if rule in DATED else Counter[str]()
    for pk, fact in facts.items():
        if fact.known == Known.NOT or (fact.known == Known.PART and alike[fact.text] > 1):
            yield pk, fact.known


def _parts(fact: Fact) -> list[str]:
    """The year, the month and the day of a date, as far as it is known: "2005", "2005-05"."""
    return [fact.text[:end] for end in (4, 7, 10) if len(fact.text) >= end]
