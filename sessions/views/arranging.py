"""Copying and deleting items, and which lies within which."""

from typing import Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.fields import as_key
from forum.gates import OrganizerRequest
from sessions import arranging_forms
from sessions.actions import arranging, programme, refusals, steps
from sessions.views import refused
from sessions.views.moving import back_to_board, rows_of
from sessions.views.organizer import back_to_item, engagement_page, stale_page


@require_POST
def duplicate(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(rows_of(request), pk=pk)
    form = arranging_forms.DuplicateForm(row, request.POST)
    if not form.is_valid():
        return engagement_page(request, row, copy_form=form)
    wanted = {"on": form.cleaned_data["day"], "with_people": form.cleaned_data["with_people"]}
    try:
        with steps.one_step(request.edition, by=request.user):
            made = arranging.duplicate(row, **wanted, by=request.user)
    except refusals.Refused as no:
        form.add_error("day", refused.in_words(no))
        return engagement_page(request, row, copy_form=form)
    messages.success(request, _("This is the copy of “%s”.") % row)
    return back_to_item(request, made.pk)


@require_POST
def remove(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Delete what nobody has read of; it can be taken back on the board."""
    row = get_object_or_404(rows_of(request), pk=pk)
    try:
        with steps.one_step(request.edition, by=request.user) as step:
            step.rows = arranging.remove(row, version=as_key(request.POST.get("version", "")), by=request.user)
    except programme.StaleDraft as stale:
        return stale_page(request, stale)
    except refusals.Refused as no:
        messages.error(request, refused.in_words(no))
        return back_to_item(request, pk)
    messages.success(request, _("“%s” was deleted. “Undo” brings it back.") % row)
    return back_to_board(request)


@require_POST
def put_within(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(rows_of(request), pk=pk)
    form = arranging_forms.ParentForm(row, request.POST)
    if not form.is_valid():
        return engagement_page(request, row, parent_form=form)
    around, version = form.cleaned_data["parent"], form.cleaned_data["version"]
    try:
        with steps.one_step(request.edition, by=request.user):
            arranging.put_within(row, around, version=version, by=request.user)
    except programme.StaleDraft as stale:
        return stale_page(request, stale)
    except refusals.Refused as no:
        form.add_error("parent", refused.in_words(no))
        return engagement_page(request, row, parent_form=form)
    messages.success(request, _("Saved."))
    return back_to_item(request, pk)


@require_POST
def order(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One place up or down among the items within the same parent."""
    row = get_object_or_404(rows_of(request).select_related("parent__edition"), pk=pk)
    way: Literal["up", "down"] = "up" if request.POST.get("way") == "up" else "down"
    with steps.one_step(request.edition, by=request.user):
        arranging.move_among_siblings(row, way, by=request.user)
    return redirect("organizer:engagement", edition=request.edition.slug, pk=row.parent_id or row.pk)
