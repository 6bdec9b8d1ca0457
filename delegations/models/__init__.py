"""Who comes: delegations, their people, who may act for whom, letters of invitation, answers and flights."""

from delegations.models.cars import Driver, Seat, Transfer, Vehicle
from delegations.models.delegate import Delegate
from delegations.models.delegation import Delegation
from delegations.models.departure import Replacement, Withdrawal
from delegations.models.dispatch import Dispatch, Enclosure
from delegations.models.dossier import Consent, Dossier, GroupDeadline
from delegations.models.holding import HolderChange, Reissue
from delegations.models.hospitality import CostStatement, Cover, Item, OwnCover, Payer
from delegations.models.invitation import Invitation, Reply, Way
from delegations.models.liaison import LiaisonOfficer
from delegations.models.mandate import Mandate
from delegations.models.needs import Kitchen, Needs
from delegations.models.nomination import NominationEntry
from delegations.models.permit import Permit
from delegations.models.precedence import Draw, FrozenOrder, OrderPolicy, PlaceByHand
from delegations.models.roster_import import RosterImport
from delegations.models.signoff import NameSignOff
from delegations.models.size import Allowance, Ceiling, SizeRequest
from delegations.models.stay import BookedRoom, Hotel, RoomBlock, Stay, StayWish
from delegations.models.travel import Flight
from delegations.models.travel_document import Portrait, TravelDocument
from delegations.models.visa import Visa, VisaLetter, VisaPost
from delegations.models.welcome import Welcome

__all__ = [
    "Allowance",
    "BookedRoom",
    "Ceiling",
    "Consent",
    "CostStatement",
    "Cover",
    "Delegate",
    "Delegation",
    "Dispatch",
    "Dossier",
    "Draw",
    "Driver",
    "Enclosure",
    "Flight",
    "FrozenOrder",
    "GroupDeadline",
    "HolderChange",
    "Hotel",
    "Invitation",
    "Item",
    "Kitchen",
    "LiaisonOfficer",
    "Mandate",
    "NameSignOff",
    "Needs",
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
    "RoomBlock",
    "RosterImport",
    "Seat",
    "SizeRequest",
    "Stay",
    "StayWish",
    "Transfer",
    "TravelDocument",
    "Vehicle",
    "Visa",
    "VisaLetter",
    "VisaPost",
    "Way",
    "Welcome",
    "Withdrawal",
]
