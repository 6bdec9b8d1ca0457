"""Letters that went out, and answers that came, before the forum came into this system. Nothing is sent for them."""

from django.db.models import F

from delegations import letter_pages
from delegations.actions import nominations
from delegations.models import Delegation, Dispatch, Invitation, Reply, Way
from forum.clock import instant
from forum.models import Edition
from sessions.actions.reference.shelf import Shelf
from sessions.reference import delegation_rows as told


def keep_letters(shelf: Shelf) -> None:
    """Number those that are drafts still, in the order of the file, and record answers where there are none."""
    for row in shelf.forum.rows(told.Letter):
        letter = _letter(shelf, row)
        if row.sent and letter.state == Invitation.State.DRAFT:
            _went_out(shelf, letter, row)
        if row.answer and not letter.replies.exists():
            _was_answered(shelf, letter, row)


def _letter(shelf: Shelf, row: told.Letter) -> Invitation:
    """The open letter to this office; a draft that follows another one is made where it is missing."""
    delegation, office = shelf.delegation[row.city], shelf.office[row.city, row.office]
    rows = Invitation.objects.within(shelf.edition).open().with_addressee().filter(delegation=delegation)
    found: Invitation | None = rows.filter(office=office).first()
    if found is None:
        former = rows.filter(office=shelf.office.get((row.city, row.follows))).first()
        follows = {"follows": former, "follows_as": Invitation.FollowsAs.DEPUTY} if former else {}
        Invitation.objects.create(edition=shelf.edition, delegation_id=delegation, office_id=office, **follows)
        Delegation.objects.within(shelf.edition).filter(pk=delegation).update(answer="", answered_at=None)
        shelf.tally.made[Invitation._meta.label_lower] += 1
        found = rows.get(office=office)
    return found


def _went_out(shelf: Shelf, letter: Invitation, row: told.Letter) -> None:
    assert row.sent is not None  # the caller looked
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=shelf.edition.pk)
    Edition.objects.filter(pk=edition.pk).update(letters_numbered=F("letters_numbered") + 1)
    letter.number, letter.sent_at = edition.letters_numbered + 1, instant(edition.zone, row.sent)
    letter.signatory, letter.hospitality, letter.ordering = edition.signatory, edition.hospitality, edition.ordering
    letter.addressee = letter_pages.addressee_now(letter, letter_pages.language_of(letter))
    letter.move(Invitation.State.SENT)
    letter.save()
    letter.dispatches.create(kind=Dispatch.Kind.POSTED, way=Way.HAND, at=letter.sent_at, to=letter.addressee)
    shelf.tally.changed[Invitation._meta.label_lower] += 1


def _was_answered(shelf: Shelf, letter: Invitation, row: told.Letter) -> None:
    assert row.said is not None  # a letter without it is refused with the file
    at = instant(shelf.edition.zone, row.said)
    reply = Reply.objects.create(
        invitation=letter,
        answer=row.answer,
        given_by=row.given_by,
        channel=row.channel,
        expected_on=row.expected_on,
        note=row.note,
        said_at=at,
        at=at,
    )
    nominations.answered(reply, letter.delegation)
    rows = Delegation.objects.within(shelf.edition).filter(pk=letter.delegation_id)
    rows.update(answer=row.answer, answered_at=at, version=F("version") + 1)
    shelf.tally.made[Reply._meta.label_lower] += 1
