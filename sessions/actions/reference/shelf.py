"""What the loading of a forum has at hand: its files, and the rows found or made so far."""

from dataclasses import dataclass, field

from delegations.models import Hotel
from forum.models import Edition, Person
from sessions.actions.reference.keeping import Tally
from sessions.reference.reader import Forum


@dataclass(slots=True)
class Shelf:
    """The rows found or made so far, under the names that the files give them."""

    forum: Forum
    tally: Tally = field(default_factory=Tally)
    edition: Edition = field(default_factory=Edition)
    city: dict[str, int] = field(default_factory=dict)
    office: dict[tuple[str, str], int] = field(default_factory=dict)
    person: dict[str, Person] = field(default_factory=dict)
    venue: dict[str, int] = field(default_factory=dict)
    room: dict[str, int] = field(default_factory=dict)
    # By address and name: several people may share a mailbox.
    account: dict[tuple[str, str], int] = field(default_factory=dict)
    delegation: dict[str, int] = field(default_factory=dict)
    delegate: dict[tuple[str, str], int] = field(default_factory=dict)
    visa_post: dict[str, int] = field(default_factory=dict)
    engagement: dict[str, int] = field(default_factory=dict)
    hotel: dict[str, Hotel] = field(default_factory=dict)
