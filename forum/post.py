"""The way to the mail server: one connection, one recipient a mail, and what each answer means."""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError

from forum.letters import Mail
from forum.models import Message

HANGS_UP = "421"  # the server closes the line with this answer, even to a single recipient

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: sent, refused for good, or worth another try.

    `surely_not` says that nobody can have got it: the server said no. After a lost connection nobody knows.
    """

    sent: bool = False
    for_good: bool = False
    surely_not: bool = False
    reply: str = ""


class Office:
    """An open connection to the mail server. `closed` says why there is none."""

    def __init__(self, connection: BaseEmailBackend) -> None:
        self._connection = connection
        self.closed = ""

    def open(self) -> None:
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as trouble:
            self.closed = f"mail server not reached: {trouble}"

    def send(self, mail: Mail, message: Message) -> Outcome:
        """Hand one mail over. A broken connection is closed, so that the next mail starts with a new one."""
        try:
            self._connection.send_messages([email_of(mail, message)])
        except Exception as trouble:
            outcome = outcome_of(trouble)
            if not isinstance(trouble, smtplib.SMTPRecipientsRefused) or outcome.reply.startswith(HANGS_UP):
                self._reopen()
            return outcome
        return Outcome(sent=True, reply="accepted")

    def close(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException) as trouble:
            log.info("the mail server hung up before we could: %s", trouble)

    def _reopen(self) -> None:
        self.close()
        self.open()


@contextmanager
def office() -> Iterator[Office]:
    """A connection for as many mails as there are, closed at the end."""
    found = Office(get_connection(fail_silently=False))
    found.open()
    try:
        yield found
    finally:
        found.close()


def email_of(mail: Mail, message: Message) -> EmailMultiAlternatives:
    """The mail as Django knows it: text, HTML, calendar part, enclosures, and headers that machines understand."""
    email = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_address],
        headers={
            "Message-ID": message.message_id,
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
            "X-Letter": message.letter,
        },
    )
    email.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        email.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
    for enclosure in mail.attachments:
        email.attach(enclosure.name, enclosure.content, enclosure.media_type)
    return email


def outcome_of(trouble: Exception) -> Outcome:
    """5xx about this recipient or this mail is for good; 4xx, lost connections and our own set-up are not."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(trouble.recipients.values()))
        return _refusal(code, reply)
    if isinstance(trouble, smtplib.SMTPDataError):
        return _refusal(trouble.smtp_code, trouble.smtp_error)
    if isinstance(trouble, smtplib.SMTPNotSupportedError | UnicodeError | BadHeaderError | ValueError):
        return Outcome(for_good=True, surely_not=True, reply=f"this address or text cannot be mailed: {trouble}")
    if isinstance(trouble, smtplib.SMTPResponseException):
        return Outcome(surely_not=True, reply=f"{trouble.smtp_code} {_text(trouble.smtp_error)}")
    return Outcome(reply=f"{type(trouble).__name__}: {trouble}")


def _refusal(code: int, reply: object) -> Outcome:
    return Outcome(for_good=code >= 500, surely_not=True, reply=f"{code} {_text(reply)}")


def _text(reply: object) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
