"""Mandates: given, changed, revoked. Whoever passes one on gives what he has himself, and never more."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from delegations import mandate_notices, policies
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Delegation, Mandate
from delegations.models.mandate import Power, in_order
from forum import clock, ledger
from forum.models import User
from forum.roles import Permission

# Each mandate sends a letter to an address that somebody typed: nobody needs more, and nobody floods strangers.
MOST_A_DAY = 30


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate allows and how long it holds."""

    powers: tuple[str, ...]
    ends_at: datetime | None = None
    note: str = ""
    is_focal_point: bool = False


@dataclass(frozen=True, slots=True)
class Whom:
    """To whom a mandate is given: a mailbox, and which of the people who read it."""

    email: str
    name: str
    language: str = "en"


class NotYoursToGive(Exception):
    """This account may not give, change or take back this mandate."""

    def __init__(self, by: User, about: Delegate | Delegation) -> None:
        super().__init__(f"{by} may not give mandates for {about}.")
        self.by, self.about = by, about


class MoreThanOwn(NotYoursToGive):
    """What is given goes beyond what the giver has: these powers, or a later end than `until`."""

    def __init__(self, by: User, about: Delegate | Delegation, powers: list[str], until: datetime | None) -> None:
        super().__init__(by, about)
        self.powers, self.until = powers, until


class NoPowers(Exception):
    """A mandate that allows nothing is none."""


class EndsInThePast(Exception):
    """The end of a mandate lies ahead."""

    def __init__(self, ends_at: datetime) -> None:
        super().__init__(f"{ends_at} has passed.")
        self.ends_at = ends_at


class AlreadyActs(Exception):
    """This account has a mandate for this principal on other terms: that one is to be changed."""

    def __init__(self, mandate: Mandate) -> None:
        super().__init__(f"{mandate} already.")
        self.mandate = mandate


class EnoughForToday(Exception):
    """This account has given so many mandates within a day that somebody ought to look at it."""

    def __init__(self, by: User) -> None:
        super().__init__(f"{by} has given {MOST_A_DAY} mandates within a day.")
        self.by = by


class OnlyForAll(Exception):
    """The focal point acts for the whole delegation."""


@transaction.atomic
def give(delegation: Delegation, delegate: Delegate | None, whom: Whom, terms: Terms, *, by: User) -> Mandate:
    """Let somebody act for a delegation, or for one delegate of it, and write to him; the same again changes nothing.

    Raises NotYoursToGive, MoreThanOwn, NoPowers, EndsInThePast, OnlyForAll, AlreadyActs, EnoughForToday,
    DoesNotCome or Delegate.DoesNotExist.
    """
    delegation = _locked(delegation)
    policies.refuse_absent(delegation)
    principal: Delegate | None = delegation.delegates.select_related("person").get(pk=delegate.pk) if delegate else None
    _refuse_wrong(terms, principal)
    _refuse_beyond(terms, delegation, principal, by)
    user = User.objects.open_for(whom.email, whom.name, whom.language)
    standing: Mandate | None = delegation.mandates.filter(user=user, delegate=principal, revoked_at=None).first()
    if standing and standing.is_valid:
        if terms_of(standing) == terms:
            return standing
        raise AlreadyActs(standing)
    _refuse_flood(delegation, by)
    if standing:
        # What ended by itself makes room for the new one, and stays in the history as it was.
        Mandate.objects.filter(pk=standing.pk).scoped().update(revoked_at=standing.ends_at, is_focal_point=False)
    if terms.is_focal_point:
        _pass_the_mark(delegation, by)
    mandate = Mandate.objects.create(
        user=user, delegation=delegation, delegate=principal, given_by=by, **_fields(terms)
    )
    _record("mandate.given", mandate, by, {}, _written(terms))
    mandate_notices.tell_given(mandate)
    return mandate


@transaction.atomic
def change(mandate: Mandate, terms: Terms, *, seen: int, by: User) -> Mandate:
    """Let a mandate have other terms, and tell its holder; the same again changes nothing.

    Raises Stale, NotYoursToGive, MoreThanOwn, NoPowers, EndsInThePast, OnlyForAll, DoesNotCome or
    Mandate.DoesNotExist.
    """
    delegation = _locked(mandate.delegation)
    policies.refuse_absent(delegation)
    row = _standing(delegation, mandate)
    _refuse_foreign(row, by)
    before = terms_of(row)
    if before == terms:
        return row
    refuse_stale(row, seen)
    _refuse_wrong(terms, row.delegate)
    _refuse_beyond(terms, delegation, row.delegate, by, marked=before.is_focal_point)
    if terms.is_focal_point and not before.is_focal_point:
        _pass_the_mark(delegation, by)
    for field, value in _fields(terms).items():
        setattr(row, field, value)
    row.version += 1
    row.save()
    _record("mandate.changed", row, by, _written(before), _written(terms))
    mandate_notices.tell_given(row)
    return row


@transaction.atomic
def revoke(mandate: Mandate, *, by: User) -> Mandate:
    """Take a mandate back: it opens nothing from this moment. Again changes nothing. Raises NotYoursToGive."""
    delegation = _locked(mandate.delegation)
    row: Mandate = delegation.mandates.select_related("user", "delegate__person").get(pk=mandate.pk)
    if row.user_id != by.pk:
        _refuse_foreign(row, by)
    return _take_back(row, by)


@transaction.atomic
def revoke_all_for(delegate: Delegate, *, by: User) -> None:
    """Take back every mandate for this one principal: another person has taken his place."""
    for row in delegate.mandates.filter(revoked_at=None).select_related("user", "delegation__city"):
        _take_back(row, by)


def principals_among(delegates: Sequence[int]) -> set[int]:
    """Those of these delegates for whom alone somebody has a mandate."""
    rows = Mandate.objects.filter(delegate__in=delegates, revoked_at=None).scoped()
    return set(rows.values_list("delegate_id", flat=True))


def terms_of(mandate: Mandate) -> Terms:
    """The terms as they stand."""
    return Terms(tuple(in_order(mandate.powers)), mandate.ends_at, mandate.note, mandate.is_focal_point)


def may_give_for(user: User, delegation: Delegation, delegate: Delegate | None = None) -> bool:
    """Whether this account may give mandates here at all: the host's staff, and whoever may pass his own on."""
    if user.may(Permission.EDIT_DELEGATIONS, delegation.edition):
        return True
    own = policies.powers_for(user, delegate) if delegate else policies.powers_of(user, delegation)
    return Power.GIVE in own


def may_touch(user: User, mandate: Mandate) -> bool:
    """Whether this account may change this mandate or take it back."""
    try:
        _refuse_foreign(mandate, user)
    except NotYoursToGive:
        return False
    return True


def _take_back(row: Mandate, by: User) -> Mandate:
    if row.revoked_at is not None:
        return row
    ended = row.has_ended
    row.revoked_at, row.revoked_by, row.version = clock.now(), by, row.version + 1
    row.save()
    _record("mandate.revoked", row, by, _written(terms_of(row)), {})
    if not ended:  # whoever was told that it ends on a day is not told a second time
        mandate_notices.tell_revoked(row)
    return row


def _locked(delegation: Delegation) -> Delegation:
    # The delegation's row is the queue: two people giving mandates for it wait for each other.
    rows = Delegation.objects.filter(pk=delegation.pk).scoped().select_related("edition__city", "city")
    found: Delegation = rows.select_for_update(of=("self",)).get()
    return found


def _standing(delegation: Delegation, mandate: Mandate) -> Mandate:
    rows = delegation.mandates.filter(revoked_at=None).select_related("user", "delegate__person")
    found: Mandate = rows.get(pk=mandate.pk)
    return found


def _refuse_wrong(terms: Terms, principal: Delegate | None) -> None:
    if not terms.powers:
        raise NoPowers
    if terms.ends_at and terms.ends_at <= clock.now():
        raise EndsInThePast(terms.ends_at)
    if terms.is_focal_point and principal:
        raise OnlyForAll


def _refuse_beyond(
    terms: Terms, delegation: Delegation, principal: Delegate | None, by: User, *, marked: bool = False
) -> None:
    """The host's staff give everything; others what they have themselves, as long as they have it."""
    if by.may(Permission.EDIT_DELEGATIONS, delegation.edition):
        return
    about = principal or delegation
    held = Mandate.objects.held_by(by).filter(delegation=delegation)
    held = held.reaching(principal.pk, delegation.pk) if principal else held.for_all()
    giving = [one for one in held if Power.GIVE in one.powers]
    if not giving or terms.is_focal_point != marked:
        raise NotYoursToGive(by, about)
    beyond = [power for power in terms.powers if power not in {own for one in giving for own in one.powers}]
    ends = [one.ends_at for one in giving]
    until = None if None in ends else max(end for end in ends if end)
    if beyond or (until and (terms.ends_at is None or terms.ends_at > until)):
        raise MoreThanOwn(by, about, beyond, until)


def _refuse_flood(delegation: Delegation, by: User) -> None:
    if by.may(Permission.EDIT_DELEGATIONS, delegation.edition):
        return
    given = Mandate.objects.filter(given_by=by, given_at__gt=clock.now() - timedelta(days=1)).scoped()
    if given.count() >= MOST_A_DAY:
        raise EnoughForToday(by)


def _refuse_foreign(row: Mandate, by: User) -> None:
    """Nobody but the host's staff touches the focal point, or a mandate that allows more than his own."""
    if by.may(Permission.EDIT_DELEGATIONS, row.delegation.edition):
        return
    own = policies.powers_for(by, row.delegate) if row.delegate else policies.powers_of(by, row.delegation)
    if row.is_focal_point or Power.GIVE not in own or not set(row.powers) <= own:
        raise NotYoursToGive(by, row.delegate or row.delegation)


def _pass_the_mark(delegation: Delegation, by: User) -> None:
    """There is one focal point: whoever was it is it no more."""
    for former in delegation.mandates.filter(is_focal_point=True, revoked_at=None):
        former.is_focal_point, former.version = False, former.version + 1
        former.save()
        _record("mandate.changed", former, by, {"is_focal_point": True}, {"is_focal_point": False})


def _fields(terms: Terms) -> dict[str, Any]:
    return asdict(terms) | {"powers": in_order(terms.powers)}


def _written(terms: Terms) -> dict[str, Any]:
    return _fields(terms) | {"ends_at": terms.ends_at.isoformat() if terms.ends_at else None}


def _record(verb: str, row: Mandate, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    holder = {"account": row.user_id, "holder": str(row.user)}
    ledger.record(
        verb,
        subject=row,
        by=by,
        edition=row.delegation.edition,
        before={key: value for key, value in before.items() if key in changed},
        after={key: value for key, value in after.items() if key in changed} | holder,
        on_behalf_of=policies.principal_of(row.delegate, by) if row.delegate else str(row.delegation.city),
    )
