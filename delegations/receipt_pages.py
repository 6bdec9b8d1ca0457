"""A receipt of the nomination clock: the statement that is signed, the file that proves it, the sheet for people."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegations import chain
from delegations.models import Delegate, NominationEntry
from delegations.models.answers import Answer
from delegations.models.invitation import Reply
from forum import clock, receipts, typesetting
from forum.letters import Attachment

COMMANDS = (
    'part() { sed -n "s/^\\"$1\\": \\"\\(.*\\)\\",*$/\\1/p" receipt.json; }',
    "part statement  | openssl base64 -d -A > statement.json",
    "part signature  | openssl base64 -d -A > signature.bin",
    "part public_key | openssl base64 -d -A > key.der",
    "openssl dgst -sha256 key.der",
    "openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin \\",
    "    -in statement.json -sigfile signature.bin",
)


def statement(entry: NominationEntry) -> dict[str, Any]:
    """All that a receipt proves: the entry, its seal, and what the city told."""
    return {
        "forum": entry.edition.name_in("en"),
        "city": entry.delegation.city.name_in("en"),
        "entry": asdict(entry.link),
        "content": entry.content,
    }


def file(entry: NominationEntry) -> bytes:
    """The receipt for programs."""
    return receipts.issue(chain.canonical(statement(entry)))


def file_name(entry: NominationEntry) -> str:
    return f"receipt-{entry.edition.slug}-{entry.sequence:04d}"


def attachments(entry: NominationEntry, language: str) -> tuple[Attachment, ...]:
    """The receipt as it goes into the mail: a sheet for people, a file for programs."""
    name = file_name(entry)
    return (
        Attachment(f"{name}.pdf", pdf(entry, language), "application/pdf"),
        Attachment(f"{name}.json", file(entry), "application/json"),
    )


def holds(said: dict[str, Any]) -> bool:
    """Whether content, digest and seal of a statement fit together."""
    try:
        link = chain.Link(**said["entry"])
        return link.digest == chain.digest_of(said["content"]) and link.seal == chain.seal_of(link)
    except (KeyError, TypeError, AttributeError):
        return False


def stands_in_the_clock(said: dict[str, Any]) -> bool:
    """Whether this very entry stands in the clock of its forum today."""
    link = said["entry"]
    rows = NominationEntry.objects.filter(edition__slug=link["forum"], sequence=link["sequence"], seal=link["seal"])
    return rows.scoped().exists()


def pdf(entry: NominationEntry, language: str) -> bytes:
    """The receipt on paper, with how to check it without us."""
    with translation.override(language):
        filled = _sheet(entry, language)
        found, _missing = typesetting.typeset_with_warning(
            "receipt", filled, title=filled["heading"], language=language
        )
    return found


def _sheet(entry: NominationEntry, language: str) -> dict[str, Any]:
    edition = entry.edition
    at = clock.moment_text(language, edition.zone, entry.at)
    return {
        "edition": edition.name_in(language),
        "office": edition.desk,
        "heading": _("Receipt no. %(n)d") % {"n": entry.sequence},
        "what": entry.get_what_display(),
        "city": entry.delegation.city.name_in(language),
        "facts": [
            {"label": _("City"), "text": entry.delegation.city.name_in(language)},
            {"label": _("Recorded"), "text": f"{at} ({edition.zone_label})"},
            {"label": _("In UTC"), "text": chain.instant(entry.at), "code": True},
            *told(entry.what, entry.content or {}),
        ],
        "proof": [
            {"label": _("Digest of the content"), "text": entry.digest},
            {"label": _("Seal of the entry before"), "text": entry.previous or "–"},
            {"label": _("Seal of this entry"), "text": entry.seal},
            {"label": _("Fingerprint of the key"), "text": receipts.fingerprint()},
        ],
        "commands": list(COMMANDS),
        "words": {
            "proof": _("What is sealed"),
            "check": _("How to check it"),
            "here": _("Open %(url)s and hand in the file that came with this sheet.")
            % {"url": f"{settings.SITE_URL}/receipts/"},
            "alone": _(
                "Or check it without us, with openssl alone: save the file as receipt.json and give the commands "
                "below. The first result must be the fingerprint of the key, the second “Signature Verified "
                "Successfully”."
            ),
            "page": "{page}/{pages}",
        },
    }


def told(what: str, content: dict[str, Any]) -> list[dict[str, Any]]:
    """What a city told, as labelled lines in the reader's language."""
    if not content:
        return [{"label": _("Content"), "text": _("erased, as its time had come")}]
    return _answer(content) if what == NominationEntry.What.ANSWERED else _people(content)


def _answer(content: dict[str, Any]) -> list[dict[str, Any]]:
    labels: dict[str, str] = {key: str(label) for key, label in Answer.choices}
    channels: dict[str, str] = {key: str(label) for key, label in Reply.Channel.choices}
    by = ", ".join(filter(None, (content.get("representative_name"), content.get("representative_title"))))
    lines = [
        (_("Letter"), content.get("letter")),
        (_("Answer"), labels.get(str(content.get("answer")), "")),
        (_("Represented by"), by),
        (_("Answered by"), content.get("given_by")),
        (_("Way of the answer"), channels.get(str(content.get("channel")), "")),
        (_("Decision expected on"), _day(content.get("expected_on"))),
        (_("Said on"), moment(content.get("said_at"))),
        (_("Note"), content.get("note")),
    ]
    return [{"label": label, "text": str(text)} for label, text in lines if text]


def moment(at: Any) -> str:
    """A moment of a receipt in words of the reader's language, in UTC, whose clock is everybody's."""
    found = parse_datetime(str(at or ""))
    return f"{clock.moment_text(get_language() or 'en', 'UTC', found)} (UTC)" if found else str(at or "")


def _day(day: Any) -> str:
    found = parse_date(str(day or ""))
    return clock.day_text(get_language() or "en", found, "long") if found else str(day or "")


def _people(content: dict[str, Any]) -> list[dict[str, Any]]:
    roles = dict(Delegate.Role.choices)
    return [
        {
            "label": f"{place}. {roles.get(one.get('role'), one.get('role'))}",
            "text": " ".join(filter(None, (one.get("given_name"), one.get("family_name"), one.get("native_name")))),
        }
        for place, one in enumerate(content.get("people", []), start=1)
    ]


def answered(reply: Reply) -> dict[str, Any]:
    """What an answer said, as the clock keeps it."""
    return {
        "letter": reply.invitation.letter_number,
        "answer": reply.answer,
        "given_by": reply.given_by,
        "representative_name": reply.representative_name,
        "representative_title": reply.representative_title,
        "note": reply.note,
        "channel": reply.channel,
        "expected_on": reply.expected_on.isoformat() if reply.expected_on else "",
        "said_at": _instant(reply.said_at),
    }


def composed(delegates: list[Delegate]) -> dict[str, Any]:
    """Who is in a delegation, in which order and as what."""
    return {
        "people": [
            {
                "family_name": one.person.family_name,
                "given_name": one.person.given_name,
                "native_name": one.person.native_name,
                "role": one.role,
            }
            for one in delegates
        ]
    }


def _instant(at: datetime | None) -> str:
    return chain.instant(at) if at else ""
