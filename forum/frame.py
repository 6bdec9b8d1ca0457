"""What the frame around every page needs: the edition at hand and the way about the house."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.roles import Permission


@dataclass(frozen=True, slots=True)
class NavGroup:
    """One of the works of a protocol office. The groups stand side by side, by `place`, their entries beneath."""

    label: Any
    place: int


OVERVIEW = NavGroup(gettext_lazy("Overview"), 0)
GUESTS = NavGroup(gettext_lazy("Guests"), 10)
TRAVEL = NavGroup(gettext_lazy("Travel and stay"), 20)
PROGRAMME = NavGroup(gettext_lazy("Programme"), 30)
LETTERS = NavGroup(gettext_lazy("Letters"), 40)
HOUSE = NavGroup(gettext_lazy("House"), 50)


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry of the organizers' navigation; the route takes the edition's short name.

    Entries stand by `place` in their group. `needs` is what one must hold even to read the page; `also` are further
    addresses, beneath the edition's, of pages that belong to this one.
    """

    label: Any
    route: str
    place: int
    group: NavGroup = HOUSE
    needs: Permission = Permission.SEE
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What the frame shows of an entry or a group; `current` is what `aria-current` says, "" for elsewhere."""

    label: Any
    url: str
    current: str = ""
    entries: tuple["Link", ...] = ()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the edition, if the gate found one, and the navigation that fits."""
    edition = getattr(request, "edition", None)
    path = request.path
    if edition is not None and path.startswith("/organizer/"):
        nav = organizer_nav(edition.slug, path, request.permissions)  # type: ignore[attr-defined]  # set by the gate
        return {"edition": edition, "nav": nav, "home_url": reverse("home")}
    if path.startswith("/portal/"):
        home = reverse("portal:home")
        return {"edition": edition, "nav": [Link(_("My delegations"), home, "page" if path == home else "")]}
    return {"edition": edition, "demo": settings.DEMO}


def organizer_nav(slug: str, path: str, permissions: Iterable[Permission]) -> list[Link]:
    """The groups with the entries that may be opened; each group leads to its first page."""
    home = reverse("organizer:dashboard", args=[slug])
    known = (entry for name in settings.ORGANIZER_NAV for entry in import_string(name))
    entries = sorted((one for one in known if one.needs in permissions), key=lambda one: (one.group.place, one.place))
    pages = [(entry, reverse(entry.route, args=[slug])) for entry in entries]
    # The longest address that begins this one is where we are.
    starts = [(start, entry) for entry, url in pages for start in (url, *(home + more for more in entry.also))]
    _start, here = max((one for one in starts if path.startswith(one[0])), key=lambda one: len(one[0]))
    found = []
    for _place, members in groupby(pages, lambda page: page[0].group.place):
        group = list(members)
        links = tuple(Link(one.label, url, _current(one is here, url == path)) for one, url in group)
        entry, url = group[0]
        if len(links) == 1:
            found.append(Link(entry.group.label, url, links[0].current))
        else:
            found.append(Link(entry.group.label, url, _current(any(one is here for one, _url in group)), links))
    return found


def _current(here: bool, exactly: bool = False) -> str:
    return ("page" if exactly else "true") if here else ""
