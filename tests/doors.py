"""The policy table: who may knock where, and what each gets. Written by hand, independent of the code it checks."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from delegations import answer_codes, dossier, motorcade, orders
from delegations.actions import (
    holders,
    hospitality,
    invitations,
    inviting,
    replies,
    roster,
    roster_look,
    sizes,
    withdrawal,
)
from delegations.actions.cities import OFFICE_FIELDS, TIE_FIELDS
from delegations.actions.hospitality import seal
from delegations.actions.sealing import seal_of
from delegations.models import Cover, Delegate, Delegation, Hotel, Invitation, Reissue, Reply
from delegations.register import sheet_of
from forum import clock, ledger, mailbox, outbox, saved_views, signin
from forum.mailbox import MailboxBackend
from forum.models import Change, Message, SavedView, SignInChallenge, Tenure, Tie, VaultRead
from forum.roles import Role
from sessions import board, checking, seating, speakers
from sessions.actions import (
    closing,
    drives,
    feeds,
    interpreters,
    programme,
    quiet_hours,
    releases,
    rulings,
    speech_papers,
    steps,
    swaps,
)
from sessions.feed_tokens import token_of
from sessions.models import Engagement, Speech, SubForum
from tests import factories, hosting

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
READING = {"GET", "HEAD"}

# What a door says that has shown its page, and what one says that has done what it was asked. A form that comes
# back with a sentence is neither: whoever may write is sent with something valid to write.
SHOWN, DONE, DONE_BY_API = {200, 302}, {302}, {200, 201}
# What these do is not in the database: a cookie, or what a session holds.
# A kept view is forgotten by whose it is; of the others it does not exist.
KEEPS_NO_RECORD = {"set_language", "signin:out", "signin:who", "guest:code", "organizer:people_view_forget"}
NOTHING_DONE = "nothing done"
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
    # What it does, it shows at once, and leads nowhere else.
    shows: bool = False


def everyone(*about: str, read: tuple[str, ...] = ("GET", "HEAD"), write: tuple[str, ...] = ()) -> Door:
    return Door(EVERYBODY, EVERYBODY, write, read, about, "nobody is")


def panel(
    *about: str,
    writers: Iterable[str] = (),
    write: tuple[str, ...] = (),
    read: tuple[str, ...] = ("GET", "HEAD"),
    shows: bool = False,
) -> Door:
    """A door of the organizers' panel."""
    return Door(ORGANIZERS, set(writers), write, read, ("edition", *about), "organizers", shows)


def health(*about: str, write: tuple[str, ...] = ()) -> Door:
    """A door of the panel behind which health or passports are spoken of, or any file is shown: only officers look."""
    return Door(OFFICER, OFFICER, write, ("GET", "HEAD"), ("edition", *about), "organizers")


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
    "set_language": everyone(read=("GET", "HEAD", "PUT", "PATCH", "DELETE"), write=("POST",)),
    "signin:ask": everyone(write=("POST",)),
    "signin:code": everyone(write=("POST",)),
    "signin:who": everyone(write=("POST",)),
    "signin:out": everyone(read=(), write=("POST",)),
    "mailbox:list": everyone(),
    "mailbox:mail": everyone("mail"),
    "mailbox:html": everyone("mail"),
    "mailbox:attachment": everyone("enclosure"),
    "guest:code": everyone(write=("POST",)),
    "guest:answer": everyone(write=("POST",)),
    "guest:thanks": everyone(),
    "receipts:check": everyone(read=("GET", "HEAD", "POST")),
    "receipts:key": everyone(),
    "public:programme": everyone("slug"),
    "public:programme_pdf": everyone("slug"),
    "public:programme_ics": everyone("slug"),
    "public:programme_json": everyone("slug"),
    "public:programme_xml": everyone("slug"),
    "public:changes": everyone("slug"),
    "public:feed": everyone("slug"),
    "public:screens": everyone("slug"),
    "public:screen": everyone("slug", "hall"),
    "organizer:dashboard": panel(),
    "organizer:letters": panel(),
    "organizer:letter": panel("letter"),
    "organizer:letter_again": panel("letter", writers=OFFICER, write=("POST",), read=()),
    "organizer:invitations": panel(),
    "organizer:invitations_send": panel(writers=OFFICER, write=("POST",), read=()),
    "organizer:invitation_preview": panel("invitation"),
    "organizer:invitation_pdf": panel("invitation"),
    "organizer:invitation_picture": panel("invitation", "page"),
    "organizer:invitation_add": panel(writers=OFFICER, write=("POST",)),
    "organizer:invitation_wave": panel("wave"),
    "organizer:enclosures": panel(writers=OFFICER, write=("POST",)),
    "organizer:enclosure": panel("paper"),
    "organizer:reminders": panel(),
    "organizer:reminder_days": panel(writers=OFFICER, write=("POST",)),
    "organizer:invitation_move_up": panel("reserve", writers=OFFICER, write=("POST",), read=()),
    "organizer:invitation_edit": panel("reserve", writers=OFFICER, write=("POST",)),
    "organizer:invitation_answer": panel("invitation", writers=OFFICER, write=("POST",)),
    "organizer:invitation_dispatch": panel("invitation", writers=OFFICER, write=("POST",)),
    "organizer:invitation_hold": panel("invitation", writers=OFFICER, write=("POST",), read=()),
    "organizer:invitation_withdraw": panel("invitation", writers=OFFICER, write=("POST",)),
    "organizer:invitation_reissue": panel("invitation", writers=OFFICER, write=("POST",)),
    "organizer:invitation_deputy": panel("declined", writers=OFFICER, write=("POST",)),
    "organizer:clock": panel(),
    "organizer:clock_receipt_pdf": panel("entry"),
    "organizer:clock_receipt_json": panel("entry"),
    "organizer:delegations": panel(),
    "organizer:delegation": panel("delegation"),
    "organizer:arrivals": panel(),
    "organizer:arrivals_pdf": panel(),
    "organizer:departures": panel(),
    "organizer:departures_pdf": panel(),
    "organizer:arrivals_board": panel(),
    "organizer:arrivals_rows": panel(),
    "organizer:arrivals_tick": panel(writers=OFFICER, write=("POST",), read=()),
    "organizer:greeter": health(write=("POST",)),
    "organizer:transfers": panel(),
    "organizer:transfers_pdf": health(),
    "organizer:transfer_add": health(write=("POST",)),
    "organizer:propose_arrivals": panel(writers=OFFICER, write=("POST",)),
    "organizer:propose_departures": panel(writers=OFFICER, write=("POST",)),
    "organizer:transfer": health("transfer", write=("POST",)),
    "organizer:transfer_pdf": health("transfer"),
    "organizer:seat_give": panel("transfer", writers=OFFICER, write=("POST",), read=()),
    "organizer:transfer_cancel": panel("transfer", writers=OFFICER, write=("POST",), read=()),
    "organizer:seat_free": panel("seat", writers=OFFICER, write=("POST",), read=()),
    "organizer:liaison": panel(),
    "organizer:liaison_officer": panel("officer", writers=OFFICER, write=("POST",)),
    "organizer:liaison_remove": panel("officer", writers=OFFICER, write=("POST",), read=()),
    "organizer:liaison_add": panel("delegation", writers=OFFICER, write=("POST",)),
    "organizer:fleet": panel(),
    "organizer:vehicle_add": panel(writers=OFFICER, write=("POST",)),
    "organizer:vehicle": panel("vehicle", writers=OFFICER, write=("POST",)),
    "organizer:driver_add": health(write=("POST",)),
    "organizer:driver": health("driver", write=("POST",)),
    "organizer:hotels": panel(),
    "organizer:hotel_add": panel(writers=OFFICER, write=("POST",)),
    "organizer:hotel": panel("hotel", writers=OFFICER, write=("POST",)),
    "organizer:block_add": panel("hotel", writers=OFFICER, write=("POST",)),
    "organizer:block": panel("block", writers=OFFICER, write=("POST",)),
    "organizer:block_remove": panel("block", writers=OFFICER, write=("POST",), read=()),
    "organizer:rooming": panel(),
    "organizer:rooming_pdf": panel(),
    "organizer:rooming_xlsx": panel(),
    "organizer:rooms_assign": panel(writers=OFFICER, write=("POST",)),
    "organizer:stay": panel("delegate", writers=OFFICER, write=("POST",)),
    "organizer:stay_release": panel("delegate", writers=OFFICER, write=("POST",), read=()),
    "organizer:kitchen": health(),
    "organizer:kitchen_pdf": health(),
    "organizer:kitchen_offer": health(write=("POST",)),
    "organizer:needs": health(),
    "organizer:needs_pdf": health(),
    "organizer:needs_edit": health("delegate", write=("POST",)),
    "organizer:readiness": panel(),
    "organizer:origins": panel(),
    "organizer:people": panel(),
    "organizer:people_step": panel(writers=OFFICER, write=("POST",), read=()),
    "organizer:people_view_keep": panel(writers=ORGANIZERS, write=("POST",), read=()),
    "organizer:people_view_forget": panel("view", writers=ORGANIZERS, write=("POST",), read=()),
    "organizer:dossier_deadlines": panel(writers=OFFICER, write=("POST",)),
    "organizer:participants": panel(),
    "organizer:participants_pdf": panel(),
    "organizer:participants_sheet": panel(),
    "organizer:names": panel(),
    "organizer:names_pdf": panel(),
    "organizer:names_edit": health("delegate", write=("POST",)),
    "organizer:delegate_add": panel("delegation", writers=OFFICER, write=("POST",)),
    "organizer:hand_in": panel("delegation", writers=OFFICER, write=("POST",), read=()),
    "organizer:replace_head": panel("delegation", writers=OFFICER, write=("POST",)),
    "organizer:withdraw": panel("delegation", writers=OFFICER, write=("POST",)),
    "organizer:withdrawal_undo": panel("gone", writers=OFFICER, write=("POST",), read=()),
    "organizer:delegate_edit": panel("delegate", writers=OFFICER, write=("POST",)),
    "organizer:delegate_remove": panel("delegate", writers=OFFICER, write=("POST",)),
    "organizer:delegate_move": panel("aide", writers=OFFICER, write=("POST",), read=()),
    "organizer:ceilings": panel(writers=OFFICER, write=("POST",)),
    "organizer:size_answer": panel("size_request", writers=OFFICER, write=("POST",)),
    "organizer:allowance": panel("delegation", writers=OFFICER, write=("POST",)),
    "organizer:hospitality": panel(),
    "organizer:hospitality_sheet": panel(),
    "organizer:statements_issue": panel(writers=OFFICER, write=("POST",), read=()),
    "organizer:statement_issue": panel("delegation", writers=OFFICER, write=("POST",), read=()),
    "organizer:statement_pdf": panel("statement"),
    "organizer:terms": panel("role", writers=OFFICER, write=("POST",)),
    "organizer:own_terms": panel("delegate", "item", writers=OFFICER, write=("POST",)),
    "organizer:permit": panel(writers=OFFICER, write=("POST",)),
    "organizer:order": panel(),
    "organizer:order_pdf": panel(),
    "organizer:order_freeze": panel(writers=OFFICER, write=("POST",), read=()),
    "organizer:order_versions": panel(),
    "organizer:order_compare": panel(),
    "organizer:order_policies": panel(writers=OFFICER, write=("POST",)),
    "organizer:order_policy": panel("policy", writers=OFFICER, write=("POST",)),
    "organizer:order_policy_choose": panel("policy", writers=OFFICER, write=("POST",), read=()),
    "organizer:order_policy_draw": panel("policy", writers=OFFICER, write=("POST",), read=()),
    "organizer:order_policy_remove": panel("policy", writers=OFFICER, write=("POST",), read=()),
    "organizer:order_place": panel("delegation", writers=OFFICER, write=("POST",)),
    "organizer:order_take_back": panel("delegation", writers=OFFICER, write=("POST",), read=()),
    "organizer:order_rank": panel("delegation", writers=OFFICER, write=("POST",), read=()),
    "organizer:papers": panel(),
    "organizer:passport": panel("delegate", writers=OFFICER, write=("POST",), shows=True),
    "organizer:photo": health("delegate"),
    "organizer:visa_letters": panel(),
    "organizer:visa_letters_make": panel(writers=OFFICER, write=("POST",), read=(), shows=True),
    "organizer:visa_posts": panel(writers=OFFICER, write=("POST",)),
    "organizer:visa_post": panel("post", writers=OFFICER, write=("POST",)),
    "organizer:vault_reads": panel(),
    "organizer:roster": panel(writers=OFFICER, write=("POST",)),
    "organizer:roster_export": panel("form"),
    "organizer:roster_preview": health("roster"),
    "organizer:roster_confirm": panel("roster", writers=OFFICER, write=("POST",), read=()),
    "organizer:roster_undo": panel("roster_done", writers=OFFICER, write=("POST",), read=()),
    "organizer:roster_drop": panel("roster", writers=OFFICER, write=("POST",), read=()),
    "organizer:mandates": panel(),
    "organizer:mandate_give": panel("delegation", writers=OFFICER, write=("POST",)),
    "organizer:mandate": panel("mandate", writers=OFFICER, write=("POST",)),
    "organizer:mandate_revoke": panel("mandate", writers=OFFICER, write=("POST",)),
    "organizer:cities": panel(),
    "organizer:city": panel("city"),
    "organizer:tie_add": panel("city", writers=OFFICER, write=("POST",)),
    "organizer:tie_edit": panel("city", "tie", writers=OFFICER, write=("POST",)),
    "organizer:office_add": panel("city", writers=OFFICER, write=("POST",)),
    "organizer:office_edit": panel("office", writers=OFFICER, write=("POST",)),
    "organizer:holder": panel("office", writers=OFFICER, write=("POST",)),
    "organizer:holder_change": panel("holder_change"),
    "organizer:reissue_tick": panel("reissue", writers=OFFICER, write=("POST",), read=()),
    "organizer:programme": panel(),
    "organizer:programme_board": panel(),
    "organizer:programme_state": panel(),
    "organizer:programme_list": panel(),
    "organizer:programme_person": panel(),
    "organizer:programme_languages": panel(),
    "organizer:programme_rooms": panel(),
    "organizer:programme_room": panel("room", writers=PROGRAMME, write=("POST",)),
    "organizer:programme_room_open": panel("closure", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:programme_undo": panel(writers=PROGRAMME, write=("POST",), read=()),
    "organizer:programme_redo": panel(writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_copy": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_remove": panel("unread", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_put_within": panel("unread", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_order": panel("unread", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement": panel("engagement", writers=PROGRAMME, write=("POST",)),
    "organizer:engagement_add": panel(writers=PROGRAMME, write=("POST",)),
    "organizer:engagement_move": panel(writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_place": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_take_off": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_give_part": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_take_part_away": panel(
        "engagement", "attendance", writers=PROGRAMME, write=("POST",), read=()
    ),
    "organizer:subforums": panel(),
    "organizer:subforum": panel("subforum", writers=PROGRAMME, write=("POST",)),
    "organizer:assignment": panel(),
    "organizer:assignment_accept": panel(writers=PROGRAMME, write=("POST",), read=()),
    "organizer:subforum_place": panel("delegation", writers=PROGRAMME, write=("POST",)),
    "organizer:subforum_wishes": panel("delegation", writers=PROGRAMME, write=("POST",)),
    "organizer:speaker_add": panel("subforum", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:texts_ask": panel("subforum", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:lay_out": panel("subforum", writers=PROGRAMME, write=("POST",)),
    "organizer:swap": panel("subforum", writers=PROGRAMME, write=("POST",)),
    "organizer:speakers_pdf": panel("subforum"),
    "organizer:script_pdf": panel("subforum"),
    "organizer:time_cards_pdf": panel("subforum"),
    "organizer:speech": panel("speech", writers=PROGRAMME, write=("POST",)),
    "organizer:speech_turn": panel("speech", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:speech_paper_add": panel("speech", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:speech_paper_status": panel("speech_paper", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:speech_paper": Door(PROGRAMME, about=("edition", "speech_paper"), turned_away="organizers"),
    "organizer:booth_pack": Door(PROGRAMME, about=("edition", "subforum"), turned_away="organizers"),
    "organizer:clashes": panel(),
    "organizer:clash_accept": panel(writers=OFFICER, write=("POST",), read=()),
    "organizer:clash_take_back": panel("accepted_clash", writers=OFFICER, write=("POST",), read=()),
    "organizer:clash_mend": panel(writers=PROGRAMME, write=("POST",), read=()),
    "organizer:engagement_head": panel("engagement", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:rules": panel(),
    "organizer:rule": panel("rule", writers=OFFICER, write=("POST",)),
    "organizer:drives": panel(writers=PROGRAMME, write=("POST",)),
    "organizer:quiet_hours": Door(PROGRAMME, PROGRAMME, ("POST",), about=("edition",), turned_away="organizers"),
    "organizer:quiet_window": Door(
        PROGRAMME, PROGRAMME, ("POST",), about=("edition", "quiet_window"), turned_away="organizers"
    ),
    "organizer:quiet_remove": Door(
        PROGRAMME, PROGRAMME, ("POST",), read=(), about=("edition", "quiet_window"), turned_away="organizers"
    ),
    "organizer:interpreters": panel(writers=PROGRAMME, write=("POST",)),
    "organizer:interpreter": panel("interpreter", writers=PROGRAMME, write=("POST",)),
    "organizer:interpreter_change": panel("interpreter", writers=PROGRAMME, write=("POST",)),
    "organizer:interpreter_remove": panel("interpreter", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:interpreter_relieve": panel("duty", writers=PROGRAMME, write=("POST",), read=()),
    "organizer:publish": panel(writers=OFFICER, write=("POST",)),
    "organizer:releases": panel(),
    "organizer:release": panel("release"),
    "organizer:release_back": panel("release", writers=OFFICER, write=("POST",)),
    "organizer:emergency": panel("engagement", writers=OFFICER, write=("POST",)),
    "portal:home": portal(readers=SIGNED_IN),
    "portal:delegation": portal("delegation"),
    "portal:answer": portal("invitation", readers=AOIFE, write=("POST",)),
    "portal:delegate_add": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:hand_in": portal("delegation", readers=AOIFE, write=("POST",), read=()),
    "portal:roster": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:roster_export": portal("delegation", "form", readers=AOIFE),
    "portal:roster_preview": portal("own_roster", readers=AOIFE),
    "portal:roster_confirm": portal("own_roster", readers=AOIFE, write=("POST",), read=()),
    "portal:roster_undo": portal("own_roster_done", readers=AOIFE, write=("POST",), read=()),
    "portal:roster_drop": portal("own_roster", readers=AOIFE, write=("POST",), read=()),
    "portal:delegate_edit": portal("delegate", readers=AOIFE, write=("POST",)),
    "portal:delegate_remove": portal("delegate", readers=AOIFE, write=("POST",)),
    "portal:dossier": portal("delegate"),
    "portal:about": portal("delegate", write=("POST",)),
    "portal:consents": portal("delegate", write=("POST",)),
    "portal:names": portal("delegation", write=("POST",)),
    "portal:names_edit": portal("delegate", readers=AOIFE, write=("POST",)),
    "portal:flight_add": portal("delegate", write=("POST",)),
    "portal:flight_edit": portal("flight", write=("POST",)),
    "portal:flight_remove": portal("flight", write=("POST",)),
    "portal:lodging": portal("delegate"),
    "portal:ground_leg_add": portal("delegate", write=("POST",)),
    "portal:ground_leg": portal("train", write=("POST",)),
    "portal:stay_wish": portal("delegate", write=("POST",)),
    "portal:needs": portal("delegate", write=("POST",)),
    "portal:delegate_move": portal("aide", readers=AOIFE, write=("POST",), read=()),
    "portal:replace_head": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:ask_for_more": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:who_pays": portal("delegation"),
    "portal:withdraw": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:statement_pdf": portal("statement", readers=AOIFE),
    "portal:papers": portal("delegate"),
    "portal:passport": portal("delegate", write=("POST",)),
    "portal:passport_delete": portal("delegate", write=("POST",)),
    "portal:photo": portal("delegate", write=("POST",)),
    "portal:photo_cut": portal("delegate", write=("POST",), read=()),
    "portal:photo_delete": portal("delegate", write=("POST",)),
    "portal:photo_file": portal("delegate"),
    "portal:photo_whole": portal("delegate"),
    "portal:visa": portal("delegate", write=("POST",)),
    "portal:mandates": portal("delegation", readers=AOIFE),
    "portal:mandate_give": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:mandate": portal("mandate", readers=AOIFE, write=("POST",)),
    "portal:mandate_revoke": portal("mandate", readers=AOIFE, write=("POST",)),
    "portal:speeches": portal("delegation"),
    "portal:subforum_wishes": portal("delegation", readers=AOIFE, write=("POST",)),
    "portal:speech": portal("speech", write=("POST",)),
    "portal:speech_paper_add": portal("speech", write=("POST",)),
    "portal:speech_paper": portal("speech_paper"),
    "portal:swap": portal("speech", write=("POST",)),
    "portal:swap_answer": portal("swap", write=("POST",)),
    "portal:clock": portal(readers=SIGNED_IN, write=("POST",)),
    "portal:itinerary": portal("delegate"),
    "portal:programmes": portal(readers=SIGNED_IN),
    "portal:programme": portal("delegation"),
    "portal:itinerary_pdf": portal("delegate"),
    "portal:itinerary_ics": portal("delegate"),
    "portal:principals": portal(readers=SIGNED_IN),
    "portal:itinerary_offline": portal("delegate"),
    "portal:worker": everyone(),
    "portal:manifest": everyone(),
    "organizer:readings": panel(),
    "portal:itinerary_looked": portal("delegate", read=(), write=("POST",)),
    "portal:itinerary_confirm": portal("delegate", read=(), write=("POST",)),
    "portal:subscription": portal("delegate"),
    "portal:subscribe": portal("delegate", read=(), write=("POST",)),
    "portal:feed": everyone("feed"),
    "v1:docs": everyone(),
    "v1:schema": everyone(),
    "v1:programme": everyone("edition"),
    "v1:delegations": api(readers=SIGNED_IN),
    "v1:delegation": api("delegation", readers=ORGANIZERS | CORK),
    "v1:flights": api(readers=SIGNED_IN, writers=CORK, write=("POST",)),
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
    if verb in door.write:
        return DONE_BY_API if door.turned_away == "api" else {200} if door.shows else DONE
    return SHOWN if verb in door.read else NO_SUCH_VERB


def stopped_at_the_panel(door: Door, who: str, verb: str) -> set[Any]:
    if who == "nobody":
        return SIGN_IN
    if who == "otto":
        return UNKNOWN  # staff of another forum: this one does not exist
    if who not in ORGANIZERS:
        return FORBIDDEN
    if verb not in READING and who not in door.writers:
        return FORBIDDEN | NO_SUCH_VERB
    if verb in READING and who not in door.readers:
        return FORBIDDEN
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
    if verb in door.write and who not in door.writers:
        return FORBIDDEN if who in ORGANIZERS else UNKNOWN
    return set()


STOPPED = {"organizers": stopped_at_the_panel, "portal": stopped_at_the_portal, "api": stopped_at_the_api}


@dataclass(frozen=True)
class Sent:
    """Something valid to write, as whoever may write would send it."""

    words: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    as_json: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # field → name and content

    def for_client(self) -> dict[str, Any]:
        """As the arguments of a request."""
        if self.files:
            files = {field: SimpleUploadedFile(*file) for field, file in self.files.items()}
            body = encode_multipart(BOUNDARY, self.words | files)
            return {"data": body, "content_type": MULTIPART_CONTENT, "headers": self.headers}
        if self.as_json:
            body, media = json.dumps(self.words), "application/json"
        else:
            body, media = urlencode(self.words), "application/x-www-form-urlencoded"
        return {"data": body, "content_type": media, "headers": self.headers}


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
        self.client = Client()  # one for all: a client builds the whole of the middleware for itself
        self.cookies = {who: self._cookies(who) for who in (*self.people, "nobody")}
        self.people["amara"].delegates.add(head := factories.head(cork, factories.person("Okafor", "Amara")))
        self.things = {"edition": {"edition": "shanghai"}, "slug": {"slug": "shanghai"}, **self._things(head)}
        self.things |= self._whole(head)
        self.sent = {
            **self._forms(head),
            **self._mandates(),
            **self._codes(),
            **self._programme(head),
            **self._draft(),
            **self._rulings(head),
            **self._people(head),
            **self._offices(),
            **self._sent_whole(),
            **self._spreadsheets(cork),
            **self._inviting(),
            **self._hosting(head),
            **self._reading(),
            **self._precedence(head),  # last: it freezes the order as it is when all others have done their part
            **self._sent_speeches(),  # changes nothing itself, and asks for the order as it is then
        }

    def _things(self, amara: Delegate) -> dict[str, dict[str, Any]]:
        """One of each thing that a door may be about; all of Cork or of the forum of Shanghai."""
        opening = factories.engagement("Opening", self.edition, at="14:30", room=factories.room("hall"))
        part = factories.attendance(opening, amara)
        speeches = self._speeches(amara)
        letter = factories.invitation(amara.delegation)
        hotel = hosting.hotel(self.edition, rooms=0)
        car = hosting.vehicle(self.edition)
        ride = hosting.transfer(car)
        flight = factories.flight(amara)
        releases.publish(self.edition, comment="First", by=self.people["olga"])
        invitations.send([letter.pk], edition=self.edition, by=self.people["olga"])
        ledger.follow_changes()
        refused = outbox.letters_of(self.edition).latest("pk").pk
        Message.objects.filter(pk=refused).update(state="refused")
        lyon = factories.delegation("lyon").city
        one, other = sorted((lyon, letter.office.city), key=lambda each: each.pk)
        tie = Tie.objects.create(one=one, other=other, kind="sister_city")
        olga = self.people["olga"]
        mayor = factories.office(lyon, factories.person("Martin", "Luce"))
        change = holders.change_holder(
            mayor,
            successor=holders.NewName("Petit", "Jean"),
            since="2025",
            seen=mayor.tenures.get().pk,
            edition=self.edition,
            by=olga,
        )
        return {
            "city": {"pk": letter.office.city_id},
            "tie": {"tie": tie.pk},
            "office": {"pk": letter.office_id},
            "holder_change": {"pk": change.pk},
            "reissue": {"pk": Reissue.objects.within(self.edition).filter(change=change).earliest("pk").pk},
            "delegation": {"pk": amara.delegation_id},
            "delegate": {"pk": amara.pk},
            "flight": {"pk": flight.pk},
            "train": {"pk": factories.train(amara).pk},
            "hotel": {"pk": hotel.pk},
            "block": {"pk": hosting.block(hotel, rooms=9, kind="twin").pk},
            "vehicle": {"pk": car.pk},
            "driver": {"pk": hosting.driver(self.edition).pk},
            "officer": {"pk": hosting.officer(self.people["aoife"].mandates.get().delegation).pk},
            "transfer": {"pk": ride.pk},
            "seat": {
                "pk": hosting.seat(
                    ride,
                    factories.delegate(amara.delegation, factories.person("Murphy", "Liam")),
                    by=self.people["olga"],
                ).pk
            },
            "mandate": {"pk": factories.mandate(factories.user(name="Bríd Nolan"), amara.delegation).pk},
            "engagement": {"pk": opening.pk},
            "release": {"number": 1},
            "hall": {"room": opening.room_id},
            "attendance": {"attendance": part.pk},
            "invitation": {"pk": letter.pk},
            "policy": {"policy": factories.policy("Friendship", self.edition).pk},
            "page": {"page": 1},
            "view": {
                "pk": saved_views.keep(
                    self.people["olga"], self.edition, "people", name="All", query="", shared=True
                ).pk
            },
            "post": {"pk": factories.papers(amara, by=self.people["aoife"]).visa.post_id},
            "letter": {"pk": refused},
            **speeches,
            "feed": {"token": token_of(feeds.open_feed(amara, by=self.people["aoife"]))},
            **self._mail(),
        }

    def _speeches(self, amara: Delegate) -> dict[str, dict[str, Any]]:
        """A sub-forum in which Amara and somebody of Lyon speak; the other asks her to change turns."""
        hall = factories.sub_forum("Green growth", self.edition, at="16:00")
        luce = factories.delegate(factories.delegation("lyon"), factories.person("Martin", "Luce"))
        mine, theirs = (factories.speech(hall, who, at=at) for who, at in ((amara, "16:12"), (luce, "16:21")))
        paper = speech_papers.hand_in(
            mine, b"Dear mayors", name="a.txt", kind="text", language="en", by=self.people["aoife"]
        )
        swap = swaps.ask(theirs, mine, by=self.people["lucie"])
        return {
            "subforum": {"pk": hall.engagement_id},
            "speech": {"pk": mine.engagement_id},
            "speech_paper": {"pk": paper.pk},
            "swap": {"pk": swap.pk},
        }

    def _sent_speeches(self) -> dict[str, Sent]:
        """What is written about sub-forums and speeches, by the staff and by Cork."""
        hall = SubForum.objects.get(engagement__edition=self.edition)
        mine = Speech.objects.get(engagement=self.things["speech"]["pk"])
        theirs = Speech.objects.exclude(pk=mine.pk).get()
        rules = {"ordered_by": "inscription", "opening_minutes": 5, "changeover_minutes": 1, "text_hours": 48}
        about = {"topic_en": "Rivers", "minutes": 7, "language": "ar", "interpretation": "simultaneous", "seen": 1}
        text = Sent({"kind": "text"}, files={"file": ("speech.txt", b"Excellencies")})
        return {
            "organizer:subforum": Sent({"theme_en": "Rivers", "seats": 9, "seen": 1, "seen_rules": 1, **rules}),
            "organizer:assignment_accept": Sent({"seal": seating.propose(self.edition).seal}),
            "organizer:subforum_place": Sent({"hall": hall.pk, "reason": "The mayor asked for it"}),
            "organizer:subforum_wishes": Sent({"wish_1": hall.pk}),
            "organizer:speaker_add": Sent({"delegate": self.things["aide"]["pk"], "minutes": 5}),
            "organizer:texts_ask": Sent(),
            "organizer:lay_out": Sent({"seal": speakers.one_listed(hall.engagement).seal}),
            "organizer:swap": Sent({"one": mine.pk, "other": theirs.pk, "note": "By telephone"}),
            "organizer:speech": Sent(about),
            "organizer:speech_turn": Sent({"place": 2, "reason": "A jubilee"}),
            "organizer:speech_paper_add": text,
            "organizer:speech_paper_status": Sent({"to": "with_booths"}),
            "portal:subforum_wishes": Sent({"wish_1": hall.pk}),
            "portal:speech": Sent(about),
            "portal:speech_paper_add": text,
            "portal:swap": Sent({"other": theirs.pk}),
            "portal:swap_answer": Sent({"answer": "agree"}),
        }

    def _whole(self, amara: Delegate) -> dict[str, dict[str, Any]]:
        """What there is about delegations as a whole: aides to put in order, a request, a statement, a withdrawal."""
        cork, olga = amara.delegation, self.people["olga"]
        first, _second = (factories.delegate(cork, factories.person("Healy", name)) for name in ("Una", "Ita"))
        asked = sizes.ask(cork, "member", 9, reason="A university comes along", by=self.people["aoife"])
        Cover.objects.create(edition=self.edition, role="head", item="nights", payer="host", nights=4)
        gone = factories.delegation("bergen")
        withdrawal.withdraw(gone, withdrawal.Reason("city", self.edition.starts_on, "An election"), by=olga)
        statement = hospitality.issue(cork, by=olga)
        Cover.objects.create(edition=self.edition, role="head", item="meals", payer="host")
        return {
            "aide": {"pk": first.pk},
            "size_request": {"pk": asked.pk},
            "gone": {"pk": gone.pk},
            "statement": {"pk": statement.pk},
            "role": {"role": "member"},
            "item": {"item": "flight"},
        }

    def _sent_whole(self) -> dict[str, Sent]:
        """What is written about a delegation as a whole."""
        head = {"seen": self.things["delegate"]["pk"], "newcomer": self.things["aide"]["pk"]}
        somebody = {"family_name": "Boyle", "given_name": "Dan", "role": "member", "language": "en", "seen": 1}
        correction = somebody | {"family_name": "Okafor", "given_name": "Amara", "role": "head", "title": "Mayor"}
        left = {"side": "city", "withdrawn_on": self.edition.starts_on, "reason": "An election"}
        asked = {"role": "press", "wanted": 3, "reason": "A film about the two cities"}
        return {
            "organizer:delegate_add": Sent(somebody),
            "organizer:delegate_edit": Sent(correction),
            "organizer:delegate_remove": Sent(),
            "organizer:delegate_move": Sent({"place": 4}),
            "organizer:hand_in": Sent(),
            "organizer:replace_head": Sent(head),
            "organizer:withdraw": Sent(left),
            "organizer:withdrawal_undo": Sent(),
            "organizer:ceilings": Sent({"member": 3}),
            "organizer:size_answer": Sent({"grant": "yes"}),
            "organizer:allowance": Sent({"role": "all", "most": 9, "reason": "A tie of forty years"}),
            "organizer:statements_issue": Sent(),
            "organizer:statement_issue": Sent(),
            "organizer:terms": Sent({"flight_payer": "city", "seen": seal([])}),
            "organizer:own_terms": Sent({"payer": "host", "reason": "Guest of honour", "seen": seal([])}),
            "organizer:permit": Sent({"approving_body": "Province", "seen": 0}),
            "portal:delegate_move": Sent({"place": 4}),
            "portal:replace_head": Sent(head),
            "portal:ask_for_more": Sent(asked),
            "portal:withdraw": Sent({"reason": "An election"}),
        }

    def _forms(self, amara: Delegate) -> dict[str, Sent]:
        """What Cork writes about its people and flights, in the portal and over the API."""
        somebody = {"family_name": "Boyle", "given_name": "Dan", "role": "member", "language": "en", "seen": 1}
        first = self.edition.starts_on
        leg = {"direction": "out", "number": "ZZ 303", "origin": "PVG", "destination": "DUB"}
        out = leg | {"leaves": f"{first}T10:00", "lands": f"{first}T20:00", "seen": 1}
        seal = sheet_of(amara, self.edition.languages).seal
        rendered = {"badge": "Amara O.", "seen": seal}
        told = leg | {"delegate": amara.pk, "leaves_at": f"{first}T02:00:00Z", "lands_at": f"{first}T12:00:00Z"}
        return {
            "portal:delegate_add": Sent(somebody),
            "portal:delegate_edit": Sent(somebody | {"family_name": "Okafor", "given_name": "Amara"}),
            "portal:delegate_remove": Sent(),
            "portal:hand_in": Sent(),
            "portal:about": Sent({"mobile": "+353 21 555 0100", "seen": 0}),
            "portal:consents": Sent({"photo": "yes"}),
            "portal:flight_add": Sent(out),
            "portal:flight_edit": Sent(out),
            "portal:flight_remove": Sent(),
            "portal:names": Sent({"sign": f"{amara.pk}:{seal}"}),
            "portal:names_edit": Sent(rendered),
            "organizer:names_edit": Sent(rendered),
            **self._papers(),
            "v1:flights": Sent(told, as_json=True),
            "v1:flight": Sent({"number": "EI 9"}, as_json=True, headers={"if-match": '"v1"'}),
        }

    def _hosting(self, amara: Delegate) -> dict[str, Sent]:
        """What the host keeps of cars, rooms and needs, and what guests say of theirs."""
        olga, first = self.people["olga"], self.edition.starts_on
        hotel = Hotel.objects.within(self.edition).get()
        flight, car = self.things["flight"]["pk"], self.things["vehicle"]["pk"]
        nights = dict(zip(("first_night", "until"), hosting.nights(self.edition), strict=True))
        guest = factories.head(factories.delegation("vaasa"))
        hosting.block(hotel, rooms=2)
        hosting.stay(amara, hotel, by=olga)
        arriving = factories.flight(guest)
        leaving = factories.flight(guest, direction="out", number="ZZ 404", lands_at=arriving.lands_at + timedelta(3))
        spare = hosting.vehicle(self.edition, plate="ZZ 0003", seats=7, kind="van")
        days = {leg.direction: clock.day_at(self.edition.zone, leg.here_at) for leg in (arriving, leaving)}
        plans = {way: motorcade.plan(self.edition, way, days[way]) for way in ("in", "out")}
        proposed = {way: Sent({"day": days[way], "seen": plans[way].fingerprint}) for way in plans}
        ride = {"origin": "PVG", "destination": "Town hall", "leaves": f"{first}T16:00", "vehicle": spare.pk}
        own = {"destination": "Town hall", "lands": f"{first}T09:00"}
        room = {"hotel": hotel.pk, "kind": "single", **nights}
        return {
            "organizer:arrivals_tick": Sent({"leg": flight, "what": "landed"}),
            "organizer:greeter": Sent({"greeter": "Wang Min"}, query=f"?leg={flight}"),
            "organizer:transfer_add": Sent(ride),
            "organizer:propose_arrivals": proposed["in"],
            "organizer:propose_departures": proposed["out"],
            "organizer:transfer": Sent({**ride, "vehicle": car, "seen": 1}),
            "portal:clock": Sent({"zone": "Europe/Dublin"}),
            "organizer:liaison_officer": Sent({"name": "Shen Xingyao", "languages": "en", "seen": 1}),
            "organizer:liaison_remove": Sent(),
            "organizer:liaison_add": Sent({"name": "Gu Yuchen", "phone": "+999 21 5550 0200"}),
            "organizer:seat_give": Sent({"guest": f"d{amara.pk}"}),
            "organizer:transfer_cancel": Sent(),
            "organizer:seat_free": Sent(),
            "organizer:vehicle_add": Sent({"plate": "ZZ 0002", "kind": "van", "seats": 7}),
            "organizer:vehicle": Sent({"plate": "ZZ 0009", "kind": "van", "seats": 7, "seen": 1}),
            "organizer:driver_add": Sent({"name": "Zhao Lei", "phone": "+86 21 5550 0100"}),
            "organizer:driver": Sent({"name": "Zhao Lei", "phone": "+86 21 5550 0101", "seen": 1}),
            "organizer:hotel_add": Sent({"name": "Park Hotel"}),
            "organizer:hotel": Sent({"name": "Park Hotel", "seen": 1}),
            "organizer:block_add": Sent({"kind": "suite", "rooms": 1, **nights}),
            "organizer:block": Sent({"kind": "twin", "rooms": 3, **nights, "seen": 1}),
            "organizer:block_remove": Sent(),
            "organizer:rooms_assign": Sent({**room, "who": "heads", "yes": 1}),
            "organizer:stay": Sent({**room, "early": "on", "seen": 1}),
            "organizer:stay_release": Sent(),
            "organizer:kitchen_offer": Sent({"menus": "vegan"}),
            "organizer:needs_edit": Sent({"menu": "vegan", "mobility": "short"}),
            "portal:ground_leg_add": Sent({"mode": "own", "direction": "in", "zone": self.edition.zone, **own}),
            "portal:ground_leg": Sent({"mode": "own", "direction": "in", "zone": self.edition.zone, **own, "seen": 1}),
            "portal:stay_wish": Sent({"elsewhere": "with friends"}),
            "portal:needs": Sent({"menu": "vegan", "mobility": "unaided"}),
        }

    def _papers(self) -> dict[str, Sent]:
        """Passport, photo and visa anew, as Cork hands them in."""
        post = {"country": "FR", "name_en": "Consulate in Lyon", "city_en": "Lyon", "seen": 1}
        return {
            "portal:passport": Sent(factories.passport_form(number="X1234567", seen=1)),
            "portal:passport_delete": Sent(),
            "portal:photo": Sent({"seen": 1}, files={"photo": ("photo.jpg", factories.photo(colour="navy"))}),
            "portal:photo_cut": Sent({"across": "left", "down": "top", "zoom": 125, "seen": 1}),
            "portal:photo_delete": Sent(),
            "portal:visa": Sent({"needed": "no", "seen": 1}),
            "organizer:passport": Sent({"purpose": "vetting"}),
            "organizer:visa_posts": Sent(post),
            "organizer:visa_post": Sent(post),
            "organizer:visa_letters_make": Sent({"delegate": self.things["delegate"]["pk"]}),
        }

    def _mandates(self) -> dict[str, Sent]:
        """Who is to act for Cork, given and changed from either side."""
        terms = {"powers": "travel", "note": "Note verbale 114/2025", "seen": 1}
        whom = {"name": "Nuala Kehoe", "email": "nuala@cork.example", "language": "en", "whom": "all"}
        given = {f"{side}:mandate_give": Sent(terms | whom) for side in ("organizer", "portal")}
        changed = {f"{side}:mandate": Sent(terms) for side in ("organizer", "portal")}
        return given | changed | {f"{side}:mandate_revoke": Sent() for side in ("organizer", "portal")}

    def _codes(self) -> dict[str, Sent]:
        """What opens and closes: a code for signing in, a code of a letter, the answer to it, another language."""
        letter = Invitation.objects.within(self.edition).sent().get()
        asked = self.client.post(reverse("signin:ask"), {"email": "amara@cork.example"})
        code = signin.code_of(SignInChallenge.objects.latest("pk"))
        answer = {"answer": "yes", "given_by": "The mayor's office"}
        brid = factories.user("office@cork.example", "Bríd Nolan")
        return {
            "set_language": Sent({"language": "fr", "next": "/"}),
            "signin:ask": Sent({"email": "amara@cork.example"}),
            "signin:code": Sent({"code": code}, cookies={"sign_in": asked.cookies["sign_in"].value}),
            "signin:who": Sent({"person": brid.pk}, session={"mailbox": [brid.email, clock.real().isoformat(), ""]}),
            "signin:out": Sent(),
            "guest:code": Sent({"code": answer_codes.code_of(letter)}),
            "guest:answer": Sent(answer, session={"answers_letter": [letter.pk, letter.code_generation]}),
        }

    def _programme(self, amara: Delegate) -> dict[str, Sent]:
        """What the host's staff writes; the draft has something that the release has not."""
        opening = self.things["engagement"]["pk"]
        first = self.edition.starts_on.isoformat()
        factories.engagement("Dinner", self.edition, at="19:00")
        aide = factories.delegate(amara.delegation, factories.person("Byrne", "Nuala"))
        draft = factories.invitation(factories.delegation("lyon"))
        item = {"title_en": "Grand opening", "audience": "public", "version": 1}
        return {
            "organizer:letter_again": Sent(),
            "organizer:invitations_send": Sent({"invitation": draft.pk}),
            "organizer:engagement": Sent(item),
            "organizer:engagement_add": Sent(item, query="?kind=plenary"),
            "organizer:engagement_move": Sent({"item": opening, "start": f"{first}T15:00", "version": 1}),
            "organizer:engagement_place": Sent({"day": first, "hour": "15:00", "minutes": 45, "version": 1}),
            "organizer:engagement_take_off": Sent({"version": 1}),
            "organizer:engagement_give_part": Sent({"delegate": aide.pk, "part": "chair"}),
            "organizer:engagement_take_part_away": Sent(),
            "organizer:publish": Sent({"comment": "Second"}),
            **self._releases(amara, first),
        }

    def _releases(self, amara: Delegate, first: str) -> dict[str, Sent]:
        """The opening is cancelled on the day in a second release; the first one may come back after that."""
        opening = Engagement.objects.within(self.edition).get(titles__en="Opening")
        releases.publish(self.edition, comment="Second", by=self.people["olga"])
        factories.engagement("Farewell", self.edition, at="21:00")
        today = {"day": first, "hour": "14:30", "minutes": 60, "room": opening.room_id, "cancelled": "on"}
        return {
            "organizer:emergency": Sent({**today, "seen": 2, "version": opening.version, "publish": 1}),
            "organizer:release_back": Sent({"comment": "Back", "draft": "leave", "seen": 2}),
        }

    def _draft(self) -> dict[str, Sent]:
        """What is written about the draft: parts that no release has, a closed room, steps of both editors."""
        forum = factories.engagement("Rivers", self.edition, kind="sub_forum")
        first, _second = (
            factories.engagement(name, self.edition, kind="speech", parent=forum, position=place)
            for place, name in enumerate(("A", "B"), start=1)
        )
        room, day = factories.room("garden"), self.edition.starts_on
        since, until = (factories.instant_on(self.edition, day, hour) for hour in ("08:00", "09:00"))
        by = self.people["olga"]
        closure = closing.close(self.edition, room, starts_at=since, ends_at=until, reason="Sweep", by=by)
        self.things |= {"room": {"pk": room.pk}, "closure": {"pk": closure.pk}, "unread": {"pk": first.pk}}
        for who in ("olga", "pia"):
            for title in ("One", "Two"):
                with steps.one_step(self.edition, by=self.people[who]):
                    programme.add(self.edition, kind="plenary", titles={"en": title}, by=self.people[who])
            steps.take_back(self.edition, by=self.people[who])
        span = {"day": day, "hour": "10:00", "last_day": day, "last_hour": "11:00"}
        return {
            "organizer:programme_room": Sent(span),
            "organizer:programme_room_open": Sent(),
            "organizer:programme_undo": Sent(),
            "organizer:programme_redo": Sent(),
            "organizer:engagement_copy": Sent({"with_people": "on"}),
            "organizer:engagement_remove": Sent({"version": 1}),
            "organizer:engagement_put_within": Sent({"parent": "", "version": 1}),
            "organizer:engagement_order": Sent({"way": "down"}),
            "organizer:publish": Sent({"comment": "Second", "despite": "They stand on purpose"}),
        }

    def _rulings(self, amara: Delegate) -> dict[str, Sent]:
        """Two clashes, of which one is answered for, in a hall of their own; an interpreter with a duty."""
        hall, olga = factories.room("torn-hall"), self.people["olga"]
        torn = [factories.engagement(f"Torn {n}", self.edition, at="21:00", room=hall) for n in range(3)]
        found = checking.check(self.edition, board.programme_of(self.edition)).blocking()
        answered = rulings.accept(self.edition, checksum=found[0].checksum, reason="Short", by=olga)
        li = interpreters.add(self.edition, name="Li Wei", languages={"zh-hans": "A", "en": "B"}, days=(), by=olga)
        [duty] = interpreters.assign(li, torn[0], source="en", target="zh-hans", both_ways=False, by=olga)
        one, other = [row.pk for row in drives.venues_of(self.edition)][:2]
        dawn = quiet_hours.add(self.edition, quiet_hours.Hours(time(5), time(5, 30), delegate=amara.pk), by=olga)
        self.things |= {
            "quiet_window": {"pk": dawn.pk},
            "accepted_clash": {"pk": answered.pk},
            "rule": {"name": "rest_window"},
            "interpreter": {"pk": li.pk},
            "duty": {"pk": duty.pk},
        }
        start = f"{self.edition.starts_on.isoformat()}T20:00:00Z"
        return {
            "organizer:clash_accept": Sent({"checksum": found[1].checksum, "reason": "The hall has a wall"}),
            "organizer:clash_take_back": Sent(),
            "organizer:clash_mend": Sent({"item": torn[1].pk, "room": hall.pk, "start": start, "version": 1}),
            "organizer:engagement_head": Sent({"required": "yes"}),
            "organizer:rule": Sent({"seen": 0, "on": "on", "grade": "info", "night_minutes": 600}),
            "organizer:drives": Sent({f"minutes-{one}-{other}": 25, f"seen-{one}-{other}": ""}),
            "organizer:quiet_hours": Sent({"from_hour": "13:00", "to_hour": "14:00", "kind": "meal"}),
            "organizer:quiet_window": Sent({"seen": 1, "from_hour": "5:00", "to_hour": "6:00", "kind": "rest"}),
            "organizer:quiet_remove": Sent(),
            "organizer:interpreters": Sent({"name": "Ruth Marsh", "language_en": "A", "language_fr": "B"}),
            "organizer:interpreter": Sent({"engagement": torn[1].pk, "source": "en", "target": "zh-hans"}),
            "organizer:interpreter_change": Sent(
                {"seen": 1, "name": "Li Weiwei", "language_zh-hans": "A", "language_en": "B"}
            ),
            "organizer:interpreter_remove": Sent(),
            "organizer:interpreter_relieve": Sent(),
        }

    def _people(self, amara: Delegate) -> dict[str, Sent]:
        """What the office does with the people on the lists."""
        due = dossier.deadlines(self.edition).items()
        days = {key: clock.day_at(self.edition.zone, moment) for key, moment in due}
        return {
            "organizer:people_step": Sent({"delegate": amara.pk, "step": "accept", "sure": "yes"}),
            "organizer:people_view_keep": Sent({"name": "Late", "query": "state=late"}),
            "organizer:people_view_forget": Sent(),
            "organizer:dossier_deadlines": Sent({**days, "travel": self.edition.starts_on}),
        }

    def _offices(self) -> dict[str, Sent]:
        """What is known of cities and of who holds their offices."""
        tenure = Tenure.objects.get(office=self.things["office"]["pk"])
        host = factories.city("shanghai")
        followed = {
            "family_name": "Dennehy",
            "given_name": "Fergal",
            "since": "2025-06",
            "seen": tenure.pk,
            "save": "1",
        }
        tie = Tie.objects.get(pk=self.things["tie"]["tie"])
        titled = {"rank_class": "mayor", "titles_en": "Lord Mayor", "seen": seal_of(tenure.office, OFFICE_FIELDS)}
        return {
            "organizer:tie_add": Sent({"partner": host.pk, "kind": "sister_city", "signed": "2005-05"}),
            "organizer:tie_edit": Sent({"kind": "sister_city", "signed": "2005", "seen": seal_of(tie, TIE_FIELDS)}),
            "organizer:office_add": Sent({"rank_class": "official", "titles_en": "Deputy Chief Executive"}),
            "organizer:office_edit": Sent(titled),
            "organizer:holder": Sent(followed),
            "organizer:reissue_tick": Sent({"done": "yes"}),
        }

    def _precedence(self, amara: Delegate) -> dict[str, Sent]:
        """How the guests are ordered; the policy of the doors is not the one that makes the order."""
        factories.policy("Handbook", self.edition, is_current=True)
        factories.place_by_hand(amara.delegation)
        policy = {"name": "By lot", "chain": "rank,lot", "language": "fr", "name_form": "common", "stand_in": "own"}
        return {
            "organizer:order_freeze": Sent({"note": "Approved", "checksum": orders.now(self.edition).checksum}),
            "organizer:order_policies": Sent(policy),
            "organizer:order_policy": Sent(policy | {"seen": 1}),
            "organizer:order_policy_choose": Sent(),
            "organizer:order_policy_draw": Sent({"what": "seed", "seen": 1}),
            "organizer:order_policy_remove": Sent(),
            "organizer:order_place": Sent({"where": "at", "place": 2, "reason": "Its jubilee"}),
            "organizer:order_take_back": Sent(),
            "organizer:order_rank": Sent({"rank_class": "envoy", "seen": 1}),
        }

    def _spreadsheets(self, cork: Delegation) -> dict[str, Sent]:
        """What the office and Cork send as files; each has one to look at and one that is done already."""
        sent: dict[str, Sent] = {}
        for space, of, who in (("organizer", None, "olga"), ("portal", cork, "aoife")):
            about = {"edition": self.edition, "delegation": of, "by": self.people[who]}
            name = "roster" if of is None else "own_roster"
            done = roster.send(f"City,Family name\nCork,{name}".encode(), file_name="done.csv", **about)
            seal = roster_look.look(done, roster_look.Chosen()).plan.seal
            roster.carry_out(done, roster_look.Chosen(), seal=seal, by=self.people[who])
            waiting = roster.send(b"City,Family name\nCork,Carroll", file_name="new.csv", **about)
            self.things |= {name: {"pk": waiting.pk}, f"{name}_done": {"pk": done.pk}}
            sent |= {
                f"{space}:roster": Sent(files={"file": ("file.csv", b"City,Family name\nCork,Carroll")}),
                f"{space}:roster_undo": Sent(),
                f"{space}:roster_drop": Sent(),
                f"{space}:roster_confirm": Sent({"seal": roster_look.look(waiting, roster_look.Chosen()).plan.seal}),
            }
        self.things["form"] = {"form": "csv"}
        return sent

    def _inviting(self) -> dict[str, Sent]:
        """What the host's staff writes about letters: Athens declined and has a deputy, Nice is a reserve."""
        olga, athens = self.people["olga"], factories.invitation(factories.delegation("athens"))
        deputy = factories.office(athens.office.city, key="deputy-mayor", rank_class="deputy_mayor")
        invitations.send([athens.pk], edition=self.edition, by=olga)
        no = replies.Said(answer="no", given_by="The mayor's office")
        replies.answer(athens, no, seen=None, channel=Reply.Channel.PHONE, by=olga)
        reserve = factories.invitation(factories.delegation("nice"), tier=2)
        kept = {"name": "note.pdf", "media_type": "application/pdf", "titles": {"en": "Note"}}
        paper = inviting.enclose(self.edition, b"%PDF- a note", **kept, by=olga)
        new = factories.office(factories.city("turin"))
        self.things |= {"declined": {"pk": athens.pk}, "reserve": {"pk": reserve.pk}, "paper": {"pk": paper.pk}}
        self.things |= {"wave": {"day": "none"}, "entry": {"sequence": 1}}
        said = {"answer": "yes", "given_by": "The mayor's office", "channel": "phone", "said_at": "2025-04-01T10:00"}
        draft = {"tier": 3, "way": "email", "seen": reserve.version}
        return {
            "organizer:invitation_add": Sent({"office": new.pk, "tier": 1, "language": "fr"}),
            "organizer:enclosures": Sent({"title_en": "Reply form"}, files={"paper": ("paper.pdf", b"%PDF- a form")}),
            "organizer:reminder_days": Sent({"days": "21, 7"}),
            "organizer:invitation_move_up": Sent({"place": athens.pk}),
            "organizer:invitation_edit": Sent(draft),
            "organizer:invitation_answer": Sent(said),
            "organizer:invitation_dispatch": Sent({"kind": "posted", "way": "mission", "at": "2025-04-01T10:00"}),
            "organizer:invitation_hold": Sent({"held": "1"}),
            "organizer:invitation_withdraw": Sent({"why": "Another date", "tell": "on"}),
            "organizer:invitation_reissue": Sent(),
            "organizer:invitation_deputy": Sent({"office": deputy.pk}),
            "portal:answer": Sent({"answer": "yes", "given_by": "Aoife Byrne"}),
        }

    def _reading(self) -> dict[str, Sent]:
        """What a reader says of his itinerary and of his calendar subscription."""
        return {
            "portal:itinerary_looked": Sent({"version": 1}),
            "portal:itinerary_confirm": Sent({"version": 1}),
            "portal:subscribe": Sent({"wish": "renew"}),
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
        door, sent = DOORS[name], self.sent.get(name, Sent())
        words = {key: value for thing in door.about for key, value in self.things[thing].items()}
        # As signed in, whatever an earlier door did to the cookies.
        self.client.cookies = SimpleCookie(self.cookies[who] | sent.cookies)
        with transaction.atomic():
            self._remember(sent.session)
            before = records() if verb in door.write else None
            asked = {} if verb in READING else sent.for_client()
            answer = self.client.generic(verb, reverse(name, kwargs=words) + sent.query, **asked)
            nothing_done = before is not None and name not in KEEPS_NO_RECORD and records() == before
            transaction.set_rollback(True)
        if answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next="):
            return "sign in"
        done = {200} if door.shows else DONE | DONE_BY_API
        return NOTHING_DONE if nothing_done and answer.status_code in done else answer.status_code

    def _remember(self, held: dict[str, Any]) -> None:
        if held:
            session = self.client.session
            session.update(held)
            session.save()


def records() -> tuple[int, ...]:
    """How much the house has written down so far."""
    used = SignInChallenge.objects.exclude(used_at=None)
    kept = SavedView.objects.count(), VaultRead.objects.count()
    return Change.objects.count(), Message.objects.count(), used.count(), *kept
