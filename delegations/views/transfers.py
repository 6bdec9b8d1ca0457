"""Cars for the host's staff: transfers with their seats, a proposal made of the manifest, vehicles and drivers."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import manifests, motorcade, sheets
from delegations.actions import cars
from delegations.forms.hosting import DriverForm, SeatForm, TransferForm, VehicleForm
from delegations.manifest_sheets import drivers_sheet
from delegations.models import Delegate, Driver, Flight, Seat, Transfer, Vehicle
from delegations.views.arrivals import day_of, pdf, scene
from delegations.views.editing import REFUSALS, Editing, edit, sentence
from forum import clock
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]
ABOUT_THEN = timedelta(hours=12)


def _transfers(edition: Edition) -> Any:
    rows = Transfer.objects.within(edition).select_related("vehicle", "driver")
    return rows.prefetch_related("seats__flight", "seats__delegate__person", "seats__delegate__delegation__city")


@require_safe
@reads_only
def transfers(request: OrganizerRequest) -> HttpResponse:
    """Every ride by day, how full it is, and who sits in a car for a flight that has changed."""
    edition = request.edition
    rows = [_row(one, edition) for one in _transfers(edition)]
    days: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(clock.day_at(edition.zone, row["transfer"].leaves_at), []).append(row)
    legs = manifests.by_guest(edition)
    waiting = {
        way: sum(1 for one in manifests.passengers_of(legs, way) if one.seat is None and one.flight.mode != "own")
        for way in ("in", "out")
    }
    context = scene(request, days=days, waiting=waiting, missed=[row for row in rows if row["missed"]])
    return render(request, "organizer/delegations/transfers.html", context)


def _row(transfer: Transfer, edition: Edition) -> dict[str, Any]:
    seats = list(transfer.seats.all())
    missed = [(seat, why) for seat in seats if (why := manifests.why_missed(seat, edition.zone))]
    pieces = sum((seat.flight.pieces or 0) if seat.flight else 0 for seat in seats)
    return {"transfer": transfer, "seats": seats, "missed": missed, "pieces": pieces}


@require_http_methods(FORM_VERBS)
def transfer_add(request: OrganizerRequest) -> HttpResponse:
    return _transfer_page(
        request,
        lambda form: cars.add_transfer(request.edition, form.values(), by=request.user),
        {},
        _("A new transfer"),
    )


@require_http_methods(FORM_VERBS)
def transfer(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One ride: its facts, and who sits in it."""
    row = get_object_or_404(_transfers(request.edition), pk=pk)
    return _transfer_page(
        request,
        lambda form: cars.change_transfer(row, form.values(), seen=form.cleaned_data["seen"] or 0, by=request.user),
        _known(row),
        str(row),
        row=row,
        seats=_row(row, request.edition),
        seat_form=_seat_form(row, request.edition),
    )


def _transfer_page(
    request: OrganizerRequest, act: Any, initial: dict[str, Any], heading: str, **more: Any
) -> HttpResponse:
    edition = request.edition
    page = Editing(
        template="organizer/delegations/transfer.html",
        make=lambda *data, **kwargs: TransferForm(*data, edition=edition, **kwargs),
        act=act,
        done=_("Saved."),
        back=reverse("organizer:transfers", args=[edition.slug]),
        initial=initial,
        known=_known,
        context=scene(request, heading=heading, **more),
        places={"Taken": "vehicle", "TooManyAboard": "vehicle"},
    )
    return edit(request, page)


def _known(row: Transfer) -> dict[str, Any]:
    names = ("origin", "destination", "liaison", "liaison_phone")
    leaves = clock.local(row.edition.zone, row.leaves_at).replace(tzinfo=None, fold=0)
    return {name: getattr(row, name) for name in names} | {
        "leaves": leaves,
        "vehicle": row.vehicle_id,
        "driver": row.driver_id,
        "seen": row.version,
    }


def _seat_form(row: Transfer, edition: Edition, data: Any = None) -> SeatForm:
    legs = manifests.by_guest(edition)
    waiting = [
        (f"f{one.flight.pk}", f"{one.delegate} – {one.flight}")
        for way in ("in", "out")
        for one in manifests.passengers_of(legs, way)
        if one.seat is None and abs(one.flight.here_at - row.leaves_at) < ABOUT_THEN
    ]
    rows = (
        Delegate.objects.within(edition)
        .awaited()
        .select_related("person")
        .order_by("delegation__city__key", "position")
    )
    return SeatForm(data, waiting=waiting, guests=[(f"d{one.pk}", str(one)) for one in rows])


@require_POST
def seat_give(request: OrganizerRequest, pk: int) -> HttpResponse:
    """A seat for somebody."""
    edition = request.edition
    row = get_object_or_404(Transfer.objects.within(edition), pk=pk)
    form = _seat_form(row, edition, request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a guest first."))
    else:
        try:
            _give(row, form.cleaned_data["guest"], request)
            messages.success(request, _("The seat is given."))
        except (*REFUSALS, Delegate.DoesNotExist, Flight.DoesNotExist, Transfer.DoesNotExist) as refusal:
            messages.error(request, sentence(refusal))
    return redirect("organizer:transfer", edition=edition.slug, pk=pk)


def _give(row: Transfer, chosen: str, request: OrganizerRequest) -> None:
    key = as_key(chosen[1:])
    if chosen.startswith("f"):
        flight = Flight.objects.within(request.edition).select_related("delegate").get(pk=key)
        cars.give_seat(row, flight.delegate, flight=flight, by=request.user)
    else:
        cars.give_seat(row, Delegate.objects.within(request.edition).get(pk=key), by=request.user)


@require_POST
def seat_free(request: OrganizerRequest, pk: int) -> HttpResponse:
    """A seat is taken back."""
    seat = get_object_or_404(Seat.objects.within(request.edition), pk=pk)
    cars.free_seat(seat, by=request.user)
    messages.success(request, _("The seat is free again."))
    return redirect("organizer:transfer", edition=request.edition.slug, pk=seat.transfer_id)


@require_POST
def transfer_cancel(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The ride does not take place; its seats are free."""
    row = get_object_or_404(Transfer.objects.within(request.edition).select_related("edition"), pk=pk)
    cars.cancel_transfer(row, by=request.user)
    messages.success(request, _("The transfer is cancelled and its seats are free."))
    return redirect("organizer:transfers", edition=request.edition.slug)


@require_safe
@reads_only
def transfer_pdf(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The driver's sheet of one ride."""
    row = get_object_or_404(_transfers(request.edition), pk=pk)
    sheet = drivers_sheet([row], request.edition, title=_("Driver's sheet"))
    return pdf(sheets.pdf_of(sheet, request.edition, get_language() or "en"))


@require_safe
@reads_only
def transfers_pdf(request: OrganizerRequest) -> HttpResponse:
    """All rides, for the desk of the drivers."""
    sheet = drivers_sheet(_transfers(request.edition), request.edition, title=_("Drivers' sheets"))
    return pdf(sheets.pdf_of(sheet, request.edition, get_language() or "en"))


@require_http_methods(FORM_VERBS)
def propose(request: OrganizerRequest, direction: str) -> HttpResponse:
    """Cars for everybody who arrives or leaves on a day, to be read first and then made."""
    edition = request.edition
    days = manifests.days(edition, direction)
    asked = request.POST if request.method == "POST" else request.GET
    day = day_of(asked.get("day", ""), days[0].on if days else edition.starts_on)
    plan = motorcade.plan(edition, direction, day)
    if request.method == "POST":
        if asked.get("seen") != plan.fingerprint:
            messages.warning(request, _("Something moved meanwhile. This is the plan as it would be now."))
        elif made := _make(request, plan):
            words = ngettext("%(n)d transfer is planned.", "%(n)d transfers are planned.", made)
            messages.success(request, words % {"n": made})
            return redirect("organizer:transfers", edition=edition.slug)
    context = scene(request, plan=plan, day=day, days=days, direction=direction)
    return render(request, "organizer/delegations/propose.html", context)


def _make(request: OrganizerRequest, plan: motorcade.Plan) -> int:
    try:
        return cars.confirm(request.edition, [one.ride for one in plan.rides], by=request.user)
    except REFUSALS as refusal:
        messages.error(request, sentence(refusal))
        return 0


@require_safe
@reads_only
def fleet(request: OrganizerRequest) -> HttpResponse:
    """Vehicles and drivers."""
    edition = request.edition
    context = scene(request, vehicles=Vehicle.objects.within(edition), drivers=Driver.objects.within(edition))
    return render(request, "organizer/delegations/fleet.html", context)


@require_http_methods(FORM_VERBS)
def vehicle_add(request: OrganizerRequest) -> HttpResponse:
    act = lambda form: cars.add_vehicle(request.edition, form.values(), by=request.user)  # noqa: E731 -- one line, one use
    return edit(request, _fleet_page(request, VehicleForm, act, {}, _("A new vehicle"), _known_vehicle))


@require_http_methods(FORM_VERBS)
def vehicle_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Vehicle.objects.within(request.edition).select_related("edition"), pk=pk)
    act = lambda form: cars.change_vehicle(row, form.values(), seen=form.cleaned_data["seen"] or 0, by=request.user)  # noqa: E731 -- as above
    return edit(request, _fleet_page(request, VehicleForm, act, _known_vehicle(row), str(row), _known_vehicle))


@require_http_methods(FORM_VERBS)
def driver_add(request: OrganizerRequest) -> HttpResponse:
    act = lambda form: cars.add_driver(request.edition, form.values(), by=request.user)  # noqa: E731 -- as above
    return edit(request, _fleet_page(request, DriverForm, act, {}, _("A new driver"), _known_driver))


@require_http_methods(FORM_VERBS)
def driver_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Driver.objects.within(request.edition).select_related("edition"), pk=pk)
    act = lambda form: cars.change_driver(row, form.values(), seen=form.cleaned_data["seen"] or 0, by=request.user)  # noqa: E731 -- as above
    return edit(request, _fleet_page(request, DriverForm, act, _known_driver(row), str(row), _known_driver))


def _fleet_page(
    request: OrganizerRequest, make: Any, act: Any, initial: dict[str, Any], heading: str, known: Any
) -> Editing:
    return Editing(
        template="organizer/delegations/edit.html",
        make=make,
        act=act,
        done=_("Saved."),
        back=reverse("organizer:fleet", args=[request.edition.slug]),
        initial=initial,
        known=known,
        context=scene(request, heading=heading),
        places={"Taken": "plate", "TooManyAboard": "seats"},
    )


def _known_vehicle(row: Vehicle) -> dict[str, Any]:
    return {"plate": row.plate, "kind": row.kind, "seats": row.seats, "seen": row.version}


def _known_driver(row: Driver) -> dict[str, Any]:
    return {"name": row.name, "phone": row.phone, "seen": row.version}
