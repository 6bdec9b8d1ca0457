"""A letter of invitation as words: each language its own column, both on one sheet of paper."""

from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from delegations import answer_codes
from delegations.models import Enclosure, Invitation
from forum import clock, locales, names, typesetting
from forum.models import Edition, Office
from forum.texts import pick

OURS = {code for code, _name in settings.LANGUAGES}


def language_of(invitation: Invitation) -> str:
    """The language of the letter: its own or the delegation's where we write it, else English."""
    return ours(invitation.languages[0] if invitation.languages else invitation.delegation.language)


def ours(tag: str) -> str:
    """The language we write to somebody of this language: his own or its parent where we write it, else English."""
    return tag if tag in OURS else next((code for code in OURS if code == tag.split("-", maxsplit=1)[0]), "en")


def second_language_of(invitation: Invitation) -> str:
    """The one chosen for it, or the host's beside it; empty where the letter is in that language already."""
    chosen = invitation.languages[1:2] if invitation.languages else [invitation.edition.host_language]
    beside = chosen[0] if chosen else ""
    return beside if beside in OURS and beside != language_of(invitation) else ""


def pdf(invitation: Invitation, *, with_code: bool = True) -> bytes:
    """The letter on paper, in one language or two. Raises TooLong."""
    return paper(invitation, with_code=with_code)[0]


def paper(invitation: Invitation, *, with_code: bool = True) -> tuple[bytes, list[str]]:
    """The letter on paper, and the characters in it that no font of the house covers. Raises TooLong."""
    title, language = _title(invitation), language_of(invitation)
    filled = sheet(invitation, with_code=with_code)
    return typesetting.typeset_with_warning("invitation", filled, title=title, language=language)


def pictures(invitation: Invitation, *, with_code: bool = True) -> list[bytes]:
    """The pages of the letter as PNG, for the eyes of whoever is about to send it. Raises TooLong."""
    title, language = _title(invitation), language_of(invitation)
    return typesetting.pages_of("invitation", sheet(invitation, with_code=with_code), title=title, language=language)


def sheet(invitation: Invitation, *, with_code: bool = True) -> dict[str, Any]:
    """What templates/pdf/invitation.typ asks for."""
    first, second = language_of(invitation), second_language_of(invitation)
    return {
        "number": invitation.letter_number or "–",
        "preview": invitation.state == Invitation.State.DRAFT,
        "letterhead": letterhead(invitation.edition, second or first, first),
        "answer": _answer(invitation, with_code),
        **column(invitation, first),
        "second": column(invitation, second) if second else None,
    }


def code(invitation: Invitation, *, with_code: bool = True) -> str:
    """The answer code, for eyes that may see it. A draft has none: nobody can answer a letter that was never sent."""
    return answer_codes.code_of(invitation) if invitation.number and with_code else "XXXX-XXXX-XXXX-XXXX"


def answer_address(invitation: Invitation, *, with_code: bool = True) -> str:
    """Where to answer. The code stands in the fragment, which no server and no scanner is told."""
    return f"{settings.SITE_URL}/answer/#code={code(invitation, with_code=with_code)}"


def column(invitation: Invitation, language: str) -> dict[str, Any]:
    """One language of the letter, every word in it."""
    with translation.override(language):
        return _column(invitation, language)


def _column(invitation: Invitation, language: str) -> dict[str, Any]:
    edition, office = invitation.edition, invitation.office
    return {
        "language": language,
        "date": clock.day_text(language, clock.day_at(edition.zone, invitation.sent_at or clock.now()), "long"),
        "addressee": _addressee(invitation, language),
        "subject": edition.name_in(language),
        "salutation": office.salutation_in(language) or pgettext("opening of a letter", "Excellency,"),
        "paragraphs": _paragraphs(invitation, language),
        "closing": _("Please accept the assurance of my highest consideration."),
        "signature": _signature(invitation.signed_by, language),
        "enclosures": [one.title_in(language) for one in enclosed(invitation)],
        "reply_by": clock.moment_text(language, edition.zone, invitation.answer_by) + f" ({edition.zone_label})",
        "words": _words(),
    }


def _paragraphs(invitation: Invitation, language: str) -> list[str]:
    edition = invitation.edition
    facts = {
        "host": edition.city.name_in(language),
        "city": invitation.delegation.city.name_in(language),
        "forum": edition.name_in(language),
        "first": clock.day_text(language, edition.starts_on, "long"),
        "last": clock.day_text(language, edition.ends_on, "long"),
    }
    theme = pick(edition.themes, language)
    terms = pick(invitation.hospitality or edition.hospitality, language)
    return [
        _(
            "On behalf of the people and the government of %(host)s I have the honour to invite you to the "
            "%(forum)s, which will be held in our city from %(first)s to %(last)s."
        )
        % facts,
        *([_("Its theme is: %(theme)s.") % {"theme": theme.rstrip(".。")}] if theme else []),
        _(
            "The ties between %(city)s and %(host)s have grown through the work of our citizens. Your presence "
            "would do us great honour, and your experience would enrich the dialogue among mayors."
        )
        % facts,
        *([terms] if terms else []),
        *([_follows(invitation, language)] if invitation.follows_id else []),
        _order(invitation, language),
    ]


def _follows(invitation: Invitation, language: str) -> str:
    """Which letter this one follows, and why."""
    former = invitation.follows
    assert former is not None  # asked by the caller
    facts = {
        "number": former.letter_number or "–",
        "date": clock.day_text(language, clock.day_at(former.edition.zone, former.sent_at or clock.now()), "long"),
        "office": former.office.title_in(language),
    }
    if invitation.follows_as == Invitation.FollowsAs.DEPUTY:
        return (
            _(
                "We understand with regret that the addressee of our letter %(number)s of %(date)s (%(office)s) cannot "
                "attend. It would be an honour to welcome you in that place."
            )
            % facts
        )
    return _("This letter takes the place of our letter %(number)s of %(date)s to your office.") % facts


def _order(invitation: Invitation, language: str) -> str:
    """How delegations are ordered, which a letter must say, and the offer of help."""
    if own := pick(invitation.ordering or invitation.edition.ordering, language):
        return f"{own} " + _("My office will gladly assist yours with every question.")
    return _(
        "Delegations are ordered by the rank of their heads and, among equals, by the day on which their "
        "composition is notified. My office will gladly assist yours with every question."
    )


def enclosed(invitation: Invitation) -> list[Enclosure]:
    """The papers that go with it, in the order in which they were put on file."""
    return list(invitation.enclosures.all()) if invitation.pk else []


def addressee_now(invitation: Invitation, language: str) -> str:
    """Whoever holds the office at present, in the rendering for this language; empty while nobody does."""
    holder = invitation.office.holder()
    return names.in_language(holder.person, language) if holder else ""


def _addressee_name(invitation: Invitation, language: str) -> str:
    """Whom the letter went to, also after a change in office; another rendering only while he holds it."""
    was_sent = invitation.sent_at is not None
    if was_sent and addressee_now(invitation, language_of(invitation)) != invitation.addressee:
        return invitation.addressee
    return addressee_now(invitation, language)


def _addressee(invitation: Invitation, language: str) -> list[str]:
    office, name = invitation.office, _on_the_envelope(invitation, language)
    city = office.city.name_in(language)
    country = locales.country_name(office.city.country, language)
    return [line for line in (name, office.envelope_in(language), city, country) if line]


def _on_the_envelope(invitation: Invitation, language: str) -> str:
    """The name with honorific and courtesy title, as far as they are on file for whoever the letter went to."""
    name, office, holder = _addressee_name(invitation, language), invitation.office, invitation.office.holder()
    if holder is None or names.in_language(holder.person, language) != name:
        return name
    courteous = names.addressed(holder.person, language)
    return names.with_courtesy(courteous, office.honorific_in(language), language)


def _signature(office: Office | None, language: str) -> dict[str, str]:
    if office is None:
        return {"name": "", "office": ""}
    holder = office.holder()
    title = _("%(title)s of %(city)s") % {"title": office.title_in(language), "city": office.city.name_in(language)}
    return {"name": names.in_language(holder.person, language) if holder else "", "office": title}


def letterhead(edition: Edition, host_language: str, guest_language: str) -> dict[str, Any]:
    """The head of every paper of the house: the host city and its protocol office, in two languages."""
    host = edition.city
    other = "en" if host_language != "en" else guest_language
    return {
        "names": [
            {"text": host.name_in(host_language), "language": host_language},
            {"text": host.name_in(other), "language": other},
        ],
        "office": [{"text": pick(edition.desk_names, tag), "language": tag} for tag in (host_language, other)],
    }


def _answer(invitation: Invitation, with_code: bool) -> dict[str, Any]:
    address = answer_address(invitation, with_code=with_code)
    return {
        "url": address,
        "shown": f"{settings.SITE_URL}/answer/".split("://")[1],
        "code": answer_codes.groups(code(invitation, with_code=with_code)),
        "qr": segno.make(address, error="m").svg_inline(border=0),
    }


def _words() -> dict[str, str]:
    return {
        "number": pgettext("number of a letter", "No."),
        "enclosures": _("Enclosed:"),
        "reply_by": _("Kindly answer by"),
        "answer": _("Your answer"),
        "answer_how": _(
            "Open the address, or hold a telephone's camera to the square, and give the code. No account is needed."
        ),
        "code": _("Answer code"),
        "qr_alt": _("Square code that opens the page for your answer"),
        "preview": _("Draft for approval, not sent"),
        "page": "{page}/{pages}",
    }


def _title(invitation: Invitation) -> str:
    return f"{invitation.edition.name_in(language_of(invitation))} {invitation.letter_number}".strip()
