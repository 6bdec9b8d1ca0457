"""The order of precedence: policies, lots, places by hand, and orders that are frozen."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from delegations import orders
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Delegation, Draw, FrozenOrder, OrderPolicy, PlaceByHand
from forum import clock, ledger
from forum.models import Edition, User


class NameTaken(Exception):
    """Another policy of the edition has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a policy “{name}” already.")
        self.name = name


class OrderIsMadeByIt(Exception):
    """The current policy cannot be deleted: the order is made by it."""

    def __init__(self, policy: OrderPolicy) -> None:
        super().__init__(f"The order is made by “{policy}”. Choose another policy first.")
        self.policy = policy


class NobodyToDraw(Exception):
    """No delegation has a place yet, so there is no country to draw."""


class NothingNew(Exception):
    """The order is word for word the one that is in force."""

    def __init__(self, frozen: FrozenOrder) -> None:
        super().__init__(f"Nothing has changed since version {frozen.number}.")
        self.frozen = frozen


class OrderHasMoved(Exception):
    """The order has changed since it was shown to whoever freezes it."""

    def __init__(self) -> None:
        super().__init__("The order has changed since it was shown. Look at it again before freezing it.")


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody writes down of a policy."""

    name: str
    chain: tuple[str, ...]
    language: str = "en"
    name_form: str = OrderPolicy.NameForm.COMMON
    variant: str = ""
    stand_in: str = OrderPolicy.StandIn.AFTER


def terms_of(policy: OrderPolicy) -> Terms:
    return Terms(policy.name, tuple(policy.chain), policy.language, policy.name_form, policy.variant, policy.stand_in)


@transaction.atomic
def add_policy(edition: Edition, terms: Terms, *, by: User | None) -> OrderPolicy:
    """A new policy; the first of an edition is the one the order is made by. The same sent twice is one.

    Raises NameTaken.
    """
    edition = _locked(edition)
    rows = OrderPolicy.objects.within(edition)
    twin: OrderPolicy | None = rows.filter(name=terms.name).first()
    if twin:
        if terms_of(twin) == terms:
            return twin
        raise NameTaken(terms.name)
    policy: OrderPolicy = OrderPolicy.objects.create(edition=edition, is_current=not rows.exists(), **_fields(terms))
    _record("policy.added", policy, by, after=_fields(terms))
    return policy


@transaction.atomic
def change_policy(policy: OrderPolicy, terms: Terms, *, seen: int, by: User) -> OrderPolicy:
    """Correct a policy; the same again changes nothing. Raises Stale, NameTaken or OrderPolicy.DoesNotExist."""
    edition = _locked(policy.edition)
    row: OrderPolicy = OrderPolicy.objects.within(edition).select_for_update(of=("self",)).get(pk=policy.pk)
    before = terms_of(row)
    if before == terms:
        return row
    refuse_stale(row, seen)
    if OrderPolicy.objects.within(edition).filter(name=terms.name).exclude(pk=row.pk).exists():
        raise NameTaken(terms.name)
    for field, value in _fields(terms).items():
        setattr(row, field, value)
    row.version += 1
    row.save()
    _record("policy.changed", row, by, *_differences(_fields(before), _fields(terms)))
    return row


@transaction.atomic
def choose_policy(policy: OrderPolicy, *, by: User) -> None:
    """Make the order by this policy from now on; again changes nothing. Raises OrderPolicy.DoesNotExist."""
    edition = _locked(policy.edition)
    row: OrderPolicy = OrderPolicy.objects.within(edition).get(pk=policy.pk)
    if row.is_current:
        return
    before = OrderPolicy.objects.within(edition).current().first()
    OrderPolicy.objects.within(edition).current().update(is_current=False)
    OrderPolicy.objects.within(edition).filter(pk=row.pk).update(is_current=True)
    _record("policy.chosen", row, by, {"policy": before.name if before else ""}, {"policy": row.name})


@transaction.atomic
def remove_policy(policy: OrderPolicy, *, by: User) -> None:
    """Delete a policy; again changes nothing. Frozen orders keep theirs. Raises OrderIsMadeByIt."""
    edition = _locked(policy.edition)
    row: OrderPolicy | None = OrderPolicy.objects.within(edition).filter(pk=policy.pk).first()
    if row is None:
        return
    if row.is_current:
        raise OrderIsMadeByIt(row)
    _record("policy.removed", row, by, _fields(terms_of(row)) | {"policy": row.pk})
    row.delete()


@transaction.atomic
def draw(policy: OrderPolicy, what: str, *, seen: int, by: User) -> Draw:
    """Draw the country to begin with, or the lot of every delegation. Each draw stays on record.

    The same draw sent twice, as by a double click, is one: the second saw a version that is past. Raises Stale,
    NobodyToDraw or OrderPolicy.DoesNotExist.
    """
    edition = _locked(policy.edition)
    row: OrderPolicy = OrderPolicy.objects.within(edition).select_for_update(of=("self",)).get(pk=policy.pk)
    refuse_stale(row, seen)
    field = Draw.What(what).value
    before = getattr(row, field)
    drawn = _country_drawn(edition) if what == Draw.What.START else secrets.token_hex(8)
    setattr(row, field, drawn)
    row.version += 1
    row.save()
    made: Draw = Draw.objects.create(policy=row, what=what, drawn=drawn, drawn_by=by)
    _record("lot.drawn", row, by, {field: before}, {field: drawn})
    return made


def _country_drawn(edition: Edition) -> str:
    """One of the countries that have a place, each as likely as the other however many cities it sends."""
    present = sorted({one.delegation.city.country for one in orders.facts_of(edition)})
    if not present:
        raise NobodyToDraw("No delegation has a place yet.")
    return secrets.choice(present)


@transaction.atomic
def place_by_hand(
    delegation: Delegation, *, where: str, other: Delegation | None, place: int | None, reason: str, by: User
) -> PlaceByHand:
    """Give a delegation its place against the rules. It takes the place of an earlier order of the same kind."""
    edition = _locked(delegation.edition)
    delegation = Delegation.objects.within(edition).select_for_update(of=("self",)).get(pk=delegation.pk)
    beside, number = (None, place) if where == PlaceByHand.Where.AT else (other, None)
    standing: PlaceByHand | None = PlaceByHand.objects.within(edition).standing().filter(delegation=delegation).first()
    wanted = (where, beside.pk if beside else None, number, reason)
    if standing and (standing.where, standing.other_id, standing.place, standing.reason) == wanted:
        return standing
    if standing:
        _end(standing, by)
    made: PlaceByHand = PlaceByHand.objects.create(
        delegation=delegation, where=where, other=beside, place=number, reason=reason, given_by=by
    )
    _record_hand("place.given", made, by, _hand(standing) if standing else {}, _hand(made))
    return made


@transaction.atomic
def take_back(delegation: Delegation, *, by: User) -> None:
    """Let the rules decide this place again; again changes nothing."""
    edition = _locked(delegation.edition)
    standing: PlaceByHand | None = PlaceByHand.objects.within(edition).standing().filter(delegation=delegation).first()
    if standing:
        _end(standing, by)
        _record_hand("place.taken_back", standing, by, _hand(standing), {})


def _end(standing: PlaceByHand, by: User) -> None:
    standing.taken_back_by, standing.taken_back_at = by, clock.now()
    standing.save(update_fields=["taken_back_by", "taken_back_at"])


@transaction.atomic
def set_rank(delegate: Delegate, rank: str, *, seen: int, by: User) -> None:
    """Say the rank class of a head who holds no office on file; the same again changes nothing.

    Raises Stale or Delegate.DoesNotExist.
    """
    edition = delegate.delegation.edition
    row: Delegate = Delegate.objects.within(edition).select_for_update(of=("self",)).get(pk=delegate.pk)
    if row.rank_class == rank:
        return
    refuse_stale(row, seen)
    before, row.rank_class = row.rank_class, rank
    row.version = F("version") + 1
    row.save(update_fields=["rank_class", "version"])
    ledger.record(
        "delegate.ranked",
        subject=row,
        by=by,
        edition=edition,
        before={"rank_class": before},
        after={"rank_class": rank, "delegate": row.pk},
    )


@transaction.atomic
def freeze(edition: Edition, *, note: str, seen: str = "", by: User | None) -> FrozenOrder:
    """Fix the order as it is now; it is in force until the next one. `seen` is the checksum that was shown.

    Raises NothingNew or OrderHasMoved. Two at once: the second finds nothing new.
    """
    edition = _locked(edition)
    latest = FrozenOrder.objects.in_force(edition)
    standing = orders.now(edition)
    value, checksum = standing.value, standing.checksum
    if latest and latest.checksum == checksum:
        raise NothingNew(latest)
    if seen and seen != checksum:
        raise OrderHasMoved
    number = latest.number + 1 if latest else 1
    frozen: FrozenOrder = FrozenOrder.objects.create(
        edition=edition, number=number, value=value, checksum=checksum, note=note, frozen_by=by
    )
    ledger.record(
        "order.frozen",
        subject=frozen,
        by=by,
        edition=edition,
        before={"number": latest.number, "checksum": latest.checksum} if latest else {},
        after={"number": number, "checksum": checksum, "note": note, "policy": value["policy"]["name"]},
    )
    return frozen


def _locked(edition: Edition) -> Edition:
    """The edition's row is the queue for all that touches its order."""
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def _fields(terms: Terms) -> dict[str, Any]:
    return asdict(terms) | {"chain": [str(rule) for rule in terms.chain]}


def _hand(row: PlaceByHand) -> dict[str, Any]:
    return {"where": row.where, "other": row.other_id, "place": row.place, "reason": row.reason}


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [field for field in after if before[field] != after[field]]
    return {field: before[field] for field in changed}, {field: after[field] for field in changed}


def _record(
    verb: str,
    policy: OrderPolicy,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    ledger.record(verb, subject=policy, by=by, edition=policy.edition, before=before, after=after)


def _record_hand(verb: str, row: PlaceByHand, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    edition = row.delegation.edition
    ledger.record(
        verb, subject=row.delegation, by=by, edition=edition, before=before, after=after | {"place_by_hand": row.pk}
    )
