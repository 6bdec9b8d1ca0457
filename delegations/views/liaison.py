"""Liaison officers, for the host's staff: who is there for which delegation, and who has nobody yet."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations.actions import liaison
from delegations.forms.liaison import LiaisonForm, known_of_officer
from delegations.models import Delegation, LiaisonOfficer
from delegations.models.answers import Answer
from delegations.views.arrivals import scene
from delegations.views.editing import Editing, edit
from forum import locales
from forum.gates import OrganizerRequest
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]


@require_safe
@reads_only
def officers(request: OrganizerRequest) -> HttpResponse:
    """Every delegation that comes or may come, with its officers."""
    rows = Delegation.objects.within(request.edition).filter(is_host=False, withdrawn_at=None)
    rows = rows.exclude(answer=Answer.NO).select_related("city").order_by("city__key")
    lines = [
        (one, [(officer, _spoken(officer)) for officer in one.liaison_officers.all()])
        for one in rows.prefetch_related("liaison_officers")
    ]
    context = scene(request, lines=lines, without=sum(not found for _one, found in lines))
    return render(request, "organizer/delegations/liaison.html", context)


def _spoken(officer: LiaisonOfficer) -> str:
    return _(", ").join(locales.language_name(tag, get_language() or "en") for tag in officer.languages)


@require_http_methods(FORM_VERBS)
def officer_add(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Name an officer for one delegation."""
    rows = Delegation.objects.within(request.edition).select_related("city", "edition")
    found = get_object_or_404(rows, pk=pk)
    act = lambda form: liaison.name(found, form.values(), by=request.user)  # noqa: E731 -- one line, one use
    return edit(request, _page(request, found, act, {}))


@require_http_methods(FORM_VERBS)
def officer(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Correct an officer, or put another in the place."""
    row = _row(request, pk)
    act = lambda form: liaison.change(row, form.values(), seen=form.cleaned_data["seen"] or 0, by=request.user)  # noqa: E731 -- as above
    return edit(request, _page(request, row.delegation, act, known_of_officer(row)))


@require_POST
def officer_remove(request: OrganizerRequest, pk: int) -> HttpResponse:
    liaison.take_away(_row(request, pk), by=request.user)
    messages.success(request, _("Taken off. The guests of the delegation are told."))
    return redirect("organizer:liaison", request.edition.slug)


def _row(request: OrganizerRequest, pk: int) -> LiaisonOfficer:
    rows = LiaisonOfficer.objects.within(request.edition).select_related("delegation__city", "delegation__edition")
    found: LiaisonOfficer = get_object_or_404(rows, pk=pk)
    return found


def _page(request: OrganizerRequest, of: Delegation, act: Any, initial: dict[str, Any]) -> Editing:
    return Editing(
        template="organizer/delegations/edit.html",
        make=lambda *data, **kwargs: LiaisonForm(*data, delegation=of, **kwargs),
        act=act,
        done=_("Saved."),
        back=reverse("organizer:liaison", args=[request.edition.slug]),
        initial=initial,
        known=known_of_officer,
        context=scene(request, heading=_("Liaison officer of %(city)s") % {"city": of.city}),
        places={"Taken": "name"},
    )
