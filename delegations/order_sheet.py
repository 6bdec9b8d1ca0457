"""The order of precedence on paper, in the style of a conference document."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegations import orders
from delegations.models import FrozenOrder
from delegations.order_words import chain_words, lines, policy_name
from forum import clock
from forum.models import Edition
from forum.typesetting import typeset_with_warning


def sheet(edition: Edition, value: orders.Value, frozen: FrozenOrder | None) -> bytes:
    """The PDF of an order in the language of whoever reads; one that is not frozen says so."""
    language = get_language() or "en"
    title = _("Order of precedence")
    pdf, _missing = typeset_with_warning(
        "precedence", _data(edition, value, frozen, language, title), title=title, language=language
    )
    return pdf


def _data(
    edition: Edition, value: orders.Value, frozen: FrozenOrder | None, language: str, title: str
) -> dict[str, Any]:
    moment = frozen.frozen_at if frozen else clock.now()
    return {
        "edition": edition.name_in(language),
        "title": title,
        "when": _days(language, edition.starts_on, edition.ends_on),
        "status": _status(frozen),
        "symbol": f"{edition.letter_prefix}/PREC.{frozen.number}" if frozen else "",
        "is_draft": frozen is None,
        "date": clock.moment_text(language, edition.zone, moment),
        "note": frozen.note if frozen else "",
        "policy": policy_name(value["policy"]),
        "rules": chain_words(value["policy"]),
        "version": {
            "number": frozen.number if frozen else "–",
            "checksum": (frozen.checksum if frozen else orders.checksum(value))[:12],
        },
        "zone_note": _("All times are %(zone)s.") % {"zone": edition.zone_label},
        "places": [
            {
                "number": line.number,
                "city": line.city,
                "country": line.country,
                "head": line.head,
                "rank": line.rank,
                "reason": line.sentence,
                "gaps": list(line.gaps),
            }
            for line in lines(value, edition)
        ],
        "words": {
            "version": _("Version"),
            "page": _("Page {page} of {pages}"),
            "place": _("Place"),
            "city": _("City"),
            "head": _("Head of delegation"),
            "reason": _("Why here"),
            "rules": _("Rules, in turn"),
            "missing": _("Still missing: {gaps}"),
        },
    }


def _days(language: str, first: date, last: date) -> str:
    return f"{clock.day_text(language, first, 'long')} – {clock.day_text(language, last, 'long')}"


def _status(frozen: FrozenOrder | None) -> str:
    if frozen is None:
        return _("Draft, not in force")
    return _("Version %(n)s") % {"n": frozen.number}
