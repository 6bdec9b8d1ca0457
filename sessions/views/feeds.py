"""Calendar subscriptions: the feed that calendar programs read, and the page on which its owner renews or closes it."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegations.models import Delegate
from delegations.models.mandate import Power
from forum.gates import SignedInRequest
from forum.models import User
from forum.reading import reading, reads_only
from sessions import feed_tokens
from sessions.actions import feeds
from sessions.models import CalendarFeed
from sessions.views.portal import calendar, delegate_of, newest_of

WRONG_TOKENS_AN_HOUR = 60


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: whoever holds the address reads this one itinerary, nothing else.

    Only as long as its owner keeps it open and may itself read the itinerary: the address dies with the mandate.
    """
    found = _feed_of(token)
    if found is None:
        return _guessed(request)
    with translation.override(found.reader.language):
        delegate = None if found.closed_at else _still_held(found)
        if delegate is None:
            words = _("This calendar subscription has been closed. Sign in to the portal for a new address.")
            return _plain(words, 410)
    with translation.override(delegate.language), reading():
        response = calendar(request, delegate, newest_of(delegate), delegate.language)
    feeds.note_reading(found)
    return response


def _feed_of(token: str) -> CalendarFeed | None:
    rows = CalendarFeed.objects.filter(pk=feed_tokens.row_named_by(token)).scoped()
    found: CalendarFeed | None = rows.select_related("reader", "delegate__delegation__edition").first()
    return found if found and feed_tokens.opens(found, token) else None


def _still_held(found: CalendarFeed) -> Delegate | None:
    reader: User = found.reader
    if not reader.is_active:
        return None
    rows = Delegate.objects.held_by(reader, Power.TRAVEL).filter(pk=found.delegate_id, person=found.person_id)
    held: Delegate | None = rows.with_names().select_related("delegation__edition__city").first()
    return held


def _guessed(request: HttpRequest) -> HttpResponse:
    """Guesses are counted by where they come from; an address that is right is answered however many were wrong."""
    origin = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()
    key = f"feed-guesses:{origin}"
    cache.add(key, 0, timeout=3600)
    if cache.incr(key) > WRONG_TOKENS_AN_HOUR:
        return _plain(_("Too many wrong addresses came from here. Try again in an hour."), 429)
    return _plain(_("There is no calendar at this address. Sign in to the portal to see yours."), 404)


def _plain(words: str, status: int) -> HttpResponse:
    response = HttpResponse(words + "\n", content_type="text/plain; charset=utf-8", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@reads_only
def subscription(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reader's own address for this itinerary, how to use it, and when it was last read."""
    delegate = delegate_of(request, pk)
    rows = CalendarFeed.objects.by(request.user).open().filter(delegate=delegate, person=delegate.person_id)
    found = rows.first()
    context = {"delegate": delegate, "edition": delegate.delegation.edition, "feed": found}
    if found:
        address = settings.SITE_URL + reverse("portal:feed", args=[feed_tokens.token_of(found)])
        # What a telephone opens in its calendar at once.
        context |= {"address": address, "webcal": "webcal" + address.removeprefix("https").removeprefix("http")}
    return render(request, "portal/sessions/subscription.html", context)


@require_http_methods(["POST"])
def subscribe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the address, put another in its place, or close it: what the button says."""
    delegate = delegate_of(request, pk)
    match request.POST.get("wish", ""):
        case "open":
            feeds.open_feed(delegate, by=request.user)
        case "renew":
            feeds.renew_feed(delegate, by=request.user)
            messages.success(request, _("The old address is closed. This is the new one."))
        case "close":
            feeds.close_feed(delegate, by=request.user)
            messages.success(request, _("The address is closed. Whoever still asks for it reads nothing."))
        case _:
            messages.error(request, _("Please choose what to do with the address."))
    return redirect("portal:subscription", pk)
