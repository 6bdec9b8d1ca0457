"""The policy table: who may knock where, and what each gets. Written by hand, independent of the code it checks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.urls import reverse

from delegations.actions import invitations
from delegations.models import Delegate
from forum import ledger, mailbox, outbox
from forum.mailbox import MailboxBackend
from forum.roles import Role
from sessions.actions import releases
from tests import factories

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
READING = {"GET", "HEAD"}

# Statuses by which a door says that the verb was carried out or its form came back with a sentence.
IN = {200, 201, 204, 302, 304, 400, 409, 412, 422, 428}
SIGN_IN, FORBIDDEN, UNKNOWN, NO_SUCH_VERB = {"sign in"}, {403}, {404}, {405}

ORGANIZERS = {"olga", "pia", "oscar"}
OFFICER, PROGRAMME = {"olga"}, {"olga", "pia"}
CORK = {"aoife", "amara"}
AOIFE = {"aoife"}  # registering needs a mandate; Amara is a delegate without one
SIGNED_IN = {"olga", "pia", "oscar", "otto", "aoife", "amara", "lucie"}
EVERYBODY = SIGNED_IN | {"nobody"}


@dataclass(frozen=True)
class Door:
    """One route: who may read, who may write by which verbs, what it is given, and how it turns strangers away."""

    readers: set[str]
    writers: set[str] = field(default_factory=set)
    write: tuple[str, ...] = ()
    read: tuple[str, ...] = ("GET", "HEAD")
    about: tuple[str, ...] = ()
    # What each kind of stranger gets, before the verb is looked at.
    turned_away: str = "nobody is"
    # What else may come of a verb that was let in.
    also: frozenset[int] = frozenset()


def everyone(*about: str, read: tuple[str, ...] = ("GET", "HEAD"), write: tuple[str, ...] = ()) -> Door:
    return Door(EVERYBODY, EVERYBODY, write, read, about, "nobody is")


def panel(
    *about: str,
    writers: Iterable[str] = (),
    write: tuple[str, ...] = (),
    read: tuple[str, ...] = ("GET", "HEAD"),
    also: Iterable[int] = (),
) -> Door:
    """A door of the organizers' panel."""
    return Door(ORGANIZERS, set(writers), write, read, ("edition", *about), "organizers", frozenset(also))


def portal(
    *about: str, readers: set[str] = CORK, write: tuple[str, ...] = (), read: tuple[str, ...] = ("GET", "HEAD")
) -> Door:
    """A door of the portal, behind sign-in, where foreign rows do not exist."""
    return Door(readers, readers, write, read, about, "portal")


def api(*about: str, readers: set[str], writers: Iterable[str] = (), write: tuple[str, ...] = ()) -> Door:
    """A door of the API, behind sign-in, where nobody is redirected."""
    return Door(readers, set(writers), write, ("GET", "HEAD"), about, "api")


DOORS: dict[str, Door] = {
    "home": everyone(),
    "organizer": everyone(),
    "health": everyone(),
    "set_language": everyone(read=VERBS),
    "signin:ask": everyone(write=("POST",)),
    "signin:code": everyone(write=("POST",)),
    "signin:out": everyone(read=(), write=("POST",)),
    "mailbox:list": everyone(),
    "mailbox:mail": everyone("mail"),
    "mailbox:html": everyone("mail"),
    "mailbox:attachment": everyone("enclosure"),
    "guest:code": everyone(write=("POST",)),
    "guest:answer": everyone(write=("POST",)),
    "guest:thanks": everyone(),
    "public:programme": everyone("slug"),
    "public:programme_pdf": everyone("slug"),
    "public:programme_ics": everyone("slug"),
    "public:programme_json": everyone("slug"),
    "organizer:dashboard": panel(),
    "organizer:letters": panel(),
    "organizer:letter": panel("letter"),
    "organizer:letter_again": panel("letter", writers=OFFICER, write=("POST",), read=()),
    "organizer:invitations": panel(),
    "organizer:invitations_send": panel(writers=OFFICER, write=("POST",), read=()),
    "organizer:invitation_preview": panel("invitation"),
    "organizer:invitation_pdf": panel("invitation"),
    "organizer:invitation_picture": panel("invitation", "page"),
    "organizer:delegations": panel(),
    "organizer:delegation": panel("delegation"),
    "organizer:programme": panel(),
    "organizer:engagement": panel("engagement", writers=PROGRAMME, write=("POST",)),
    "organizer:engagement_add": panel(writers=PROGRAMME, write=("POST",)),
    # An empty form names no item, and an item that is not named does not exist.
    "organizer:engagement_move": panel(writers=PROGRAMME, write=("POST",), read=(), also=UNKNOWN),
    "organizer:engagement_place": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_take_off": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_give_part": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_take_part_away": panel(
        "engagement", "attendance", writers=PROGRAMME, write=("POST",), read=()
    ),
    "organizer:publish": panel(writers=OFFICER, write=("POST",)),
    "organizer:releases": panel(),
    "portal:home": portal(readers=SIGNED_IN),
    "portal:delegation": portal("delegation"),
    "portal:delegate_add": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:hand_in": portal("delegation", readers=AOIFE, write=("POST",), read=()),
    "portal:delegate_edit": portal("delegate", readers=AOIFE, write=("POST",)),
    "portal:delegate_remove": portal("delegate", readers=AOIFE, write=("POST",)),
    "portal:flight_add": portal("delegate", write=("POST",)),
    "portal:flight_edit": portal("flight", write=("POST",)),
    "portal:flight_remove": portal("flight", write=("POST",)),
    "portal:itinerary": portal("delegate"),
    "portal:itinerary_pdf": portal("delegate"),
    "portal:itinerary_ics": portal("delegate"),
    "portal:feed": everyone("feed"),
    "v1:docs": everyone(),
    "v1:schema": everyone(),
    "v1:programme": everyone("edition"),
    "v1:delegations": api(readers=SIGNED_IN),
    "v1:delegation": api("delegation", readers=ORGANIZERS | CORK),
    "v1:flights": api(readers=SIGNED_IN, writers=SIGNED_IN, write=("POST",)),
    "v1:flight": api("flight", readers=ORGANIZERS | CORK, writers=CORK, write=("PATCH",)),
    "v1:itinerary": api("delegate", readers=CORK),
}


def expected(name: str, who: str, verb: str) -> set[Any]:
    """The statuses that this person may get from this door with this verb."""
    door = DOORS[name]
    stopped = STOPPED.get(door.turned_away)
    at_the_gate = stopped(door, who, verb) if stopped else set()
    if at_the_gate:
        return at_the_gate
    return IN | door.also if verb in (*door.read, *door.write) else NO_SUCH_VERB


def stopped_at_the_panel(door: Door, who: str, verb: str) -> set[Any]:
    if who == "nobody":
        return SIGN_IN
    if who == "otto":
        return UNKNOWN  # staff of another forum: this one does not exist
    if who not in ORGANIZERS:
        return FORBIDDEN
    if verb not in READING and who not in door.writers:
        return FORBIDDEN | NO_SUCH_VERB
    return set()


def stopped_at_the_portal(door: Door, who: str, verb: str) -> set[Any]:
    if who == "nobody":
        return SIGN_IN
    if who in CORK - door.readers:
        return FORBIDDEN | NO_SUCH_VERB  # one's own delegation exists, but this is not one's business
    if who not in door.readers:
        return UNKNOWN | (NO_SUCH_VERB if verb not in (*door.read, *door.write) else set())
    return set()


def stopped_at_the_api(door: Door, who: str, verb: str) -> set[Any]:
    if who == "nobody":
        return {401}
    if verb not in (*door.read, *door.write):
        return NO_SUCH_VERB
    if who not in door.readers:
        return UNKNOWN
    return FORBIDDEN if verb in door.write and who not in door.writers else set()


STOPPED = {"organizers": stopped_at_the_panel, "portal": stopped_at_the_portal, "api": stopped_at_the_api}


class World:
    """Olga, Pia and Oscar run a forum; Otto another one. Aoife acts for Cork, whose mayor is Amara; Lucie for Lyon."""

    def __init__(self) -> None:
        self.edition = factories.edition("shanghai")
        elsewhere = factories.edition("elsewhere")
        cork, lyon = factories.delegation("cork"), factories.delegation("lyon")
        self.people = {
            "olga": factories.organizer(self.edition, Role.PROTOCOL_OFFICER, email="olga@protocol.example"),
            "pia": factories.organizer(self.edition, Role.PROGRAMME_EDITOR, email="pia@protocol.example"),
            "oscar": factories.organizer(self.edition, Role.OBSERVER, email="oscar@protocol.example"),
            "otto": factories.organizer(elsewhere, email="otto@protocol.example"),
            "aoife": factories.assistant(cork, email="aoife@cork.example"),
            "lucie": factories.assistant(lyon, email="lucie@lyon.example"),
            "amara": factories.user("amara@cork.example", "Amara"),
        }
        self.cookies = {who: self._cookies(who) for who in (*self.people, "nobody")}
        self.people["amara"].delegates.add(head := factories.head(cork, factories.person("Okafor", "Amara")))
        self.things = {"edition": {"edition": "shanghai"}, "slug": {"slug": "shanghai"}, **self._things(head)}

    def _things(self, amara: Delegate) -> dict[str, dict[str, Any]]:
        """One of each thing that a door may be about; all of Cork or of the forum of Shanghai."""
        opening = factories.engagement("Opening", self.edition, at="14:30")
        part = factories.attendance(opening, amara)
        letter = factories.invitation(amara.delegation)
        flight = factories.flight(amara)
        releases.publish(self.edition, comment="First", by=self.people["olga"])
        invitations.send([letter.pk], edition=self.edition, by=self.people["olga"])
        ledger.follow_changes()
        return {
            "delegation": {"pk": amara.delegation_id},
            "delegate": {"pk": amara.pk},
            "flight": {"pk": flight.pk},
            "engagement": {"pk": opening.pk},
            "attendance": {"attendance": part.pk},
            "invitation": {"pk": letter.pk},
            "page": {"page": 1},
            "letter": {"pk": outbox.letters_of(self.edition).latest("pk").pk},
            "feed": {"token": signing.Signer(salt="sessions.feed").sign(str(amara.pk))},
            **self._mail(),
        }

    def _cookies(self, who: str) -> dict[str, str]:
        client = Client()
        if who != "nobody":
            client.force_login(self.people[who])
        return {name: cookie.value for name, cookie in client.cookies.items()}

    def _mail(self) -> dict[str, dict[str, Any]]:
        """One mail in the demo's mailbox, with an enclosure."""
        mail = EmailMessage("Subject", "Text", "a@x.example", ["b@x.example"])
        mail.attach("note.txt", "note", "text/plain")
        MailboxBackend().send_messages([mail])
        name = mailbox.newest()[0].name
        return {"mail": {"name": name}, "enclosure": {"name": name, "place": 0}}

    def knock(self, name: str, who: str, verb: str) -> Any:
        """The status of one try. What it changed is undone, so that the next one finds the house as it was."""
        door = DOORS[name]
        words = {key: value for thing in door.about for key, value in self.things[thing].items()}
        client = Client()
        client.cookies = SimpleCookie(self.cookies[who])  # as signed in, whatever an earlier door did to the cookies
        with transaction.atomic():
            answer = client.generic(verb, reverse(name, kwargs=words))
            transaction.set_rollback(True)
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next=")
        return "sign in" if to_sign_in else answer.status_code
