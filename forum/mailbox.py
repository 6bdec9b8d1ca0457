"""The demo's mail server: every mail is kept as a file, just as it would have gone out, and can be read on a page."""

import email
import email.policy
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailboxBackend(BaseEmailBackend):
    """Django's door to the mailbox folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = settings.MAILBOX
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns()}-{os.getpid()}"
            unfinished = folder / f".{name}"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")  # a reader sees a whole mail or none
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail in the folder, by the name of its file."""

    name: str
    parsed: Parsed
    at: datetime | None = None

    @property
    def subject(self) -> str:
        return str(self.parsed["subject"] or "")

    @property
    def to(self) -> str:
        return str(self.parsed["to"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.parsed.items()]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    @property
    def calendar(self) -> str:
        for part in self.parsed.walk():
            if part.get_content_type() == "text/calendar":
                return str(part.get_content())
        return ""

    @property
    def enclosures(self) -> list[Enclosure]:
        return [_enclosure(part) for part in self.parsed.iter_attachments()]

    def _body(self, kind: str) -> str:
        part = self.parsed.get_body((kind,))
        return str(part.get_content()) if part else ""


def _enclosure(part: Parsed) -> Enclosure:
    content = part.get_payload(decode=True)
    return Enclosure(part.get_filename("file"), part.get_content_type(), content if isinstance(content, bytes) else b"")


def newest(most: int = 200) -> list[Kept]:
    """The newest mails first."""
    names = sorted((file.name for file in _folder().glob("*.eml")), reverse=True)[:most]
    return [kept for name in names if (kept := read(name))]


def read(name: str) -> Kept | None:
    """One mail by its file's name; None when there is no such mail."""
    file = _folder() / Path(name).name
    if file.suffix != ".eml" or not file.is_file():
        return None
    parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    return Kept(file.name, parsed, datetime.fromtimestamp(file.stat().st_mtime).astimezone())


def _folder() -> Path:
    return Path(settings.MAILBOX)
