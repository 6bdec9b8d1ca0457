"""Who comes: delegations, their people, who may act for whom, letters of invitation, answers and flights."""

from delegations.models.delegate import Delegate
from delegations.models.delegation import Delegation
from delegations.models.invitation import Invitation, Reply
from delegations.models.mandate import Mandate
from delegations.models.travel import Flight

__all__ = ["Delegate", "Delegation", "Flight", "Invitation", "Mandate", "Reply"]
