"""A reader says what he has seen. Looking is told by the page's script: a page that is asked for writes nothing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from delegations.models import Delegate
from forum.fields import as_key
from forum.gates import SignedInRequest
from forum.models import User
from sessions.actions import readings
from sessions.models import ItineraryReading
from sessions.views.portal import delegate_of


@require_POST
def looked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The version stands before the reader's eyes."""
    return _said(request, pk, readings.look)


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """“I have seen this.”"""
    return _said(request, pk, readings.confirm)


def _said(request: SignedInRequest, pk: int, verb: Callable[..., ItineraryReading]) -> HttpResponse:
    delegate = delegate_of(request, pk)
    try:
        verb(delegate, as_key(request.POST.get("version", "")), by=request.user)
    except readings.NoSuchVersion:
        messages.error(request, _("This itinerary has no such version. Below it stands as it is now."))
    else:
        if verb is readings.confirm:
            _thank(request, delegate, request.user)
    return redirect("portal:itinerary", pk)


def _thank(request: SignedInRequest, delegate: Delegate, reader: User) -> None:
    newest = delegate.itineraries.newest_first().values_list("number", flat=True).first()
    reading = ItineraryReading.objects.by(reader).get(delegate=delegate)
    if reading.confirmed_number == newest:
        messages.success(request, _("Thank you. The protocol office sees that you know version %s.") % newest)
    else:
        messages.warning(request, _("Meanwhile there is a newer version. Please look at it and confirm it, too."))
