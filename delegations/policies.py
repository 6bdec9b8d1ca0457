"""May they? Is it time?"""

from delegations.models import Delegate, Delegation, Invitation, Mandate
from delegations.models.answers import Answer
from delegations.models.mandate import Power
from forum import clock
from forum.models import Office, User


class DelegationWithdrawn(Exception):
    """The delegation does not come after all; nothing is registered for it until that is taken back."""

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(f"The delegation of {delegation} was withdrawn.")
        self.delegation = delegation


def refuse_withdrawn(delegation: Delegation) -> None:
    """Raises DelegationWithdrawn."""
    if delegation.withdrawn_at:
        raise DelegationWithdrawn(delegation)


def is_time_to_answer(invitation: Invitation) -> bool:
    """Answers are taken until the day and hour that the letter names."""
    return clock.now() <= invitation.answer_by


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


def powers_of(user: User, delegation: Delegation) -> set[str]:
    """All that this account may do for the delegation; empty for somebody who is only one of its members."""
    mandates = Mandate.objects.held_by(user).filter(delegation=delegation)
    return {power for mandate in mandates for power in mandate.powers}


def mandated(user: User) -> set[int]:
    """The keys of the delegations this account has a mandate for."""
    return set(Mandate.objects.held_by(user).values_list("delegation_id", flat=True))


def holds(user: User, delegation: Delegation, power: Power) -> bool:
    """Whether this account has a mandate of the delegation with this power."""
    mandates = Mandate.objects.held_by(user).filter(delegation=delegation)
    return any(mandate.allows(power) for mandate in mandates)


def may_register(user: User, delegation: Delegation) -> bool:
    return holds(user, delegation, Power.REGISTER)


def may_change_travel(user: User, delegate: Delegate) -> bool:
    """One's own flights, and those of delegations one has a mandate for."""
    return delegate.user_id == user.pk or holds(user, delegate.delegation, Power.TRAVEL)


def may_give_papers(user: User, delegate: Delegate) -> bool:
    """Passport, photo and visa: one's own, and those of delegations one registers."""
    return delegate.user_id == user.pk or holds(user, delegate.delegation, Power.REGISTER)
