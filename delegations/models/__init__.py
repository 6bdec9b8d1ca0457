"""Who comes: delegations, their people, who may act for whom, letters of invitation, answers and flights."""

from delegations.models.delegate import Delegate
from delegations.models.delegation import Delegation
from delegations.models.departure import Replacement, Withdrawal
from delegations.models.dispatch import Dispatch, Enclosure
from delegations.models.dossier import Consent, Dossier, GroupDeadline
from delegations.models.holding import HolderChange, Reissue
from delegations.models.hospitality import CostStatement, Cover, Item, OwnCover, Payer
from delegations.models.invitation import Invitation, Reply, Way
from delegations.models.mandate import Mandate
from delegations.models.nomination import NominationEntry
from delegations.models.permit import Permit
from delegations.models.precedence import Draw, FrozenOrder, OrderPolicy, PlaceByHand
from delegations.models.roster_import import RosterImport
from delegations.models.signoff import NameSignOff
from delegations.models.size import Allowance, Ceiling, SizeRequest
from delegations.models.travel import Flight
from delegations.models.travel_document import Portrait, TravelDocument
from delegations.models.visa import Visa, VisaLetter, VisaPost

__all__ = [
    "Allowance",
    "Ceiling",
    "Consent",
    "CostStatement",
    "Cover",
    "Delegate",
    "Delegation",
    "Dispatch",
    "Dossier",
    "Draw",
    "Enclosure",
    "Flight",
    "FrozenOrder",
    "GroupDeadline",
    "HolderChange",
    "Invitation",
    "Item",
    "Mandate",
    "NameSignOff",
    "NominationEntry",
    "OrderPolicy",
    "OwnCover",
    "Payer",
    "Permit",
    "PlaceByHand",
    "Portrait",
    "Reissue",
    "Replacement",
    "Reply",
    "RosterImport",
    "SizeRequest",
    "TravelDocument",
    "Visa",
    "VisaLetter",
    "VisaPost",
    "Way",
    "Withdrawal",
]
