"""Letters about mandates: to whoever may act for somebody, and to whoever no longer may.

They carry no key of any kind: only the address of the page on which one signs in.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from delegations.models import Mandate
from delegations.models.mandate import MandateQuerySet
from forum import clock, names, outbox
from forum.letters import Letter, Mail, Recipient, write
from forum.models import Message

GOOD_FOR = timedelta(days=14)


def tell_given(mandate: Mandate) -> None:
    """Post "you may now act for …"; a mandate that changes twice in a minute is told once."""
    _post("mandate_given", f"given:{mandate.version}", mandate)


def tell_revoked(mandate: Mandate) -> None:
    """Post "you no longer act for …"; a letter that gave it and still waits is never sent."""
    _post("mandate_revoked", "revoked", mandate)


def _post(letter: str, key: str, mandate: Mandate) -> None:
    outbox.post_letter(
        letter,
        key=f"mandate:{mandate.pk}:{key}",
        to=mandate.user.email,
        name=str(mandate.user),
        language=mandate.user.language,
        edition=mandate.delegation.edition,
        context={"mandate": mandate.pk},
        topic=f"mandate:{mandate.pk}",
        expires_at=clock.real() + GOOD_FOR,
    )


def recipient(message: Message) -> Recipient | None:
    """Whoever the account belongs to, under its address of now."""
    found = _rows(message).first()
    return Recipient(found.user.email, str(found.user), found.user.language) if found else None


def mandate_given(message: Message) -> Mail | None:
    """For whom one may act, what one may do, until when. None when it has ended or was revoked meanwhile."""
    found = _rows(message).first()
    return _compose("mandate_given", found, message.language) if found and found.is_valid else None


def mandate_revoked(message: Message) -> Mail | None:
    """For whom one no longer acts. None if the same account has got a new mandate for the same principal since."""
    found = _rows(message).first()
    if found is None or found.revoked_at is None:
        return None
    again = Mandate.objects.held_by(found.user).filter(delegation=found.delegation_id, delegate=found.delegate_id)
    return None if again.exists() else _compose("mandate_revoked", found, message.language)


def _compose(letter: str, mandate: Mandate, language: str) -> Mail:
    edition = mandate.delegation.edition
    with translation.override(language):
        context = {
            "holder": str(mandate.user),
            "principal": names.in_language(mandate.delegate.person, language) if mandate.delegate else "",
            "city": str(mandate.delegation.city),
            "powers": mandate.power_words,
            "until": last_day(mandate, language),
            "giver": str(mandate.given_by or ""),
            "note": mandate.note,
            "edition": edition,
            "office_name": edition.desk,
            "address": settings.SITE_URL + reverse("signin:ask"),
        }
    return write(letter, language, context)


def last_day(mandate: Mandate, language: str) -> str:
    """The last day on which it holds, in words, as the event's calendar counts days; empty without an end."""
    if mandate.ends_at is None:
        return ""
    day = clock.day_at(mandate.delegation.edition.zone, mandate.ends_at - timedelta(seconds=1))
    return clock.day_text(language, day, "long")


def _rows(message: Message) -> MandateQuerySet:
    rows: MandateQuerySet = Mandate.objects.filter(pk=message.context["mandate"]).scoped().with_names()
    return rows.select_related("delegation__edition__city")


LETTERS = {
    "mandate_given": Letter(compose=mandate_given, recipient=recipient),
    "mandate_revoked": Letter(compose=mandate_revoked, recipient=recipient),
}
