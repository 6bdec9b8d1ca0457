"""What the house itself shows on the organizers' dashboard: the letters. And what a figure is."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from forum import clock, outbox
from forum.frame import HOUSE, LETTERS, OVERVIEW, NavEntry
from forum.models import Edition


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the dashboard; `of` is the whole it is a part of, `kind` is "", "wait" or "wrong"."""

    label: str
    number: int
    of: int | None = None
    note: str = ""
    url: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that must not be missed, on the edition's clock; `kind` is "", "soon" or "late"."""

    label: str
    by: str
    iso: str
    left: str
    kind: str


SOON_DAYS = 7


def deadlines(edition: Edition) -> list[Deadline]:
    """By when cities answer and delegations register. No query."""
    return [
        _deadline(str(_("Answers")), edition.reply_by, edition),
        _deadline(str(_("Registration")), edition.register_by, edition),
    ]


def _deadline(label: str, moment: datetime, edition: Edition) -> Deadline:
    days = (clock.day_at(edition.zone, moment) - clock.day_at(edition.zone, clock.now())).days
    late = moment < clock.now()
    left = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    by = clock.moment_text(get_language() or "en", edition.zone, moment)
    kind = "late" if late else "soon" if days <= SOON_DAYS else ""
    return Deadline(label, by, moment.isoformat(), str(_("closed")) if late else left, kind)


NAV = [
    NavEntry(_("Overview"), "organizer:dashboard", 0, OVERVIEW),
    NavEntry(_("Letters"), "organizer:letters", 10, LETTERS),
    NavEntry(_("Who read what"), "organizer:vault_reads", 50, HOUSE),
]


def figures(edition: Edition) -> list[Figure]:
    """Letters out, and whom somebody must telephone."""
    counts = outbox.counts(edition)
    url = reverse("organizer:letters", args=[edition.slug])
    found = [Figure(str(_("letters out")), counts.sent, note=str(_("%(n)s waiting") % {"n": counts.waiting}), url=url)]
    if counts.call_list:
        found.append(Figure(str(_("on the call list")), counts.call_list, url=f"{url}?state=call", kind="wrong"))
    return found
