"""The nouns that outlive one edition, and the two tables in the wall: the ledger's and the outbox's."""

from forum.models.change import Change
from forum.models.city import City, Tie
from forum.models.document import Document
from forum.models.edition import Edition
from forum.models.message import Message
from forum.models.office import Office, Tenure
from forum.models.person import Person
from forum.models.saved_view import SavedView
from forum.models.user import Appointment, SignInChallenge, User
from forum.models.vault import DataKey, Purpose, VaultRead
from forum.models.venue import Room, Venue

__all__ = [
    "Appointment",
    "Change",
    "City",
    "DataKey",
    "Document",
    "Edition",
    "Message",
    "Office",
    "Person",
    "Purpose",
    "Room",
    "SavedView",
    "SignInChallenge",
    "Tenure",
    "Tie",
    "User",
    "VaultRead",
    "Venue",
]
