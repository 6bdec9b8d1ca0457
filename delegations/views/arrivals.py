"""Arrivals and departures for the host's staff: the manifest, its paper, the board at the airport."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import manifests, sheets
from delegations.actions import welcomes
from delegations.forms.hosting import GreeterForm
from delegations.manifest_sheets import manifest_sheet
from delegations.models import Flight, Welcome
from delegations.views.editing import Editing, edit
from forum import clock
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only
from forum.roles import Permission

TICKS = {"landed": welcomes.tick_landed, "met": welcomes.tick_met, "undo": welcomes.untick}


def scene(request: OrganizerRequest, **more: Any) -> dict[str, Any]:
    """What every page of travel and stay needs: where we are, and whether this account may write."""
    return {"may_edit": request.user.may(Permission.EDIT_DELEGATIONS, request.edition), **more}


def pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def day_of(typed: str, usual: date) -> date:
    """The day of an address such as ?day=2025-05-28."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return usual


@require_safe
@reads_only
def manifest(request: OrganizerRequest, direction: str) -> HttpResponse:
    """Who arrives or leaves, day by day."""
    found = manifests.days(request.edition, direction)
    context = scene(request, days=found, direction=direction, now=clock.now())
    context["totals"] = {"pax": sum(day.pax for day in found), "pieces": sum(day.pieces for day in found)}
    return render(request, "organizer/delegations/manifest.html", context)


@require_safe
@reads_only
def manifest_pdf(request: OrganizerRequest, direction: str) -> HttpResponse:
    may_edit = request.user.may(Permission.EDIT_DELEGATIONS, request.edition)
    found = manifests.days(request.edition, direction)
    sheet = manifest_sheet(found, direction, request.edition, with_phones=may_edit)
    return pdf(sheets.pdf_of(sheet, request.edition, get_language() or "en"))


@require_safe
@reads_only
def board(request: OrganizerRequest) -> HttpResponse:
    """The arrivals of one day in big type; it fetches itself anew."""
    return render(request, "organizer/delegations/board.html", scene(request, **_board(request)))


@require_safe
@reads_only
def board_rows(request: OrganizerRequest) -> HttpResponse:
    """Only the rows, for the page that stands open."""
    return render(request, "organizer/delegations/_board_rows.html", scene(request, **_board(request)))


def _board(request: OrganizerRequest) -> dict[str, Any]:
    edition, now = request.edition, clock.now()
    days = manifests.days(edition, Flight.Direction.IN)
    today = clock.day_at(edition.zone, now)
    # Before and after the forum the board shows the nearest day on which somebody arrives.
    coming = next((day.on for day in days if day.on >= today), days[-1].on if days else today)
    shown = day_of(request.GET.get("day", ""), coming)
    rows = [(line, line.state(now)) for day in days if day.on == shown for line in day.lines]
    # The flight whose guests are ticked one by one: kept in the address, which the page that stands open fetches.
    return {"days": days, "day": shown, "rows": rows, "now": now, "apart": as_key(request.GET.get("apart", ""))}


@require_POST
def tick(request: OrganizerRequest) -> HttpResponse:
    """Landed, met, or neither: for the guests whose legs were sent."""
    act = TICKS.get(request.POST.get("what", ""))
    if act is None:
        raise Http404
    legs = [as_key(typed) for typed in request.POST.getlist("leg")]
    if not act(legs, edition=request.edition, by=request.user):
        messages.info(request, _("Nothing is new: this was ticked already, or the flight has been deleted."))
    day = day_of(request.POST.get("day", ""), clock.day_at(request.edition.zone, clock.now()))
    apart = as_key(request.POST.get("apart", ""))
    query = f"?day={day.isoformat()}" + (f"&apart={apart}" if apart else "")
    return redirect(reverse("organizer:arrivals_board", args=[request.edition.slug]) + query)


@require_http_methods(["GET", "HEAD", "POST"])
def greeter(request: OrganizerRequest) -> HttpResponse:
    """Who meets the guests whose legs the address names."""
    edition = request.edition
    keys = [as_key(typed) for typed in request.GET.getlist("leg")]
    legs = list(Flight.objects.within(edition).filter(pk__in=keys).select_related("delegate__person").order_by("pk"))
    if not legs:
        raise Http404
    page = Editing(
        template="organizer/delegations/edit.html",
        make=GreeterForm,
        act=lambda form: _greet(form, legs, edition, request),
        done=_("Saved."),
        back=reverse("organizer:arrivals", args=[edition.slug]),
        initial=_greeter_now(legs),
        context=scene(request, heading=_("Greeter"), about=", ".join(str(one.delegate) for one in legs)),
    )
    return edit(request, page)


def _greet(form: Any, legs: list[Flight], edition: Edition, request: OrganizerRequest) -> None:
    name, phone = form.cleaned_data["greeter"], form.cleaned_data["greeter_phone"]
    welcomes.name_greeter([one.pk for one in legs], name, phone, edition=edition, by=request.user)


def _greeter_now(legs: list[Flight]) -> dict[str, Any]:
    row = Welcome.objects.scoped().filter(flight__in=legs).exclude(greeter="").first()
    return {"greeter": row.greeter, "greeter_phone": row.greeter_phone} if row else {}
