"""Letters of invitation: numbered once, sent once."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from delegations import notices
from delegations.models import Invitation
from forum import clock, ledger, names
from forum.models import Edition, User


@transaction.atomic
def send(invitations: Iterable[int], *, edition: Edition, by: User) -> list[Invitation]:
    """Number and send the drafts among these letters; give those sent now. What was sent before stays as it is."""
    # The edition's row is the queue in which numbers are given out: two people pressing send wait for each other.
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    drafts = (
        Invitation.objects.within(edition)
        .filter(pk__in=list(invitations))
        .drafts()
        .with_addressee()
        .prefetch_related("office__tenures__person")
        .order_by("delegation__city__key")
    )
    return [_send(draft, edition, by) for draft in drafts]


def _send(invitation: Invitation, edition: Edition, by: User) -> Invitation:
    Edition.objects.filter(pk=edition.pk).update(letters_numbered=F("letters_numbered") + 1)
    edition.refresh_from_db(fields=["letters_numbered"])
    holder = invitation.office.holder()
    invitation.move(Invitation.State.SENT)
    invitation.number = edition.letters_numbered
    invitation.sent_at = clock.now()
    invitation.sent_by = by
    invitation.addressee = names.full(holder.person) if holder else ""
    invitation.save(update_fields=["number", "state", "sent_at", "sent_by", "addressee"])
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
