from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegations.actions.stale import Stale
from forum import clock
from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.models import Edition
from sessions.actions import quiet_hours as acts
from sessions.models import QuietWindow
from sessions.quiet_forms import QuietForm, weekday_name


@require_http_methods(["GET", "HEAD", "POST"])
def list_quiet(request: OrganizerRequest) -> HttpResponse:
    """All hours that are kept free, and a form for more."""
    reader = get_language() or "en"
    form = QuietForm(request.edition, reader, None, request.POST or None)
    if form.is_valid():
        try:
            acts.add(request.edition, form.hours(), by=request.user)
        except acts.NotOfThisForum:
            form.add_error("whose", _("Whoever these hours were for is not at this forum any more."))
        else:
            messages.success(request, _("These hours are kept free."))
            return redirect("organizer:quiet_hours", edition=request.edition.slug)
    rows = [_told(row, reader) for row in _rows(request.edition).in_order()]
    return render(request, "organizer/sessions/quiet_hours.html", {"rows": rows, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One stretch of quiet hours, to be set anew."""
    row = get_object_or_404(_rows(request.edition), pk=pk)
    reader, stale = get_language() or "en", None
    form = QuietForm(request.edition, reader, row, request.POST or None)
    if form.is_valid():
        try:
            acts.change(row, form.hours(), seen=form.cleaned_data["seen"] or 0, by=request.user)
        except Stale:
            stale = get_object_or_404(_rows(request.edition), pk=pk)
            retype(form, seen=stale.version)
        except acts.NotOfThisForum:
            form.add_error("whose", _("Whoever these hours were for is not at this forum any more."))
        except QuietWindow.DoesNotExist:
            messages.error(request, _("These hours were taken out meanwhile. Nothing was saved."))
            return redirect("organizer:quiet_hours", edition=request.edition.slug)
        else:
            messages.success(request, _("Saved."))
            return redirect("organizer:quiet_hours", edition=request.edition.slug)
    context = {"row": row, "form": form, "stale": _told(stale, reader) if stale else None}
    return render(request, "organizer/sessions/quiet_window.html", context, status=409 if stale else 200)


@require_POST
def remove(request: OrganizerRequest, pk: int) -> HttpResponse:
    acts.remove(get_object_or_404(_rows(request.edition), pk=pk), by=request.user)
    messages.success(request, _("These hours are not kept free any more."))
    return redirect("organizer:quiet_hours", edition=request.edition.slug)


def _rows(edition: Edition) -> Any:
    return QuietWindow.objects.within(edition).with_names()


def _told(row: QuietWindow, reader: str) -> dict[str, Any]:
    days = _("every day of the forum")
    if row.day:
        days = clock.day_text(reader, row.day)
    elif row.weekday:
        days = _("every week: %s") % weekday_name(reader, row.weekday)
    hours = f"{row.from_hour:%H:%M} – {row.to_hour:%H:%M}"
    city = row.delegation or (row.delegate and row.delegate.delegation)
    return {"row": row, "days": days, "hours": hours, "overnight": row.to_hour < row.from_hour, "city": city}
