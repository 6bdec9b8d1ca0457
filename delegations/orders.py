"""The bridge between rows and the order of precedence; whoever sorts guests asks here.

`places(edition)` gives the place of each delegation in force. An order that is frozen and one made just now have
the same shape, `value`: JSON with the policy, every place, its reason and the facts that were seen.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from delegations.models import Delegate, Delegation, FrozenOrder, Invitation, OrderPolicy, PlaceByHand
from delegations.models.answers import Answer
from delegations.precedence import Candidate, Move, Place, Policy, Rule, StandIn, Where, Word, end_of, order
from forum import collation, countries, names
from forum.models import Edition, Office, Tenure, Tie

Value = dict[str, Any]
RANKS = tuple(map(str, Office.RankClass))  # the highest first


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a delegation, whichever policy asks."""

    delegation: Delegation
    head: Delegate | None
    holds_office: bool  # on file, in that city, on the first day of the event
    rank: str
    office_since: str
    stands_in: bool
    principal_rank: str
    principal_since: str
    tied_since: str
    notified_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """The order as policy, facts and hands make it now."""

    edition: Edition
    policy: OrderPolicy
    facts: tuple[Facts, ...]
    by_hand: tuple[PlaceByHand, ...] = ()

    @cached_property
    def places(self) -> list[Place]:
        candidates = [candidate(one, self.policy) for one in self.facts]
        return order(candidates, engine_policy(self.policy), [_move(one) for one in self.by_hand])

    @cached_property
    def value(self) -> Value:
        """As JSON, to be shown or frozen."""
        known = {one.delegation.pk: one for one in self.facts}
        hands = {one.delegation_id: one for one in self.by_hand}
        return {
            "policy": policy_value(self.policy),
            "places": [_place_value(place, known[place.id], hands.get(place.id)) for place in self.places],
        }

    @property
    def checksum(self) -> str:
        return checksum(self.value)


def now(edition: Edition, policy: OrderPolicy | None = None, *, with_hands: bool = True) -> Standing:
    """The order of those who come or may come, by the current policy if none is named. Always as many queries."""
    hands = tuple(PlaceByHand.objects.within(edition).standing().in_turn()) if with_hands else ()
    return Standing(edition, policy or current_policy(edition), facts_of(edition), hands)


def places(edition: Edition) -> dict[int, int]:
    """The place in force of each delegation by its key: as frozen, and whoever came later after those, as of now."""
    frozen = FrozenOrder.objects.in_force(edition)
    fixed = [int(one["delegation"]) for one in frozen.value["places"]] if frozen else []
    living = [place.id for place in now(edition).places]
    row = list(dict.fromkeys([*(pk for pk in fixed if pk in set(living)), *living]))
    return {pk: number for number, pk in enumerate(row, start=1)}


def in_order(rows: Iterable[Delegation], edition: Edition) -> list[Delegation]:
    """Delegations by their place in force; those without one, such as the host's own and who declined, come last."""
    found = places(edition)
    return sorted(rows, key=lambda row: (found.get(row.pk, len(found) + 1), row.pk))


def people_in_order(rows: Iterable[Delegate], edition: Edition) -> list[Delegate]:
    """People by the place of their delegation in force, and within it as it lists them: participants, place cards."""
    found = places(edition)
    return sorted(rows, key=lambda row: (found.get(row.delegation_id, len(found) + 1), row.place, row.pk))


def by_country(rows: Iterable[Delegation], language: str) -> list[Delegation]:
    """Delegations in the alphabet of a language, by country and then by city."""
    return sorted(rows, key=lambda row: (_country_key(row, language), _city_key(row, language)))


def by_city(rows: Iterable[Delegation], language: str) -> list[Delegation]:
    return sorted(rows, key=lambda row: (_city_key(row, language), row.pk))


def _country_key(row: Delegation, language: str) -> bytes:
    return collation.key(countries.name(row.city.country, language), language)


def _city_key(row: Delegation, language: str) -> bytes:
    return collation.key(row.city.name_in(language), language)


# --- the policy


def current_policy(edition: Edition) -> OrderPolicy:
    """The policy the order is made by; where none was chosen, one that is not saved, as handbooks have it."""
    found: OrderPolicy | None = OrderPolicy.objects.within(edition).current().first()
    return found or handbook(edition)


def handbook(edition: Edition) -> OrderPolicy:
    """Rank, then the time the composition was notified, then the country in the English alphabet."""
    chain = [Rule.RANK, Rule.NOTIFIED, Rule.COUNTRY, Rule.CITY]
    return OrderPolicy(edition=edition, name="", chain=list(map(str, chain)), is_current=True)


def engine_policy(row: OrderPolicy) -> Policy:
    return Policy(
        chain=tuple(Rule(rule) for rule in row.chain),
        ranks=RANKS,
        stand_in=StandIn(row.stand_in),
        seed=row.seed,
        start=_country(row.start, row) if row.start else None,
    )


def policy_value(row: OrderPolicy) -> Value:
    fields = ("name", "chain", "language", "name_form", "variant", "stand_in", "seed", "start")
    return {field: getattr(row, field) for field in fields}


def checksum(value: Value) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# --- facts, read with as many queries for one delegation as for two hundred


def facts_of(edition: Edition) -> tuple[Facts, ...]:
    """Of every guest delegation that has not declined. Who holds an office is asked of the first day of the event."""
    ties = _ties_of(edition)
    return tuple(_facts(row, edition, ties.get(row.city_id, "")) for row in _ranked(edition))


def _ranked(edition: Edition) -> "QuerySet[Delegation]":
    heads = Delegate.objects.filter(role=Delegate.Role.HEAD).select_related("person").scoped()
    heads = heads.prefetch_related(Prefetch("person__tenures", Tenure.objects.select_related("office")))
    letters = Invitation.objects.open().scoped().select_related("office").prefetch_related("office__tenures")
    rows = Delegation.objects.within(edition).guests().standing().exclude(answer=Answer.NO).select_related("city")
    return rows.order_by("city__key").prefetch_related(
        Prefetch("delegates", heads, to_attr="heads"),
        Prefetch("invitations", letters.order_by("pk"), to_attr="letters"),
    )


def _ties_of(edition: Edition) -> dict[int, str]:
    """The earliest date of a tie of each city with the host."""
    host = edition.city_id
    found: dict[int, str] = {}
    for one, other, signed in Tie.objects.filter(Q(one=host) | Q(other=host)).values_list("one", "other", "signed"):
        city = other if one == host else one
        if signed and (city not in found or end_of(signed) < end_of(found[city])):
            found[city] = signed
    return found


def _facts(row: Any, edition: Edition, tied_since: str) -> Facts:
    head: Delegate | None = row.heads[0] if row.heads else None
    office: Office | None = row.letters[0].office if row.letters else None
    principal = office.holder(edition.starts_on) if office else None
    own = _own_tenure(head, office, row.city_id, edition) if head else None
    stands_in = _stands_in(row, head, own, office, principal)
    # The holder of the office is expected until somebody else is named.
    is_expected = own is None and not stands_in and office is not None
    rank = own.office.rank_class if own else office.rank_class if office and is_expected else ""
    return Facts(
        delegation=row,
        head=head,
        holds_office=own is not None,
        rank=rank or (head.rank_class if head else ""),
        office_since=own.since if own else principal.since if principal and is_expected else "",
        stands_in=stands_in,
        principal_rank=office.rank_class if office else "",
        principal_since=principal.since if principal else "",
        tied_since=tied_since,
        notified_at=row.registered_at,
    )


def _own_tenure(head: Delegate, office: Office | None, city: int, edition: Edition) -> Tenure | None:
    """The office the head holds in that city: the one that was invited, or else the highest."""
    held = [one for one in head.person.tenures.all() if one.office.city_id == city and one.holds_on(edition.starts_on)]
    invited = office.pk if office else 0
    return min(held, key=lambda one: (one.office_id != invited, _level(one.office.rank_class)), default=None)


def _level(rank: str) -> int:
    return RANKS.index(rank) if rank in RANKS else len(RANKS)


def _stands_in(
    row: Delegation, head: Delegate | None, own: Tenure | None, office: Office | None, principal: Tenure | None
) -> bool:
    if office is None or (own is not None and own.office_id == office.pk):
        return False
    if row.answer == Answer.REPRESENTED:
        return True
    return head is not None and principal is not None and principal.person_id != head.person_id


def candidate(facts: Facts, policy: OrderPolicy) -> Candidate:
    """The facts with names in the language of a policy."""
    city = facts.delegation.city
    name = city.name_in(policy.language)
    return Candidate(
        id=facts.delegation.pk,
        key=city.key,
        country=_country(city.country, policy),
        city=Word(name, collation.key(name, policy.language, policy.variant)),
        rank=facts.rank,
        office_since=facts.office_since,
        stands_in=facts.stands_in,
        principal_rank=facts.principal_rank,
        principal_since=facts.principal_since,
        tied_since=facts.tied_since,
        notified_at=facts.notified_at,
    )


def _country(code: str, policy: OrderPolicy) -> Word:
    name = countries.name(code, policy.language, policy.name_form)
    return Word(name, collation.key(name, policy.language, policy.variant))


def _move(row: PlaceByHand) -> Move:
    return Move(row.delegation_id, Where(row.where), row.other_id or 0, row.place or 0)


# --- as JSON


def _place_value(place: Place, facts: Facts, hand: PlaceByHand | None) -> Value:
    reason, city = place.reason, facts.delegation.city
    return {
        "number": place.number,
        "delegation": place.id,
        "city": city.names,
        "native": city.native_name,
        "country": city.country,
        "head": names.full(facts.head.person) if facts.head else "",
        "native_head": facts.head.person.native_name if facts.head else "",
        "rank": facts.rank,
        "principal_rank": facts.principal_rank,
        "stands_in": facts.stands_in,
        "gaps": [{"rule": str(gap.rule), "known": str(gap.known)} for gap in place.gaps],
        "hand": _hand_value(hand) if hand and place.by_hand else None,
        "reason": reason
        and {
            "rule": str(reason.rule),
            "other": reason.other,
            "ahead": reason.ahead,
            "firm": reason.firm,
            "mine": {"text": reason.mine.text, "known": str(reason.mine.known), "stands_in": reason.mine.stands_in},
            "theirs": {
                "text": reason.theirs.text,
                "known": str(reason.theirs.known),
                "stands_in": reason.theirs.stands_in,
            },
        },
    }


def _hand_value(row: PlaceByHand) -> Value:
    return {"reason": row.reason, "by": str(row.given_by or ""), "at": row.given_at.isoformat()}


def moved(before: Sequence[Value], after: Sequence[Value]) -> dict[int, tuple[int | None, int | None]]:
    """Whose place differs between two lists of places, by delegation: the number before and after; None is absent."""
    was = {int(one["delegation"]): int(one["number"]) for one in before}
    now = {int(one["delegation"]): int(one["number"]) for one in after}
    both = dict.fromkeys([*was, *now])
    return {pk: (was.get(pk), now.get(pk)) for pk in both if was.get(pk) != now.get(pk)}
