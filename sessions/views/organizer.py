"""The pages of one item of the draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum import ledger
from forum.fields import as_key, as_typed
from forum.gates import OrganizerRequest
from sessions import arranging_forms, board, checking, draft_words, forms
from sessions.actions import programme, refusals, steps
from sessions.item_words import kind_label
from sessions.models import Engagement
from sessions.views import refused
from sessions.views.moving import back_to_board, done, rows_of, stale_card, wants_json
from sessions.views.scene import clashes_in_words, people_in, telling_of

MOST_DEEDS = 40


@require_http_methods(["GET", "HEAD", "POST"])
def engagement(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One item: where and when, what and for whom, who takes part."""
    row = get_object_or_404(rows_of(request), pk=pk)
    form = forms.EngagementForm(row, request.POST or None)
    if form.is_valid():
        try:
            with steps.one_step(request.edition, by=request.user):
                programme.change(row, version=form.cleaned_data["version"], by=request.user, **form.details())
        except programme.StaleDraft as stale:
            return stale_page(request, stale, form=form)
        messages.success(request, _("Saved."))
        return back_to_item(request, pk)
    return engagement_page(request, row, form=form)


@require_POST
def place(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Move to a room, a day and an hour by form."""
    row = get_object_or_404(rows_of(request), pk=pk)
    form = forms.PlaceForm(row, get_language() or "en", request.POST)
    if not form.is_valid():
        return engagement_page(request, row, place_form=form)
    try:
        with steps.one_step(request.edition, by=request.user):
            programme.place(row, **form.place(), version=form.cleaned_data["version"], by=request.user)
    except programme.StaleDraft as stale:
        return stale_page(request, stale, place_form=form)
    except refusals.Refused as no:
        form.add_error("room" if isinstance(no, refusals.RoomIsClosed) else "day", refused.in_words(no))
        return engagement_page(request, row, place_form=form)
    messages.success(request, _("“%s” was moved.") % row)
    return back_to_board(request)


@require_POST
def take_off(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Back into the tray, from the item's page or by the board."""
    row = get_object_or_404(rows_of(request), pk=pk)
    try:
        with steps.one_step(request.edition, by=request.user):
            taken = programme.take_off(row, version=as_key(request.POST.get("version", "")), by=request.user)
    except programme.StaleDraft as stale:
        if wants_json(request):
            return stale_card(request, stale.engagement, _("in the tray"))
        return stale_page(request, stale)
    return done(request, _("“%s” is in the tray.") % row, version=taken.version)


@require_POST
def give_part(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(rows_of(request), pk=pk)
    form = forms.PartForm(request.edition, request.POST)
    if not form.is_valid():
        return engagement_page(request, row, part_form=form)
    delegate, part = form.cleaned_data["delegate"], form.cleaned_data["part"]
    try:
        with steps.one_step(request.edition, by=request.user):
            programme.give_part(row, delegate, part=part, by=request.user)
    except programme.AlreadyTakesPart as twice:
        form.add_error("delegate", _("%s has a part in it already.") % twice.delegate)
    except refusals.Refused as no:
        form.add_error("delegate", refused.in_words(no))
    else:
        return back_to_item(request, pk)
    return engagement_page(request, row, part_form=form)


@require_POST
def take_part_away(request: OrganizerRequest, pk: int, attendance: int) -> HttpResponse:
    row = get_object_or_404(rows_of(request), pk=pk)
    parts = row.attendances.select_related("engagement__edition")
    with steps.one_step(request.edition, by=request.user):
        programme.take_part_away(get_object_or_404(parts, pk=attendance), by=request.user)
    return back_to_item(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add_engagement(request: OrganizerRequest) -> HttpResponse:
    """A new item: first its kind, then what this kind needs."""
    kind = request.GET.get("kind", "")
    around = Engagement.objects.within(request.edition).filter(pk=as_key(request.GET.get("parent", ""))).first()
    if kind not in Engagement.Kind.values:
        context = {"kinds": Engagement.Kind.choices, "parent": around}
        return render(request, "organizer/sessions/add_kind.html", context)
    form = forms.NewEngagementForm(request.edition, kind, request.POST or None, parent=around)
    if form.is_valid():
        with steps.one_step(request.edition, by=request.user):
            made = programme.add(
                request.edition,
                kind=kind,
                titles=form.texts("title"),
                parent=form.cleaned_data.get("parent"),
                audience=form.cleaned_data["audience"],
                particulars=programme.Particulars(**form.particulars()),
                by=request.user,
            )
        messages.success(request, _("“%s” is in the tray. Say where and when.") % made)
        return back_to_item(request, made.pk)
    return render(request, "organizer/sessions/add.html", {"form": form, "kind": kind_label(kind)})


def engagement_page(request: OrganizerRequest, row: Engagement, **more: Any) -> HttpResponse:
    """The page of an item; `more` are forms that come back with what was typed, and what went stale."""
    draft = board.programme_of(request.edition)
    checked = checking.check(request.edition, draft).seen_by(request.permissions)
    found = checked.about(row.pk)
    telling = telling_of(request.edition, people_in(request.edition, found))
    language = get_language() or "en"
    history = list(ledger.history_of(row)[:MOST_DEEDS])
    context = {
        "row": row,
        "form": forms.EngagementForm(row),
        "place_form": forms.PlaceForm(row, language),
        "part_form": forms.PartForm(request.edition),
        "parent_form": arranging_forms.ParentForm(row),
        "copy_form": arranging_forms.DuplicateForm(row),
        "parts": row.attendances.select_related("delegate__person", "delegate__delegation__city"),
        "children": row.children.order_by("position", "pk"),
        "clashes": clashes_in_words(found, checked, forms.rooms_of(request.edition), request.edition.slug, telling),
        "deeds": draft_words.deeds_of(request.edition, history, language),
        **more,
    }
    return render(request, "organizer/sessions/engagement.html", context, status=409 if "stale" in more else 200)


def stale_page(request: OrganizerRequest, stale: programme.StaleDraft, **typed: Any) -> HttpResponse:
    """Both versions field by field; the form still holds what was typed, over the version that is now true."""
    row = get_object_or_404(rows_of(request), pk=stale.engagement.pk)
    again = {name: _again(form, row.version) for name, form in typed.items()}
    both = [line for name, form in again.items() for line in _differences(form, _as_it_is(name, row))]
    newest = ledger.history_of(row).first()
    return engagement_page(request, row, **again, stale=stale, both=both, who=newest.who if newest else "")


def back_to_item(request: OrganizerRequest, pk: int) -> HttpResponse:
    return redirect("organizer:engagement", edition=request.edition.slug, pk=pk)


def _as_it_is(name: str, row: Engagement) -> Any:
    return forms.EngagementForm(row) if name == "form" else forms.PlaceForm(row, get_language() or "en")


def _differences(form: Any, now: Any) -> list[dict[str, str]]:
    """Every field in which the two differ: what it is now, and what was typed."""
    pairs = zip(as_typed(now), as_typed(form), strict=True)
    return [{"word": word, "now": held, "yours": typed} for (word, held), (_same, typed) in pairs if held != typed]


def _again(form: Any, version: int) -> Any:
    form.data = form.data.copy()
    form.data["version"] = str(version)
    return form
