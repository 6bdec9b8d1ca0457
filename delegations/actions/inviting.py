"""Whom to invite, in which order; what a letter says and how it goes; and what follows a letter that went out."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from delegations import notices, policies
from delegations.actions import nominations
from delegations.actions.stale import refuse_stale
from delegations.models import Delegation, Enclosure, Invitation
from forum import clock, documents, ledger
from forum.models import Document, Edition, Office, User

State, FollowsAs = Invitation.State, Invitation.FollowsAs


class AlreadyInvited(Exception):
    """This office has an open letter of invitation."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"{invitation.office} is on the list of invitations already.")
        self.invitation = invitation


class NotADraft(Exception):
    """A letter that was sent or withdrawn stays as it is."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"The letter to {invitation.office} is “{invitation.get_state_display()}”, not a draft.")
        self.invitation = invitation


class NotDeclined(Exception):
    """A deputy is invited only after the principal has declined or named somebody in his place."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"{invitation.office} has not declined.")
        self.invitation = invitation


class NotADeputyOf(Exception):
    """The office is the same one, or one of another city."""

    def __init__(self, invitation: Invitation, office: Office) -> None:
        super().__init__(f"{office} is no deputy of {invitation.office}.")
        self.invitation, self.office = invitation, office


class NotSent(Exception):
    """Only a letter that was sent can be followed by another."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(f"The letter to {invitation.office} has not been sent.")
        self.invitation = invitation


class PlaceTaken(Exception):
    """The place of the first choice is not free, or a reserve has moved up for it."""

    def __init__(self, place: Invitation) -> None:
        super().__init__(f"The place of {place.delegation.city} is not free.")
        self.place = place


@dataclass(frozen=True, slots=True)
class Terms:
    """What a letter says and how it goes, as long as it is a draft. What is empty is the edition's."""

    tier: int = 1
    wave: date | None = None
    signatory: int | None = None
    languages: list[str] = field(default_factory=list)
    hospitality: dict[str, str] = field(default_factory=dict)
    reply_by: datetime | None = None
    way: str = "email"
    via_name: str = ""
    via_email: str = ""
    enclosures: list[int] = field(default_factory=list)


@transaction.atomic
def add(
    edition: Edition,
    office: Office,
    *,
    tier: int,
    wave: date | None,
    language: str,
    contact_email: str,
    by: User,
) -> Invitation:
    """Put an office on the list of invitations, with a delegation of its city. Raises AlreadyInvited."""
    delegation, made = Delegation.objects.within(edition).get_or_create(
        edition=edition, city=office.city, defaults={"language": language, "contact_email": contact_email}
    )
    delegation = _locked_delegation(delegation.pk)
    _refuse_second(delegation, office)
    invitation: Invitation = Invitation.objects.create(
        edition=edition, delegation=delegation, office=office, tier=tier, wave=wave
    )
    invitation.enclosures.set(Enclosure.objects.within(edition))
    after = {"city": office.city.key, "office": office.key, "tier": tier, "wave": _day(wave), "new_delegation": made}
    _record("invitation.added", invitation, by, {}, after)
    return invitation


@transaction.atomic
def change(invitation: Invitation, terms: Terms, *, seen: int, by: User) -> Invitation:
    """Write the terms of a draft; the same again changes nothing. Raises NotADraft or Stale."""
    row = _locked(invitation)
    if row.state != State.DRAFT:
        raise NotADraft(row)
    before = terms_of(row)
    if before == terms:
        return row
    refuse_stale(row, seen)
    for name, value in asdict(terms).items():
        if name not in {"signatory", "enclosures"}:
            setattr(row, name, value)
    row.signatory_id = terms.signatory
    row.version += 1
    row.save()
    row.enclosures.set(Enclosure.objects.within(row.edition).filter(pk__in=terms.enclosures))
    was, now = _plain(before), _plain(terms)
    changed = {name for name in now if now[name] != was[name]}
    _record("invitation.changed", row, by, {name: was[name] for name in changed}, {name: now[name] for name in changed})
    return row


def terms_of(invitation: Invitation) -> Terms:
    """What is written on the letter itself now."""
    return Terms(
        tier=invitation.tier,
        wave=invitation.wave,
        signatory=invitation.signatory_id,
        languages=list(invitation.languages),
        hospitality=dict(invitation.hospitality),
        reply_by=invitation.reply_by,
        way=invitation.way,
        via_name=invitation.via_name,
        via_email=invitation.via_email,
        enclosures=sorted(enclosure.pk for enclosure in invitation.enclosures.all()),
    )


@transaction.atomic
def move_up(reserve: Invitation, *, place: Invitation, by: User) -> Invitation:
    """Make a reserve a city of the first choice, in the place of one that declined. Pressed twice, it moves once.

    Raises PlaceTaken or NotADraft.
    """
    row = _locked(reserve)
    if row.moved_up_for_id == place.pk:
        return row
    if row.state != State.DRAFT:
        raise NotADraft(row)
    # The place too: two colleagues may move two reserves up for it.
    _locked(place)
    if not Invitation.objects.within(row.edition).vacant().filter(pk=place.pk).exists():
        raise PlaceTaken(place)
    before = row.tier
    row.tier, row.moved_up_for, row.version = 1, place, row.version + 1
    row.save(update_fields=["tier", "moved_up_for", "version"])
    _record("invitation.moved_up", row, by, {"tier": before}, {"tier": 1, "in_place_of": place.delegation.city.key})
    return row


@transaction.atomic
def hold(invitation: Invitation, held: bool, *, by: User) -> Invitation:
    """Hold a city back from reminders, or let it be reminded again."""
    row = _locked(invitation)
    if row.is_held != held:
        row.is_held = held
        row.save(update_fields=["is_held"])
        _record("invitation.held", row, by, {"is_held": not held}, {"is_held": held})
    return row


@transaction.atomic
def invite_deputy(invitation: Invitation, office: Office, *, by: User) -> Invitation:
    """Draft a letter to the deputy's office of the same city, after a no. Pressed twice, there is one draft.

    Raises NotDeclined, NotADeputyOf, NotSent or AlreadyInvited.
    """
    row = _locked(invitation)
    if twin := row.followers.open().filter(office=office).first():
        return _as(twin)
    if row.state != State.SENT:
        raise NotSent(row)
    newest = row.replies.order_by("-pk").first()
    if not policies.may_invite_deputy(newest.answer if newest else None):
        raise NotDeclined(row)
    if office.city_id != row.office.city_id or office.pk == row.office_id:
        raise NotADeputyOf(row, office)
    _refuse_second(row.delegation, office)
    draft = _follow(row, office, FollowsAs.DEPUTY)
    _record("invitation.deputy_drafted", draft, by, {}, {"follows": row.letter_number, "office": office.key})
    return draft


@transaction.atomic
def reissue(invitation: Invitation, *, by: User) -> Invitation:
    """Withdraw a letter that was sent and draft a new one to whoever holds the office now, which names the former.

    Raises NotSent.
    """
    row = _locked(invitation)
    if twin := row.followers.open().filter(follows_as=FollowsAs.REISSUE).first():
        return _as(twin)
    if row.state != State.SENT:
        raise NotSent(row)
    _close(row, "")
    draft = _follow(row, row.office, FollowsAs.REISSUE)
    _record("invitation.reissued", draft, by, {}, {"follows": row.letter_number})
    return draft


@transaction.atomic
def withdraw(invitation: Invitation, *, why: str, tell: bool, by: User) -> Invitation:
    """Take a letter back, close its answer code and, if it was sent and `tell` is said, write so to the city.

    Again changes nothing.
    """
    row = _locked(invitation)
    if row.state == State.WITHDRAWN:
        return row
    was_sent = row.state == State.SENT
    _close(row, why)
    _record("invitation.withdrawn", row, by, {"sent": was_sent}, {"why": why, "told": was_sent and tell})
    if was_sent and tell:
        notices.withdraw(row)
    return row


@transaction.atomic
def enclose(
    edition: Edition, content: bytes, *, name: str, media_type: str, titles: dict[str, str], by: User
) -> Enclosure:
    """Put a paper on file and into every draft; the same file again is the same enclosure."""
    kept: Document = documents.store(content, name=name, media_type=media_type, edition=edition)
    paper: Enclosure
    paper, made = Enclosure.objects.within(edition).get_or_create(
        edition=edition, document=kept, defaults={"titles": titles}
    )
    if made:
        for draft in Invitation.objects.within(edition).drafts():
            draft.enclosures.add(paper)
        ledger.record(
            "enclosure.added", subject=paper, by=by, edition=edition, after={"name": name, "sha256": kept.sha256}
        )
    return paper


def _close(row: Invitation, why: str) -> None:
    row.move(State.WITHDRAWN)
    row.withdrawn_at, row.withdrawn_why = clock.now(), why
    row.version += 1
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_why", "version"])
    _await_anew(row.delegation)


def _follow(former: Invitation, office: Office, follows_as: str) -> Invitation:
    """A draft that follows a letter, on the same terms; the city's answer waits for it."""
    draft: Invitation = Invitation.objects.create(
        edition=former.edition,
        delegation=former.delegation,
        office=office,
        tier=former.tier,
        signatory=former.signatory,
        languages=former.languages,
        way=former.way,
        via_name=former.via_name,
        via_email=former.via_email,
        follows=former,
        follows_as=follows_as,
    )
    draft.enclosures.set(former.enclosures.all())
    _await_anew(former.delegation)
    return draft


def _await_anew(delegation: Delegation) -> None:
    """The city's present answer is none; what it said stays with the letters."""
    Delegation.objects.filter(pk=delegation.pk).scoped().update(answer="", answered_at=None, version=F("version") + 1)


def _refuse_second(delegation: Delegation, office: Office) -> None:
    twin = delegation.invitations.open().filter(office=office).first()
    if twin:
        raise AlreadyInvited(twin)


def _locked_delegation(pk: int) -> Delegation:
    rows = Delegation.objects.filter(pk=pk).scoped().select_related("edition", "city")
    found: Delegation = rows.select_for_update(of=("self",)).get()
    nominations.take_turn(found.edition_id)
    return found


def _locked(invitation: Invitation) -> Invitation:
    """The letter as it is now, with its delegation: whoever answers at this moment waits, or is waited for."""
    _locked_delegation(invitation.delegation_id)
    rows = Invitation.objects.filter(pk=invitation.pk).scoped().with_addressee()
    found: Invitation = rows.select_for_update(of=("self",)).get()
    return found


def _as(row: Any) -> Invitation:
    found: Invitation = row
    return found


def _plain(terms: Terms) -> dict[str, Any]:
    values = asdict(terms)
    return values | {"wave": _day(terms.wave), "reply_by": terms.reply_by.isoformat() if terms.reply_by else None}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _record(verb: str, row: Invitation, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    ledger.record(verb, subject=row, by=by, edition=row.edition, before=before, after=after)
