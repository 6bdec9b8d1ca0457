"""Letters of invitation: numbered once, sent once."""

from collections.abc import Iterable
from copy import copy

from django.db import transaction
from django.db.models import F, QuerySet

from delegations import letter_pages, notices
from delegations.actions import permits
from delegations.models import Invitation
from forum import clock, ledger
from forum.models import Edition, User
from forum.typesetting import TooLong


class CannotBeSet(Exception):
    """The letter does not fit on its pages. Knows how many it may fill."""

    def __init__(self, invitation: Invitation, pages: int) -> None:
        super().__init__(f"The letter to {invitation.delegation.city} is longer than {pages} pages.")
        self.invitation, self.pages = invitation, pages


class SomeCannotBeSet(Exception):
    """Some of the letters do not fit on their pages and stay drafts; the others are `sent`."""

    def __init__(self, sent: list[Invitation], refused: list[CannotBeSet]) -> None:
        super().__init__(" ".join(str(one) for one in refused))
        self.sent, self.refused = sent, refused


def send(invitations: Iterable[int], *, edition: Edition, by: User) -> list[Invitation]:
    """Number and send the drafts among these letters; give those sent now. What was sent before stays as it is.

    Raises SomeCannotBeSet when the rest is sent, NotApprovedYet when nothing may be.
    """
    permits.refuse_before_approval(edition)
    chosen, refused = set(invitations), {}
    # Before any number is given out, and before the edition's row is locked: setting a letter takes its time.
    for draft in _drafts(chosen, edition):
        try:
            check(draft)
        except CannotBeSet as long:
            refused[draft.pk] = long
    sent = _send_all(chosen - set(refused), edition, by)
    if refused:
        raise SomeCannotBeSet(sent, list(refused.values()))
    return sent


def check(invitation: Invitation) -> None:
    """Set the letter as it would go out now. Raises CannotBeSet."""
    as_sent = copy(invitation)
    as_sent.number = invitation.number or invitation.edition.letters_numbered + 1
    try:
        letter_pages.pdf(as_sent)
    except TooLong as long:
        raise CannotBeSet(invitation, long.pages) from long


def _drafts(invitations: set[int], edition: Edition) -> "QuerySet[Invitation]":
    rows = notices.letters_to_write().filter(edition=edition, pk__in=invitations, state=Invitation.State.DRAFT)
    rows = rows.filter(delegation__withdrawn_at=None)
    return rows.order_by("delegation__city__key")


@transaction.atomic
def _send_all(invitations: set[int], edition: Edition, by: User) -> list[Invitation]:
    # The edition's row is the queue in which numbers are given out: two people pressing send wait for each other.
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    return [_send(draft, edition, by) for draft in _drafts(invitations, edition)]


def _send(invitation: Invitation, edition: Edition, by: User) -> Invitation:
    Edition.objects.filter(pk=edition.pk).update(letters_numbered=F("letters_numbered") + 1)
    edition.refresh_from_db(fields=["letters_numbered"])
    invitation.move(Invitation.State.SENT)
    invitation.number = edition.letters_numbered
    invitation.sent_at = clock.now()
    invitation.sent_by = by
    # What the edition says today is what this letter said, whatever becomes of the edition.
    invitation.signatory = invitation.signed_by
    invitation.hospitality = invitation.hospitality or edition.hospitality
    invitation.ordering = invitation.ordering or edition.ordering
    invitation.version += 1
    invitation.addressee = letter_pages.addressee_now(invitation, letter_pages.language_of(invitation))
    frozen = ["signatory", "hospitality", "ordering", "version"]
    invitation.save(update_fields=["number", "state", "sent_at", "sent_by", "addressee", *frozen])
    ledger.record(
        "invitation.sent",
        subject=invitation,
        by=by,
        edition=edition,
        before={"state": Invitation.State.DRAFT},
        after={"state": Invitation.State.SENT, "number": invitation.number, "city": invitation.delegation.city.key},
    )
    notices.invite(invitation)
    return invitation
