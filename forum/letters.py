"""What a letter is, before anything is sent: how it is composed, and what its arrival means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

import css_inline
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation

from forum.models import Message

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter as it will be seen: subject, text, HTML with its styles inlined, enclosures, a calendar part."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    calendar: str = ""
    calendar_method: str = ""
    # Which version of its object this mail tells; None for a letter whose object has no versions.
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a letter, where and in which language, as it is known now; no address while there is none."""

    address: str
    name: str
    language: str


def nothing(message: Message) -> None:
    """What most letters do when they have arrived or were refused."""


def not_new(message: Message) -> bool:
    """What most letters say when they are handed over: they have no versions."""
    return False


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter.

    `compose` gives the mail from the newest state of things, or None when nothing is left to say. `recipient` says
    whose it is at this moment, so that a corrected address is used; None leaves it as it was posted. `handed` is called
    in a transaction just before the mail server gets it and says whether this version was never handed over before;
    `refused` when the server then surely did not take it, `told` in the transaction that marks it sent. All three find
    the version in `message.version`. `keep` gets the mail after it was sent.
    """

    compose: Callable[[Message], Mail | None]
    recipient: Callable[[Message], Recipient | None] | None = None
    handed: Callable[[Message], bool] = field(default=not_new)
    refused: Callable[[Message], None] = field(default=nothing)
    told: Callable[[Message], None] = field(default=nothing)
    keep: "Callable[[Message, Mail], None] | None" = None


@cache
def catalogue() -> dict[str, Letter]:
    """Every kind of letter by its name, from the modules that settings.LETTERS lists."""
    found: dict[str, Letter] = {}
    for module in settings.LETTERS:
        found.update(import_module(module).LETTERS)
    return found


def write(name: str, language: str, context: dict[str, object], **parts: object) -> Mail:
    """The mail from templates/email/<name>.subject.txt, .txt and .html, in `language`."""
    with translation.override(language):
        direction = "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"
        full = {**context, "language": language, "direction": direction, "site": settings.SITE_URL}
        subject = " ".join(_plain(f"email/{name}.subject.txt", full).split())
        text = _plain(f"email/{name}.txt", full).strip() + "\n"
        html = _inliner().inline(render_to_string(f"email/{name}.html", {**full, "subject": subject}))
    return Mail(subject=subject, text=text, html=html, **parts)  # type: ignore[arg-type]  # parts are Mail's own fields


def _plain(template: str, context: dict[str, object]) -> str:
    """A template of plain text: an ampersand is an ampersand, whatever the template says about escaping."""
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False))


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, keep_style_tags=False)


def templates_of(name: str) -> list[Path]:
    """The three templates of a letter, for the test that none is missing."""
    folder = settings.BASE_DIR / "templates" / "email"
    return [folder / f"{name}{ending}" for ending in (".subject.txt", ".txt", ".html")]
