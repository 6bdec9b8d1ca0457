"""The letters of this room: one function, one name, three templates each."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from delegations import letter_pages
from delegations.models import Delegate, Delegation, Invitation, Replacement, Reply, SizeRequest, Withdrawal
from forum import clock, documents, outbox
from forum.letters import Attachment, Letter, Mail, Recipient, write
from forum.models import Message

RECEIPT_IS_GOOD_FOR = timedelta(days=14)


def invite(invitation: Invitation) -> None:
    """Post the letter of invitation, from mayor to mayor, to the address of the city's office."""
    outbox.post_letter(
        "invitation",
        key=f"invitation:{invitation.pk}:{invitation.code_generation}",
        to=invitation.delegation.contact_email,
        name=invitation.addressee or str(invitation.delegation.city),
        language=letter_pages.language_of(invitation),
        edition=invitation.edition,
        context={"invitation": invitation.pk},
        # An invitation that comes when answers are no longer taken is worse than a telephone call.
        expires_at=clock.to_real(invitation.edition.reply_by),
    )


def confirm_reply(reply: Reply) -> None:
    """Post the receipt to the city's office, and to whoever answered if that is another address."""
    for place, address in enumerate(receipt_addresses(reply)):
        outbox.post_letter(
            "reply_receipt",
            key=f"reply:{reply.pk}:{place}",
            to=address,
            name=str(reply.invitation.delegation.city),
            language=letter_pages.language_of(reply.invitation),
            edition=reply.invitation.edition,
            context={"reply": reply.pk},
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
    delegation = row.delegation
    outbox.post_letter(
        "withdrawal_confirmed",
        key=f"withdrawal:{row.pk}",
        to=delegation.contact_email,
        name=str(delegation.city),
        language=letter_pages.ours(delegation.language),
        edition=delegation.edition,
        context={"withdrawal": row.pk},
        expires_at=clock.real() + RECEIPT_IS_GOOD_FOR,
    )


def answer_size_request(row: SizeRequest) -> None:
    """Tell the city's office whether it may bring more people."""
    delegation = row.delegation
    outbox.post_letter(
        "size_answered",
        key=f"size:{row.pk}",
        to=delegation.contact_email,
        name=str(delegation.city),
        language=letter_pages.ours(delegation.language),
        edition=delegation.edition,
        context={"request": row.pk},
        expires_at=clock.real() + RECEIPT_IS_GOOD_FOR,
    )


def addressee(message: Message) -> Recipient | None:
    """The city's office under the address that is on file now."""
    rows = Invitation.objects.filter(pk=message.context["invitation"]).scoped().with_addressee()
    found = rows.first()
    if found is None:
        return None
    return Recipient(found.delegation.contact_email, message.to_name, letter_pages.language_of(found))


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


def letters_to_write() -> "QuerySet[Invitation]":
    """Invitations that are not withdrawn, with all that a letter names."""
    rows = Invitation.objects.all().scoped().open().with_addressee()
    return rows.select_related("edition__signatory__city", "document").prefetch_related(
        "office__tenures__person", "edition__signatory__tenures__person"
    )


def compose_invitation(invitation: Invitation, *, with_code: bool = True) -> Mail:
    """The mail of a letter of invitation, sent or still a draft. Raises TooLong."""
    name = f"{invitation.letter_number.replace('/', '-') or 'draft'}.pdf"
    paper = Attachment(name, letter_pages.pdf(invitation, with_code=with_code), "application/pdf")
    return invitation_text(invitation, paper, with_code=with_code)


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
    return write("reply_receipt", message.language, {**context, "site": settings.SITE_URL})


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
    "invitation": Letter(compose=invitation, recipient=addressee, keep=keep_invitation),
    "reply_receipt": Letter(compose=reply_receipt),
    "delegate_replaced": Letter(compose=delegate_replaced),
    "withdrawal_confirmed": Letter(compose=withdrawal_confirmed),
    "size_answered": Letter(compose=size_answered),
}
