"""The guest's own travel and stay in the portal: journeys by land, transfer, hotel, wish for a room, needs."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegations import manifests, policies
from delegations.actions import needs, stays, travel
from delegations.forms.journeys import GroundLegForm, WishForm, known_of_leg
from delegations.models import Delegate, Flight, Seat, Stay, StayWish
from delegations.views.editing import Editing, edit
from delegations.views.table import needs_editing
from forum.gates import SignedInRequest, need
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]


@require_safe
@reads_only
def lodging(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about one guest's way and bed on one page."""
    delegate = _delegate(request, pk)
    may_travel = policies.may_change_travel(request.user, delegate)
    may_needs = policies.may_give_papers(request.user, delegate)
    need(may_travel or may_needs)
    edition = delegate.delegation.edition
    seats = (
        Seat.objects.within(edition).filter(delegate=delegate).select_related("transfer__vehicle", "transfer__driver")
    )
    seats = seats.select_related("flight").order_by("transfer__leaves_at")
    stay = Stay.objects.within(edition).filter(delegate=delegate).select_related("room__hotel").first()
    context = {
        "delegate": delegate,
        "edition": edition,
        "flights": delegate.flights.order_by("leaves_at", "lands_at"),
        "rides": [(seat, manifests.why_missed(seat, edition.zone)) for seat in seats],
        "stay": stay,
        "guests_beside": _beside(stay),
        "hotel_names": _scripts(stay.room.hotel.names, edition.host_language) if stay and stay.room else [],
        "hotel_addresses": _scripts(stay.room.hotel.addresses, edition.host_language) if stay and stay.room else [],
        "wish": StayWish.objects.within(edition).filter(delegate=delegate).first(),
        "may_travel": may_travel,
        "may_needs": may_needs,
        "needs_told": may_needs and hasattr(delegate, "needs"),
        "kitchen": needs.kitchen_of(edition),
    }
    return render(request, "portal/delegations/lodging.html", context)


def _beside(stay: Stay | None) -> list[Delegate]:
    if stay is None or stay.room is None:
        return []
    others = stay.room.stays.exclude(pk=stay.pk).select_related("delegate__person")
    return [one.delegate for one in others]


def _scripts(texts: dict[str, str], host: str) -> list[tuple[str, str]]:
    """In the host's language for the taxi, and in English."""
    return [(tag, texts[tag]) for tag in dict.fromkeys((host, "en")) if texts.get(tag)]


@require_http_methods(FORM_VERBS)
def ground_leg_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A train, or coming on one's own."""
    delegate = _delegate(request, pk)
    edition = delegate.delegation.edition
    usual = {"mode": "train", "direction": "in", "zone": edition.zone}
    return _leg_page(request, delegate, usual, lambda form: travel.add_flight(delegate, form.leg(), by=request.user))


@require_http_methods(FORM_VERBS)
def ground_leg(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Flight.objects.held_by(request.user).exclude(mode=Flight.Mode.FLIGHT)
    rows = rows.select_related("delegate__person", "delegate__delegation__city", "delegate__delegation__edition__city")
    row: Flight = get_object_or_404(rows, pk=pk)

    def change(form: GroundLegForm) -> None:
        travel.change_flight(row, form.leg(), seen=form.cleaned_data["seen"] or 0, by=request.user)

    return _leg_page(request, row.delegate, known_of_leg(row), change, flight=row)


def _leg_page(request: SignedInRequest, delegate: Delegate, initial: Any, act: Any, **more: Any) -> HttpResponse:
    need(policies.may_change_travel(request.user, delegate))
    context = _context(delegate, _("Train or own arrival"), _("Coming by train, by car, or living in the host city."))
    page = Editing(
        template="portal/delegations/own.html",
        make=lambda *data, **kwargs: GroundLegForm(*data, delegate=delegate, **kwargs),
        act=act,
        done=_("The journey is saved. The itinerary follows within a minute or two."),
        back=reverse("portal:lodging", args=[delegate.pk]),
        initial=initial,
        known=known_of_leg,
        context=context | more,
        places={"leaves_at": "leaves", "lands_at": "lands"},
    )
    return edit(request, page)


@require_http_methods(FORM_VERBS)
def stay_wish(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the guest would like; the office books."""
    delegate = _delegate(request, pk)
    need(policies.may_change_travel(request.user, delegate))
    edition = delegate.delegation.edition
    row: StayWish | None = StayWish.objects.within(edition).filter(delegate=delegate).first()
    page = Editing(
        template="portal/delegations/own.html",
        make=WishForm,
        act=lambda form: stays.wish(delegate, form.wish(), seen=form.cleaned_data["seen"] or 0, by=request.user),
        done=_("Thank you: the protocol office sees this and books the room."),
        back=reverse("portal:lodging", args=[pk]),
        initial=_known_wish(row) if row else {"first_night": edition.starts_on, "until": edition.ends_on},
        known=_known_wish,
        context=_context(delegate, _("Where you would like to stay"), _("The protocol office books the room.")),
    )
    return edit(request, page)


def _known_wish(row: StayWish) -> dict[str, Any]:
    wanted = stays.wish_of(row)
    return {name: getattr(wanted, name) for name in stays.Wish.__dataclass_fields__} | {"seen": row.version}


@require_http_methods(FORM_VERBS)
def needs_own(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the guest eats and needs: for the guest, and for whoever may see passports and needs."""
    delegate = _delegate(request, pk)
    need(policies.may_give_papers(request.user, delegate))
    words = _(
        "The kitchen sees how many of each menu, and your name only if a plate goes to your seat. The stewards see "
        "what to provide, not why. It is deleted one month after the forum and stands in no letter."
    )
    context = _context(delegate, _("Table and needs"), words)
    back = reverse("portal:lodging", args=[pk])
    return edit(request, needs_editing(delegate, request, "portal/delegations/own.html", back, context))


def _context(delegate: Delegate, heading: str, about: str) -> dict[str, Any]:
    return {"delegate": delegate, "edition": delegate.delegation.edition, "heading": heading, "about": about}


def _delegate(request: SignedInRequest, pk: int) -> Delegate:
    rows = Delegate.objects.held_by(request.user).with_names().select_related("delegation__edition__city", "needs")
    found: Delegate = get_object_or_404(rows, pk=pk)
    return found
