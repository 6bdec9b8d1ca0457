from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import clock
from forum.fields import as_key, retype
from forum.gates import OrganizerRequest
from forum.models import Edition, Room
from forum.reading import reads_only
from sessions import board, checking, forms
from sessions.actions import programme
from sessions.engine.values import Programme
from sessions.item_words import kind_label
from sessions.models import Engagement
from sessions.views.plan import Drawing
from sessions.views.scene import clashes_in_words, grades_of, people_in, telling_of


@require_safe
@reads_only
def show_programme(request: OrganizerRequest) -> HttpResponse:
    """The board: days and rooms, the tray, and every clash with what would mend it."""
    edition = request.edition
    # Before the draft: a card may be older than what is drawn, and is then refused; it must never be newer.
    versions = dict(Engagement.objects.within(edition).values_list("pk", "version"))
    draft = board.programme_of(edition)
    checked = checking.check(edition, draft)
    found = checked.clashes
    rooms = list(forms.rooms_of(edition))
    telling = telling_of(edition, people_in(edition, found))
    drawing = Drawing(
        edition=edition,
        items=draft.items_as_held(),
        versions=versions,
        clashing=frozenset(number for clash in found for number in clash.items),
        telling=telling,
    )
    context = {
        "plan": drawing.plan(_rooms_in_use(draft, rooms, everything="rooms" in request.GET)),
        "clashes": clashes_in_words(found, checked, rooms, edition.slug, telling),
        "counts": grades_of(found, checked),
        "kinds": Engagement.Kind.choices,
        "all_rooms": "rooms" in request.GET,
    }
    return render(request, "organizer/sessions/programme.html", context)


@require_POST
def move(request: OrganizerRequest) -> HttpResponse:
    """A card was dropped on the board."""
    engagement = get_object_or_404(_rows(request.edition), pk=as_key(request.POST.get("item", "")))
    form = forms.MoveForm(request.edition, request.POST)
    if not form.is_valid():
        for sentence in (sentence for errors in form.errors.values() for sentence in errors):
            messages.error(request, str(sentence))
        return _back_to_board(request)
    wanted = form.cleaned_data
    try:
        programme.place(
            engagement,
            room=wanted["room"],
            starts_at=wanted["start"],
            minutes=forms.minutes_of(engagement),
            version=wanted["version"],
            by=request.user,
        )
    except programme.StaleDraft as stale:
        messages.error(request, _both_versions(stale.engagement, wanted["room"], wanted["start"]))
    else:
        messages.success(request, _("“%s” was moved.") % engagement)
    return _back_to_board(request)


@require_http_methods(["GET", "HEAD", "POST"])
def engagement(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One item: where and when, what and for whom, who takes part."""
    row = get_object_or_404(_rows(request.edition), pk=pk)
    form = forms.EngagementForm(row, request.POST or None)
    if form.is_valid():
        try:
            programme.change(row, version=form.cleaned_data["version"], by=request.user, **form.details())
        except programme.StaleDraft as stale:
            return _engagement_page(request, stale.engagement, form=_again(form, stale), stale=stale)
        messages.success(request, _("Saved."))
        return redirect("organizer:engagement", edition=request.edition.slug, pk=pk)
    return _engagement_page(request, row, form=form)


@require_POST
def place(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Move to a room, a day and an hour by form."""
    row = get_object_or_404(_rows(request.edition), pk=pk)
    form = forms.PlaceForm(row, get_language() or "en", request.POST)
    if not form.is_valid():
        return _engagement_page(request, row, place_form=form)
    try:
        programme.place(row, **form.place(), version=form.cleaned_data["version"], by=request.user)
    except programme.StaleDraft as stale:
        return _engagement_page(request, stale.engagement, place_form=_again(form, stale), stale=stale)
    messages.success(request, _("“%s” was moved.") % row)
    return _back_to_board(request)


@require_POST
def take_off(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows(request.edition), pk=pk)
    try:
        programme.take_off(row, version=as_key(request.POST.get("version", "")), by=request.user)
    except programme.StaleDraft as stale:
        return _engagement_page(request, stale.engagement, stale=stale)
    messages.success(request, _("“%s” is in the tray.") % row)
    return _back_to_board(request)


@require_POST
def give_part(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows(request.edition), pk=pk)
    form = forms.PartForm(request.edition, request.POST)
    if not form.is_valid():
        return _engagement_page(request, row, part_form=form)
    try:
        programme.give_part(row, form.cleaned_data["delegate"], part=form.cleaned_data["part"], by=request.user)
    except programme.AlreadyTakesPart as twice:
        form.add_error("delegate", _("%s has a part in it already.") % twice.delegate)
        return _engagement_page(request, row, part_form=form)
    return redirect("organizer:engagement", edition=request.edition.slug, pk=pk)


@require_POST
def take_part_away(request: OrganizerRequest, pk: int, attendance: int) -> HttpResponse:
    row = get_object_or_404(_rows(request.edition), pk=pk)
    parts = row.attendances.select_related("engagement__edition")
    programme.take_part_away(get_object_or_404(parts, pk=attendance), by=request.user)
    return redirect("organizer:engagement", edition=request.edition.slug, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add_engagement(request: OrganizerRequest) -> HttpResponse:
    """A new item: first its kind, then what this kind needs."""
    kind = request.GET.get("kind", "")
    if kind not in Engagement.Kind.values:
        return render(request, "organizer/sessions/add_kind.html", {"kinds": Engagement.Kind.choices})
    form = forms.NewEngagementForm(request.edition, kind, request.POST or None)
    if form.is_valid():
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
        return redirect("organizer:engagement", edition=request.edition.slug, pk=made.pk)
    return render(request, "organizer/sessions/add.html", {"form": form, "kind": kind_label(kind)})


def _engagement_page(
    request: OrganizerRequest,
    row: Engagement,
    *,
    form: forms.EngagementForm | None = None,
    place_form: forms.PlaceForm | None = None,
    part_form: forms.PartForm | None = None,
    stale: programme.StaleDraft | None = None,
) -> HttpResponse:
    draft = board.programme_of(request.edition)
    checked = checking.check(request.edition, draft)
    found = checked.about(row.pk)
    telling = telling_of(request.edition, people_in(request.edition, found))
    context = {
        "row": row,
        "form": form or forms.EngagementForm(row),
        "place_form": place_form or forms.PlaceForm(row, get_language() or "en"),
        "part_form": part_form or forms.PartForm(request.edition),
        "parts": row.attendances.select_related("delegate__person", "delegate__delegation__city"),
        "children": row.children.in_order(),
        "clashes": clashes_in_words(found, checked, forms.rooms_of(request.edition), request.edition.slug, telling),
        "stale": stale,
    }
    return render(request, "organizer/sessions/engagement.html", context, status=409 if stale else 200)


def _again(form: Any, stale: programme.StaleDraft) -> Any:
    """The form with everything typed, over the version that is now true."""
    retype(form, version=stale.engagement.version)
    return form


def _both_versions(row: Engagement, room: Room | None, start: datetime) -> str:
    telling = telling_of(row.edition, {})
    now = board.programme_of(row.edition)
    item = next(item for item in now.items if item.id == row.pk)
    return _(
        "Somebody else changed “%(title)s” meanwhile; it is now: %(now)s. You wanted %(hour)s in %(room)s. "
        "Nothing was moved."
    ) % {
        "title": row,
        "now": telling.comma([telling.when(item.span), telling.place(item)]),
        "hour": clock.hour_text(row.edition.zone, start),
        "room": room or _("no room"),
    }


def _rooms_in_use(draft: Programme, rooms: list[Room], *, everything: bool) -> list[Room]:
    used = {item.room for item in draft.items}
    return [room for room in rooms if everything or room.pk in used] or rooms


def _rows(edition: Edition) -> Any:
    return Engagement.objects.within(edition).select_related("edition__city", "room__venue", "speech")


def _back_to_board(request: OrganizerRequest) -> HttpResponse:
    return redirect("organizer:programme", edition=request.edition.slug)
