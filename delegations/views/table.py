"""What guests eat and need, for officers only. Every opening of these sheets is written down."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegations import kitchen, sheets
from delegations.actions import needs
from delegations.forms.hosting import KitchenForm
from delegations.forms.journeys import NeedsForm
from delegations.models import Delegate, Kitchen, Needs
from delegations.views.arrivals import day_of, pdf, scene
from delegations.views.editing import Editing, edit
from forum.gates import OrganizerRequest
from forum.models import Change, Edition

FORM_VERBS = ["GET", "HEAD", "POST"]


@require_safe
def kitchen_page(request: OrganizerRequest) -> HttpResponse:
    """What to cook on a day."""
    day, sheet = _kitchen(request, "kitchen")
    edition = request.edition
    days = [edition.starts_on + timedelta(days=n) for n in range((edition.ends_on - edition.starts_on).days + 1)]
    context = scene(request, sheet=sheet, day=day, days=days, openings=_openings(edition))
    return render(request, "organizer/delegations/kitchen.html", context)


@require_safe
def kitchen_pdf(request: OrganizerRequest) -> HttpResponse:
    _day, sheet = _kitchen(request, "kitchen.pdf")
    return pdf(sheets.pdf_of(sheet, request.edition, get_language() or "en"))


def _kitchen(request: OrganizerRequest, what: str) -> Any:
    edition = request.edition
    day = day_of(request.GET.get("day", ""), edition.starts_on)
    needs.write_down_opening(what, edition=edition, by=request.user)
    return day, kitchen.kitchen_sheet(day, kitchen.meals(kitchen.guests_on(edition, day)))


@require_safe
def needs_page(request: OrganizerRequest) -> HttpResponse:
    """What to provide for whom."""
    sheet = _needs(request, "needs")
    context = scene(request, sheet=sheet, openings=_openings(request.edition))
    return render(request, "organizer/delegations/needs.html", context)


@require_safe
def needs_pdf(request: OrganizerRequest) -> HttpResponse:
    return pdf(sheets.pdf_of(_needs(request, "needs.pdf"), request.edition, get_language() or "en"))


def _needs(request: OrganizerRequest, what: str) -> sheets.Sheet:
    edition = request.edition
    needs.write_down_opening(what, edition=edition, by=request.user)
    return kitchen.needs_sheet(kitchen.helps(kitchen.guests_on(edition, edition.starts_on)))


def _openings(edition: Edition) -> Any:
    """Who opened these sheets lately."""
    return Change.objects.filter(edition=edition, verb="needs.opened").order_by("-id")[:10]


@require_http_methods(FORM_VERBS)
def needs_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    """What one guest needs, taken by telephone."""
    edition = request.edition
    delegate = get_object_or_404(Delegate.objects.within(edition).with_names().select_related("needs"), pk=pk)
    if request.method != "POST":
        needs.write_down_opening("guest", edition=edition, by=request.user, delegate=delegate)
    context = scene(request, heading=str(delegate), about=_("Only what a named purpose needs. No illness."))
    back = reverse("organizer:delegation", args=[edition.slug, delegate.delegation_id])
    return edit(request, needs_editing(delegate, request, "organizer/delegations/edit.html", back, context))


def needs_editing(delegate: Delegate, request: Any, template: str, back: str, context: dict[str, Any]) -> Editing:
    """The form of one guest's needs, for whichever door."""
    row: Needs | None = getattr(delegate, "needs", None)
    menus = needs.kitchen_of(delegate.delegation.edition).menus
    return Editing(
        template=template,
        make=lambda *data, **kwargs: NeedsForm(*data, menus=menus, **kwargs),
        act=lambda form: needs.tell(delegate, form.told(), seen=form.cleaned_data["seen"] or 0, by=request.user),
        done=_("Saved."),
        back=back,
        initial=known_needs(row) if row else {"menu": "standard", "mobility": "unaided"},
        known=known_needs,
        context=context,
    )


def known_needs(row: Needs) -> dict[str, Any]:
    return {name: getattr(row, name) for name in needs.Told.__dataclass_fields__} | {"seen": row.version}


@require_http_methods(FORM_VERBS)
def kitchen_offer(request: OrganizerRequest) -> HttpResponse:
    """Which menus there are."""
    edition = request.edition
    page = Editing(
        template="organizer/delegations/edit.html",
        make=KitchenForm,
        act=lambda form: needs.offer(edition, form.values(), seen=form.cleaned_data["seen"] or 0, by=request.user),
        done=_("Saved."),
        back=reverse("organizer:kitchen", args=[edition.slug]),
        initial=_known_kitchen(needs.kitchen_of(edition)),
        known=_known_kitchen,
        context=scene(request, heading=_("Menus")),
    )
    return edit(request, page)


def _known_kitchen(row: Kitchen) -> dict[str, Any]:
    return {"menus": row.menus, "tell_by": row.tell_by, "seen": row.version}
