"""What is kept on a reader's telephone for when there is no network: reduced to the days, and no more than that."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import clock, names
from forum.gates import SignedInRequest
from forum.reading import reads_only
from sessions.board import entries_in
from sessions.clocks import own_place, own_zone
from sessions.item_words import Telling
from sessions.itinerary_page import days_shown
from sessions.views.portal import call, delegate_of, newest_of

WORKER = Path(settings.BASE_DIR) / "static" / "js" / "itinerary-worker.js"


@require_safe
@reads_only
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """The itinerary as it is kept: days, places, whom to call. No form, no token, no address of a feed."""
    delegate = delegate_of(request, pk)
    version, edition, language = newest_of(delegate), delegate.delegation.edition, get_language() or "en"
    # No names of others: what is kept on a telephone is about its own reader alone.
    home = own_zone(request.user, delegate), own_place(request.user, delegate, language)
    telling = Telling(language, edition.zone, {}, *home)
    context = {
        "edition": edition,
        "name": names.in_language(delegate.person, language),
        "version": version,
        "as_of": clock.hour_text(edition.zone, clock.now()),
        "days": days_shown(entries_in(version), telling, (), clock.now()),
        "call": call(edition.desk_phone),
    }
    return render(request, "portal/sessions/offline.html", context)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from within the only folder that it may look after."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone wants to know to put the itineraries on its first screen."""
    home = reverse("portal:principals")
    icon = {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}
    data = {
        "name": _("Mayors Forum: itineraries"),
        "short_name": _("Itinerary"),
        "lang": get_language(),
        "start_url": home,
        "scope": home,
        "display": "minimal-ui",
        "background_color": "#faf7f0",
        "theme_color": "#1d3f66",
        "icons": [icon],
    }
    response = JsonResponse(data, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
