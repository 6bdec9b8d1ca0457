"""What the frame around every page needs: the edition at hand and the way about the house."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry of the organizers' navigation; the route takes the edition's short name. Entries stand by `place`."""

    label: Any
    route: str
    place: int


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the edition, if the gate found one, and the navigation that fits."""
    edition = getattr(request, "edition", None)
    path = request.path
    if edition is not None and path.startswith("/organizer/"):
        return {"edition": edition, "nav": _organizer_nav(edition.slug, path), "home_url": reverse("home")}
    if path.startswith("/portal/"):
        home = reverse("portal:home")
        return {"edition": edition, "nav": [{"url": home, "label": _("My delegations"), "current": path == home}]}
    return {"edition": edition, "demo": settings.DEMO}


def _organizer_nav(slug: str, path: str) -> list[dict[str, Any]]:
    entries = [entry for name in settings.ORGANIZER_NAV for entry in import_string(name)]
    urls = [(reverse(entry.route, args=[slug]), entry) for entry in sorted(entries, key=lambda entry: entry.place)]
    # The longest address that begins this one is where we are.
    here = max((url for url, _entry in urls if path.startswith(url)), key=len, default="")
    return [{"url": url, "label": entry.label, "current": url == here} for url, entry in urls]
