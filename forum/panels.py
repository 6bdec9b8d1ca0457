"""What the house itself shows on the organizers' dashboard: the letters. And what a figure is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum import outbox
from forum.frame import NavEntry
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


NAV = [NavEntry(_("Overview"), "organizer:dashboard", 0), NavEntry(_("Letters"), "organizer:letters", 90)]


def figures(edition: Edition) -> list[Figure]:
    """Letters out, and whom somebody must telephone."""
    counts = outbox.counts(edition)
    url = reverse("organizer:letters", args=[edition.slug])
    found = [Figure(str(_("letters out")), counts.sent, note=str(_("%(n)s waiting") % {"n": counts.waiting}), url=url)]
    if counts.call_list:
        found.append(Figure(str(_("on the call list")), counts.call_list, url=f"{url}?state=call", kind="wrong"))
    return found
