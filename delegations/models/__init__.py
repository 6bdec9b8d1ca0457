"""Who comes: delegations, their people, who may act for whom, letters of invitation, answers and flights."""

from delegations.models.delegate import Delegate
from delegations.models.delegation import Delegation
from delegations.models.dossier import Consent, Dossier, GroupDeadline
from delegations.models.holding import HolderChange, Reissue
from delegations.models.invitation import Invitation, Reply
from delegations.models.mandate import Mandate
from delegations.models.signoff import NameSignOff
from delegations.models.travel import Flight

__all__ = [
    "Consent",
    "Delegate",
    "Delegation",
    "Dossier",
    "Flight",
    "GroupDeadline",
    "HolderChange",
    "Invitation",
    "Mandate",
    "NameSignOff",
    "Reissue",
    "Reply",
]
