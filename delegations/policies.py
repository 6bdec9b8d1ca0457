"""May they? Is it time?"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from delegations.models import Delegate, Delegation, Invitation, Mandate
from delegations.models.answers import Answer
from delegations.models.mandate import PARTICULARS, Power
from forum import clock
from forum.models import Office, User


class DoesNotCome(Exception):
    """The delegation was withdrawn, or its city has declined: nothing new is entered or booked for it."""

    def __init__(self, delegation: Delegation, why: str = "has declined") -> None:
        super().__init__(f"The delegation of {delegation} {why}.")
        self.delegation = delegation


class DelegationWithdrawn(DoesNotCome):
    """The delegation does not come after all; nothing is registered for it until that is taken back."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(delegation, "was withdrawn")


def refuse_withdrawn(delegation: Delegation) -> None:
    """Raises DelegationWithdrawn."""
    if delegation.withdrawn_at:
        raise DelegationWithdrawn(delegation)


def is_awaited(delegation: Delegation) -> bool:
    """Whether it may still come: not withdrawn, and its city has not declined."""
    return delegation.withdrawn_at is None and delegation.answer != Answer.NO


def refuse_absent(delegation: Delegation) -> None:
    """Raises DoesNotCome."""
    refuse_withdrawn(delegation)
    if not is_awaited(delegation):
        raise DoesNotCome(delegation)


def is_time_to_answer(invitation: Invitation) -> bool:
    """Answers are taken until the day and hour that the letter names."""
    return clock.now() <= invitation.answer_by


def may_still_answer(invitation: Invitation) -> bool:
    """Whether the city's own answer is taken: in time, and the delegation has not been withdrawn."""
    return is_time_to_answer(invitation) and invitation.delegation.withdrawn_at is None


# Who writes to whom: peers stand on one step.
STEPS = {"governor": 0, "mayor": 0, "deputy_mayor": 1, "cabinet_member": 2, "envoy": 2, "official": 3}


def is_peer(signatory: Office | None, addressee: Office) -> bool:
    """Whether the letter is signed on the addressee's step or above: anything less is read as a slight."""
    return signatory is not None and STEPS[signatory.rank_class] <= STEPS[addressee.rank_class]


def may_answer(user: User, delegation: Delegation) -> bool:
    return holds(user, delegation, Power.ANSWER)


def may_invite_deputy(answer: str | None) -> bool:
    """A deputy is invited only when the principal has declined, or sends somebody in his place."""
    return answer in {Answer.NO, Answer.REPRESENTED}


def is_time_to_register(delegation: Delegation) -> bool:
    """Names are taken until registration closes; flights change until the last minute."""
    return clock.now() <= delegation.edition.register_by


def is_time_for_names(delegation: Delegation) -> bool:
    """Names are corrected and signed off until the last day of the edition is over, on its own calendar."""
    edition = delegation.edition
    return clock.day_at(edition.zone, clock.now()) <= edition.ends_on


# What everybody may do about himself.
OWN = frozenset({str(Power.TRAVEL), str(Power.PAPERS), PARTICULARS})


@dataclass(frozen=True, slots=True)
class Rights:
    """All that an account may do, read once: for whole delegations, for single principals, and for oneself."""

    user: int
    whole: dict[int, frozenset[str]] = field(default_factory=dict)
    single: dict[int, frozenset[str]] = field(default_factory=dict)

    def over(self, delegation: Delegation) -> frozenset[str]:
        """The powers over a delegation as a whole."""
        return self.whole.get(delegation.pk, frozenset())

    def over_delegate(self, delegate: Delegate) -> frozenset[str]:
        """The powers over one delegate: by a mandate for all, by one for him, or because it is oneself."""
        own = OWN if delegate.user_id == self.user else frozenset()
        found = self.whole.get(delegate.delegation_id, frozenset()) | self.single.get(delegate.pk, frozenset()) | own
        return found | {PARTICULARS} if Power.REGISTER in found else found

    def signs_off(self, delegate: Delegate) -> bool:
        """Whether he may say that this name is right as it will be printed; see may_sign_off."""
        return delegate.user_id == self.user or Power.SIGN_OFF in self.over_delegate(delegate)

    def names(self, delegate: Delegate) -> bool:
        """Whether the sheet of this name is his to look through: to correct it, or to sign it off."""
        return self.signs_off(delegate) or Power.REGISTER in self.over_delegate(delegate)

    def sees(self, delegate: Delegate) -> bool:
        """Whether his entry may be seen, beyond the name."""
        return bool(self.over_delegate(delegate))


def rights_of(user: User, mandates: Iterable[Mandate] | None = None) -> Rights:
    """What this account's valid mandates allow. One query."""
    whole: dict[int, frozenset[str]] = {}
    single: dict[int, frozenset[str]] = {}
    for one in Mandate.objects.held_by(user) if mandates is None else mandates:
        place, key = (whole, one.delegation_id) if one.delegate_id is None else (single, one.delegate_id)
        place[key] = place.get(key, frozenset()) | frozenset(one.powers)
    return Rights(user.pk, whole, single)


def powers_of(user: User, delegation: Delegation) -> set[str]:
    """All that this account may do for the delegation as a whole; empty for whoever has one principal, or is one."""
    mandates = Mandate.objects.held_by(user).for_all().filter(delegation=delegation)
    return {power for mandate in mandates for power in mandate.powers}


def powers_for(user: User, delegate: Delegate) -> set[str]:
    """All that this account may do for one delegate, by a mandate for him or for his whole delegation."""
    mandates = Mandate.objects.held_by(user).reaching(delegate.pk, delegate.delegation_id)
    return {power for mandate in mandates for power in mandate.powers}


def holds(user: User, delegation: Delegation, power: Power) -> bool:
    """Whether this account has a mandate for the delegation as a whole with this power."""
    return power in powers_of(user, delegation)


def holds_for(user: User, delegate: Delegate, power: Power) -> bool:
    """Whether this account has a mandate with this power that reaches this delegate."""
    return power in powers_for(user, delegate)


def principal_of(delegate: Delegate, by: User | None) -> str:
    """For whom something was done, as the ledger says it; nothing when he did it himself."""
    own = by is not None and delegate.user_id == by.pk
    return "" if own else str(delegate.person)


def may_register(user: User, delegation: Delegation) -> bool:
    """To put people on the list, take them off and hand it in, one acts for all of it."""
    return holds(user, delegation, Power.REGISTER)


def may_edit(user: User, delegate: Delegate) -> bool:
    """To correct one entry, a mandate for that principal is enough."""
    return holds_for(user, delegate, Power.REGISTER)


def may_change_travel(user: User, delegate: Delegate) -> bool:
    """One's own flights, and those of principals one has a mandate for."""
    return delegate.user_id == user.pk or holds_for(user, delegate, Power.TRAVEL)


def may_sign_off(user: User, delegate: Delegate) -> bool:
    """Say that a name is right as it will be printed: one's own, and those of principals one has a mandate for."""
    return delegate.user_id == user.pk or holds_for(user, delegate, Power.SIGN_OFF)


def may_give_papers(user: User, delegate: Delegate) -> bool:
    """Passport, photo and visa: one's own, and those of principals one has a mandate for."""
    return delegate.user_id == user.pk or holds_for(user, delegate, Power.PAPERS)
