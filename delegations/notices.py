"""The letters of this room: one function, one name, three templates each."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import translation

from delegations import letter_pages, receipt_pages
from delegations.models import (
    Delegate,
    Delegation,
    Dispatch,
    Invitation,
    NominationEntry,
    Replacement,
    Reply,
    SizeRequest,
    Withdrawal,
)
from delegations.models.answers import Answer
from delegations.models.invitation import InvitationQuerySet
from forum import clock, documents, outbox
from forum.letters import Attachment, Letter, Mail, Recipient, write
from forum.models import Message, User

RECEIPT_IS_GOOD_FOR = timedelta(days=14)
WITHDRAWAL_IS_GOOD_FOR = timedelta(days=30)


def invite(invitation: Invitation) -> None:
    """Post the letter of invitation, from mayor to mayor, to the address of the city's office."""
    outbox.post_letter(
        "invitation",
        key=f"invitation:{invitation.pk}:{invitation.code_generation}",
        to=invitation.mail_address,
        name=invitation.addressee or str(invitation.delegation.city),
        language=letter_pages.language_of(invitation),
        edition=invitation.edition,
        context={"invitation": invitation.pk},
        # An invitation that comes when answers are no longer taken is worse than a telephone call.
        expires_at=clock.to_real(invitation.answer_by),
    )


def reminder_key(invitation: Invitation, step: str) -> str:
    """The key of a reminder: one for each step of each letter."""
    return f"reminder:{invitation.pk}:{invitation.code_generation}:{step}"


def remind(invitation: Invitation, key: str) -> bool:
    """Post a reminder that an answer is awaited; say whether it is a new one."""
    posted = outbox.post_letter(
        "reply_reminder",
        key=key,
        topic=f"reminder:{invitation.pk}",
        to=invitation.mail_address,
        name=invitation.addressee or str(invitation.delegation.city),
        language=letter_pages.language_of(invitation),
        edition=invitation.edition,
        context={"invitation": invitation.pk},
        expires_at=clock.to_real(invitation.answer_by),
    )
    return posted is not None


def withdraw(invitation: Invitation) -> None:
    """Post the notice that a letter is withdrawn, to where the letter went."""
    outbox.post_letter(
        "invitation_withdrawn",
        key=f"withdrawn:{invitation.pk}",
        to=invitation.mail_address,
        name=invitation.addressee or str(invitation.delegation.city),
        language=letter_pages.language_of(invitation),
        edition=invitation.edition,
        context={"invitation": invitation.pk},
        expires_at=clock.real() + WITHDRAWAL_IS_GOOD_FOR,
    )


def confirm_composition(entry: NominationEntry, by: User) -> None:
    """Post the receipt of a list of delegates to the city's office, and to whoever handed it in."""
    delegation = entry.delegation
    addresses = dict.fromkeys(found.lower() for found in (delegation.contact_email, by.email) if found)
    for place, address in enumerate(addresses):
        outbox.post_letter(
            "composition_receipt",
            key=f"composition:{entry.pk}:{place}",
            to=address,
            name=str(delegation.city),
            language=letter_pages.ours(delegation.language),
            edition=entry.edition,
            context={"entry": entry.pk},
            expires_at=clock.real() + RECEIPT_IS_GOOD_FOR,
        )


def confirm_reply(reply: Reply, entry: NominationEntry) -> None:
    """Post the receipt to the city's office, and to whoever answered if that is another address."""
    for place, address in enumerate(receipt_addresses(reply)):
        outbox.post_letter(
            "reply_receipt",
            key=f"reply:{reply.pk}:{place}",
            to=address,
            name=str(reply.invitation.delegation.city),
            language=letter_pages.language_of(reply.invitation),
            edition=reply.invitation.edition,
            context={"reply": reply.pk, "entry": entry.pk},
            expires_at=clock.real() + RECEIPT_IS_GOOD_FOR,
        )


def recipient_of(delegate: Delegate) -> Recipient:
    """Where a delegate is written to by name: the own address, else the office's."""
    address = delegate.email or delegate.delegation.contact_email
    return Recipient(address, str(delegate.person), letter_pages.ours(delegate.language))


def tell_replaced(made: Replacement, former: Recipient, *, stays: bool) -> None:
    """Tell the former that somebody else has the place. Posted to the address as it was: the row may be gone."""
    outbox.post_letter(
        "delegate_replaced",
        key=f"replaced:{made.pk}",
        to=former.address,
        name=former.name,
        language=former.language,
        edition=made.delegation.edition,
        context={"replacement": made.pk, "stays": stays},
        expires_at=clock.real() + RECEIPT_IS_GOOD_FOR,
    )


def confirm_withdrawal(row: Withdrawal) -> None:
    """Confirm to the city's office that its delegation does not come: the last letter that it gets."""
    _post_to_office("withdrawal_confirmed", f"withdrawal:{row.pk}", row.delegation, {"withdrawal": row.pk})


def answer_size_request(row: SizeRequest) -> None:
    """Tell the city's office whether it may bring more people."""
    _post_to_office("size_answered", f"size:{row.pk}", row.delegation, {"request": row.pk})


def _post_to_office(letter: str, key: str, delegation: Delegation, context: dict[str, int]) -> None:
    outbox.post_letter(
        letter,
        key=key,
        to=delegation.contact_email,
        name=str(delegation.city),
        language=letter_pages.ours(delegation.language),
        edition=delegation.edition,
        context=context,
        expires_at=clock.real() + RECEIPT_IS_GOOD_FOR,
    )


def addressee(message: Message) -> Recipient | None:
    """The city's office under the address that is on file now."""
    rows = Invitation.objects.filter(pk=message.context["invitation"]).scoped().with_addressee()
    found = rows.first()
    if found is None:
        return None
    return Recipient(found.mail_address, message.to_name, letter_pages.language_of(found))


def receipt_addresses(reply: Reply) -> list[str]:
    """Where the receipt of an answer goes, each address once; nowhere if nobody gave one."""
    addresses = (reply.invitation.delegation.contact_email, reply.given_by_email)
    return list(dict.fromkeys(address.lower() for address in addresses if address))


def invitation(message: Message) -> Mail | None:
    """The letter as mail: the text in the recipient's language, the PDF enclosed. None when it was withdrawn.

    Whoever previews it for eyes that may not see the answer code says `without_code` in the message's context.
    """
    found = letters_to_write().filter(pk=message.context["invitation"]).first()
    with_code = not message.context.get("without_code")
    return compose_invitation(found, with_code=with_code) if found else None


def letters_to_write() -> InvitationQuerySet:
    """Invitations that are not withdrawn, with all that a letter names."""
    return letters_on_file().exclude(state=Invitation.State.WITHDRAWN)


def letters_on_file() -> InvitationQuerySet:
    """All invitations, with all that a letter names."""
    rows = Invitation.objects.all().scoped().with_addressee()
    return rows.select_related("document", "follows__office__city", "follows__edition").prefetch_related(
        "office__tenures__person",
        "edition__signatory__tenures__person",
        "signatory__tenures__person",
        "enclosures__document",
    )


def compose_invitation(invitation: Invitation, *, with_code: bool = True) -> Mail:
    """The mail of a letter of invitation, sent or still a draft. Raises TooLong."""
    name = f"{invitation.letter_number.replace('/', '-') or 'draft'}.pdf"
    paper = Attachment(name, letter_pages.pdf(invitation, with_code=with_code), "application/pdf")
    enclosed = [one.document for one in letter_pages.enclosed(invitation)]
    papers = [Attachment(one.name, documents.content_of(one), one.media_type) for one in enclosed]
    return invitation_text(invitation, paper, *papers, with_code=with_code)


def invitation_text(invitation: Invitation, *papers: Attachment, with_code: bool = True) -> Mail:
    """What the mail itself says, with these papers enclosed."""
    language = letter_pages.language_of(invitation)
    with translation.override(language):
        column = letter_pages.column(invitation, language)
        context = {"letter": column, "edition": invitation.edition, "office_name": invitation.edition.desk}
    context["code"] = letter_pages.code(invitation, with_code=with_code)
    context["address"] = letter_pages.answer_address(invitation, with_code=with_code)
    return write("invitation", language, context, attachments=papers)


def keep_invitation(message: Message, mail: Mail) -> None:
    """Once the letter has gone out, keep the paper as it was sent."""
    found = Invitation.objects.filter(pk=message.context["invitation"]).scoped().select_related("edition").get()
    paper = mail.attachments[0]
    found.document = documents.store(paper.content, name=paper.name, media_type=paper.media_type, edition=found.edition)
    found.save(update_fields=["document"])


def reply_receipt(message: Message) -> Mail | None:
    """What was answered, by whom, when. A newer answer makes the receipt of an older one no less true."""
    replies = Reply.objects.all().scoped().select_related("invitation__delegation__city", "invitation__edition__city")
    reply = replies.filter(pk=message.context["reply"]).first()
    if reply is None:
        return None
    edition = reply.invitation.edition
    with translation.override(message.language):
        at = clock.moment_text(message.language, edition.zone, reply.at)
        context = {"reply": reply, "edition": edition, "at": at, "office_name": edition.desk}
    papers = _proof(message)
    context["proved"] = bool(papers)
    return write("reply_receipt", message.language, {**context, "site": settings.SITE_URL}, attachments=papers)


def composition_receipt(message: Message) -> Mail | None:
    """Which list was notified, when. A change afterwards makes the receipt no less true."""
    entry = _entry(message)
    if entry is None:
        return None
    edition = entry.edition
    with translation.override(message.language):
        at = clock.moment_text(message.language, edition.zone, entry.at)
        context = {"entry": entry, "edition": edition, "at": at, "office_name": edition.desk}
        context["people"] = receipt_pages.told(entry.what, entry.content or {})
    return write("composition_receipt", message.language, context, attachments=_proof(message))


def _entry(message: Message) -> NominationEntry | None:
    rows = NominationEntry.objects.filter(pk=message.context.get("entry")).scoped()
    found: NominationEntry | None = rows.select_related("edition__city", "delegation__city").first()
    return found


def _proof(message: Message) -> tuple[Attachment, ...]:
    """The receipt that verifies alone; none for what was told before there was a clock."""
    entry = _entry(message)
    return receipt_pages.attachments(entry, message.language) if entry else ()


def reply_reminder(message: Message) -> Mail | None:
    """That an answer is awaited, and by when. None when it came meanwhile, or the city is held back."""
    found = letters_to_write().filter(pk=message.context["invitation"], state=Invitation.State.SENT).first()
    if found is None or found.is_held or clock.now() >= found.answer_by or _has_answered(found):
        return None
    if found.delegation.withdrawn_at:
        return None
    language, edition = message.language, found.edition
    newest = found.replies.order_by("-pk").first()
    expected = newest.expected_on if newest else None
    with_code = not message.context.get("without_code")
    with translation.override(language):
        context = {
            "invitation": found,
            "edition": edition,
            "office_name": edition.desk,
            "salutation": letter_pages.column(found, language)["salutation"],
            "sent_on": _sent_on(found, language),
            "answer_by": clock.moment_text(language, edition.zone, found.answer_by) + f" ({edition.zone_label})",
            "expected_on": clock.day_text(language, expected, "long") if expected else "",
            "code": letter_pages.code(found, with_code=with_code),
            "address": letter_pages.answer_address(found, with_code=with_code),
        }
    return write("reply_reminder", language, context)


def _sent_on(invitation: Invitation, language: str) -> str:
    zone = invitation.edition.zone
    return clock.day_text(language, clock.day_at(zone, invitation.sent_at or clock.now()), "long")


def _has_answered(invitation: Invitation) -> bool:
    """Whether nothing more is awaited: a final answer to this letter, or of the city."""
    final = {Answer.YES, Answer.NO, Answer.REPRESENTED}
    newest = invitation.replies.order_by("-pk").first()
    return invitation.delegation.answer in final or (newest is not None and newest.answer in final)


def invitation_withdrawn(message: Message) -> Mail | None:
    """That a letter is taken back. The reason is the host's own and is not told."""
    rows = Invitation.objects.filter(pk=message.context["invitation"], state=Invitation.State.WITHDRAWN).scoped()
    found = rows.with_addressee().first()
    if found is None:
        return None
    language, edition = message.language, found.edition
    with translation.override(language):
        context = {
            "invitation": found,
            "edition": edition,
            "office_name": edition.desk,
            "salutation": letter_pages.column(found, language)["salutation"],
            "sent_on": _sent_on(found, language),
        }
    return write("invitation_withdrawn", language, context)


def logged_as(kind: Dispatch.Kind) -> Callable[[Message], None]:
    """What the arrival of such a mail means: a line in the dispatch log of its letter, once."""

    def log(message: Message) -> None:
        invitation = Invitation.objects.filter(pk=message.context["invitation"]).scoped().first()
        if invitation is not None:
            at = {"kind": kind, "way": invitation.way, "to": message.to_address, "at": message.sent_at or clock.now()}
            invitation.dispatches.get_or_create(letter_key=message.key, defaults=at)

    return log


def delegate_replaced(message: Message) -> Mail | None:
    """Who has taken the place, and what that means for the reader."""
    rows = Replacement.objects.filter(pk=message.context["replacement"]).scoped()
    made = rows.select_related("delegation__edition__city", "delegation__city").first()
    if made is None:
        return None
    context = {"made": made, "stays": message.context["stays"]}
    return _in_words("delegate_replaced", message, made.delegation, context)


def withdrawal_confirmed(message: Message) -> Mail | None:
    """That the city does not come, who said so, when and why. None when that was taken back meanwhile."""
    rows = Withdrawal.objects.filter(pk=message.context["withdrawal"]).scoped().in_force()
    row = rows.select_related("delegation__edition__city", "delegation__city").first()
    return _in_words("withdrawal_confirmed", message, row.delegation, {"withdrawal": row}) if row else None


def size_answered(message: Message) -> Mail | None:
    """What was asked, and what the protocol office says to it."""
    rows = SizeRequest.objects.filter(pk=message.context["request"]).scoped()
    row = rows.select_related("delegation__edition__city", "delegation__city").first()
    return _in_words("size_answered", message, row.delegation, {"asked": row}) if row else None


def _in_words(name: str, message: Message, delegation: Delegation, context: dict[str, object]) -> Mail:
    edition = delegation.edition
    with translation.override(message.language):
        shared = {"delegation": delegation, "edition": edition, "office_name": edition.desk, "name": message.to_name}
        return write(name, message.language, {**shared, **context})


LETTERS = {
    "invitation": Letter(
        compose=invitation, recipient=addressee, told=logged_as(Dispatch.Kind.MAILED), keep=keep_invitation
    ),
    "reply_reminder": Letter(compose=reply_reminder, recipient=addressee, told=logged_as(Dispatch.Kind.REMINDED)),
    "invitation_withdrawn": Letter(
        compose=invitation_withdrawn, recipient=addressee, told=logged_as(Dispatch.Kind.REVOKED)
    ),
    "composition_receipt": Letter(compose=composition_receipt),
    "reply_receipt": Letter(compose=reply_receipt),
    "delegate_replaced": Letter(compose=delegate_replaced),
    "withdrawal_confirmed": Letter(compose=withdrawal_confirmed),
    "size_answered": Letter(compose=size_answered),
}
