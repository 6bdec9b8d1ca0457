"""Hotels for the host's staff: blocks, the rooming list, who sleeps where."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import rooming, sheets
from delegations.actions import stays
from delegations.forms.hosting import AssignForm, BlockForm, HotelForm, StayForm, known_of_hotel
from delegations.models import Delegate, Hotel, RoomBlock, Stay
from delegations.views.arrivals import pdf, scene
from delegations.views.editing import REFUSALS, Editing, edit, sentence
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only
from forum.roles import Permission

FORM_VERBS = ["GET", "HEAD", "POST"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@reads_only
def hotels(request: OrganizerRequest) -> HttpResponse:
    """Every hotel, its blocks, and how much of them is taken, night after night."""
    context = scene(request, houses=rooming.houses(request.edition))
    return render(request, "organizer/delegations/hotels.html", context)


@require_safe
@reads_only
def rooming_list(request: OrganizerRequest) -> HttpResponse:
    """Who sleeps where, which nights, who pays."""
    edition = request.edition
    context = scene(
        request,
        houses=rooming.houses(edition),
        elsewhere=rooming.elsewhere(edition),
        roomless=_without_stay(edition).select_related("person", "delegation__city", "stay_wish"),
    )
    return render(request, "organizer/delegations/rooming.html", context)


def _without_stay(edition: Edition) -> Any:
    rows = Delegate.objects.within(edition).awaited().filter(stay=None, delegation__is_host=False)
    return rows.order_by("delegation__city__country", "delegation__city__key", "position", "pk")


@require_safe
@reads_only
def rooming_pdf(request: OrganizerRequest) -> HttpResponse:
    return pdf(sheets.pdf_of(_sheet(request), request.edition, get_language() or "en"))


@require_safe
@reads_only
def rooming_xlsx(request: OrganizerRequest) -> HttpResponse:
    """The list as a workbook, for the hotels."""
    response = HttpResponse(sheets.workbook_of(_sheet(request)), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="rooming-list-{request.edition.slug}.xlsx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sheet(request: OrganizerRequest) -> sheets.Sheet:
    may_see = request.user.may(Permission.EDIT_DELEGATIONS, request.edition)
    return rooming.sheet_of(rooming.houses(request.edition), request.edition, with_numbers=may_see)


@require_http_methods(FORM_VERBS)
def hotel_add(request: OrganizerRequest) -> HttpResponse:
    return _hotel_page(
        request, lambda form: stays.add_hotel(request.edition, form.values(), by=request.user), {}, _("A new hotel")
    )


@require_http_methods(FORM_VERBS)
def hotel_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = _hotel(request, pk)
    return _hotel_page(
        request,
        lambda form: stays.change_hotel(row, form.values(), seen=form.cleaned_data["seen"] or 0, by=request.user),
        known_of_hotel(row),
        str(row),
    )


def _hotel_page(request: OrganizerRequest, act: Any, initial: dict[str, Any], heading: str) -> HttpResponse:
    edition = request.edition
    page = Editing(
        template="organizer/delegations/edit.html",
        make=lambda *data, **kwargs: HotelForm(*data, edition=edition, **kwargs),
        act=act,
        done=_("Saved."),
        back=reverse("organizer:hotels", args=[edition.slug]),
        initial=initial,
        known=known_of_hotel,
        context=scene(request, heading=heading),
        places={"Taken": "name"},
    )
    return edit(request, page)


@require_http_methods(FORM_VERBS)
def block_add(request: OrganizerRequest, pk: int) -> HttpResponse:
    hotel, edition = _hotel(request, pk), request.edition
    return _block_page(
        request,
        lambda form: stays.add_block(hotel, form.values(), by=request.user),
        {"first_night": edition.starts_on, "until": edition.ends_on},
        _("A new block: %(hotel)s") % {"hotel": hotel},
    )


@require_http_methods(FORM_VERBS)
def block_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = _block(request, pk)
    return _block_page(
        request,
        lambda form: stays.change_block(row, form.values(), seen=form.cleaned_data["seen"] or 0, by=request.user),
        _known_block(row),
        f"{row.hotel}: {row}",
        remove=reverse("organizer:block_remove", args=[request.edition.slug, pk]),
    )


def _block_page(
    request: OrganizerRequest, act: Any, initial: dict[str, Any], heading: str, **more: Any
) -> HttpResponse:
    page = Editing(
        template="organizer/delegations/edit.html",
        make=BlockForm,
        act=act,
        done=_("Saved."),
        back=reverse("organizer:hotels", args=[request.edition.slug]),
        initial=initial,
        known=_known_block,
        context=scene(request, heading=heading, **more),
        places={"Taken": "kind", "NoRoomLeft": "rooms"},
    )
    return edit(request, page)


def _known_block(row: RoomBlock) -> dict[str, Any]:
    names = ("kind", "rooms", "first_night", "until", "cut_off_on", "price", "currency")
    return {name: getattr(row, name) for name in names} | {"seen": row.version}


@require_POST
def block_remove(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The block is given back to the hotel."""
    try:
        stays.remove_block(_block(request, pk), by=request.user)
        messages.success(request, _("The block is taken out."))
    except REFUSALS as refusal:
        messages.error(request, sentence(refusal))
    return redirect("organizer:hotels", edition=request.edition.slug)


@require_http_methods(FORM_VERBS)
def stay(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Where one guest sleeps; what was wished stands beside it."""
    edition = request.edition
    rows = Delegate.objects.within(edition).with_names().select_related("stay__room", "stay_wish")
    delegate = get_object_or_404(rows, pk=pk)
    present: Stay | None = getattr(delegate, "stay", None)
    page = Editing(
        template="organizer/delegations/stay.html",
        make=lambda *data, **kwargs: StayForm(*data, delegate=delegate, edition=edition, **kwargs),
        act=lambda form: stays.book(delegate, form.booking(), seen=form.cleaned_data["seen"] or 0, by=request.user),
        done=_("Saved."),
        back=reverse("organizer:rooming", args=[edition.slug]),
        initial=_known_stay(present) if present else _wished(delegate, edition),
        known=_known_stay,
        context=scene(
            request,
            heading=str(delegate),
            delegate=delegate,
            wish=getattr(delegate, "stay_wish", None),
            present=present,
        ),
        places={"NoRoomLeft": "kind", "CannotShare": "shares_with"},
    )
    return edit(request, page)


def _known_stay(row: Stay) -> dict[str, Any]:
    booking = stays.booking_of(row)
    return {name: getattr(booking, name) for name in stays.Booking.__dataclass_fields__} | {"seen": row.version}


def _wished(delegate: Delegate, edition: Edition) -> dict[str, Any]:
    """What the guest would like, else the days of the forum."""
    usual = {"first_night": edition.starts_on, "until": edition.ends_on}
    wish = getattr(delegate, "stay_wish", None)
    if wish is None:
        return usual
    names = ("elsewhere", "kind", "first_night", "until", "early", "late")
    return usual | {name: value for name in names if (value := getattr(wish, name))}


@require_POST
def stay_release(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The room is taken back."""
    delegate = get_object_or_404(Delegate.objects.within(request.edition).with_names(), pk=pk)
    stays.release(delegate, by=request.user)
    messages.success(request, _("The room is free again."))
    return redirect("organizer:rooming", edition=request.edition.slug)


@require_http_methods(FORM_VERBS)
def assign(request: OrganizerRequest) -> HttpResponse:
    """A room each for many: first the names, then the rooms."""
    edition = request.edition
    usual = {"first_night": edition.starts_on, "until": edition.ends_on, "who": "heads"}
    form = AssignForm(request.POST or None, initial=usual, edition=edition)
    guests: list[Delegate] = []
    if form.is_valid():
        guests = list(_chosen(edition, form.cleaned_data["who"]))
        if "yes" in request.POST:
            try:
                given = stays.assign(guests, form.booking(), by=request.user)
            except (*REFUSALS, Hotel.DoesNotExist) as refusal:
                form.add_error("kind", sentence(refusal))
            else:
                words = ngettext("%(n)d guest has a room now.", "%(n)d guests have a room now.", given)
                messages.success(request, words % {"n": given})
                return redirect("organizer:rooming", edition=edition.slug)
    context = scene(request, form=form, guests=guests)
    return render(request, "organizer/delegations/assign.html", context)


def _chosen(edition: Edition, who: str) -> Any:
    rows = _without_stay(edition).with_names()
    return rows.filter(role=Delegate.Role.HEAD) if who == "heads" else rows


def _hotel(request: OrganizerRequest, pk: int) -> Hotel:
    found: Hotel = get_object_or_404(Hotel.objects.within(request.edition).select_related("edition"), pk=pk)
    return found


def _block(request: OrganizerRequest, pk: int) -> RoomBlock:
    rows = RoomBlock.objects.within(request.edition).select_related("hotel__edition")
    found: RoomBlock = get_object_or_404(rows, pk=pk)
    return found
