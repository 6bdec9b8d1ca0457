"""The rooms: what is in each and when, what it needs around that, and when it is closed."""

from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.gates import OrganizerRequest
from forum.models import Room
from forum.reading import reads_only
from sessions import arranging_forms, board, forms
from sessions.actions import closing, programme
from sessions.engine.rules.journeys import EVER_AFTER
from sessions.engine.values import Item
from sessions.models import RoomClosure
from sessions.views.looking import Group, lines_of


@require_safe
@reads_only
def show_rooms(request: OrganizerRequest) -> HttpResponse:
    """Every room with what is in it, in the order of the days."""
    context = {"view": "rooms", "groups": _groups(request, list(forms.rooms_of(request.edition)))}
    return render(request, "organizer/sessions/programme_rooms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_room(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One room, and a form to close it for a while."""
    room = get_object_or_404(forms.rooms_of(request.edition), pk=pk)
    form = arranging_forms.ClosureForm(request.edition, request.POST or None)
    if form.is_valid():
        closing.close(request.edition, room, **form.closure(), by=request.user)
        messages.success(request, _("%s is closed then.") % room)
        return redirect("organizer:programme_room", edition=request.edition.slug, pk=room.pk)
    [group] = _groups(request, [room])
    context = {"view": "rooms", "room": room, "group": group, "form": form}
    return render(request, "organizer/sessions/programme_room.html", context)


@require_POST
def reopen(request: OrganizerRequest, pk: int) -> HttpResponse:
    closures = RoomClosure.objects.within(request.edition).select_related("room", "edition")
    closure = get_object_or_404(closures, pk=pk)
    closing.reopen(closure, by=request.user)
    messages.success(request, _("%s can be used again.") % closure.room)
    return redirect("organizer:programme_room", edition=request.edition.slug, pk=closure.room_id)


def _groups(request: OrganizerRequest, rooms: list[Room]) -> list[Group]:
    draft = board.programme_of(request.edition)
    closures: defaultdict[int, list[RoomClosure]] = defaultdict(list)
    for closure in programme.closures_of(request.edition):
        closures[closure.room_id].append(closure)
    held: defaultdict[int, list[Item]] = defaultdict(list)
    placed = [item for item in draft.items_as_held() if item.span and item.room]
    for item in sorted(placed, key=lambda one: (one.span.start if one.span else EVER_AFTER, one.id)):
        held[item.room or 0].append(item)
    lines = {line.pk: line for line in lines_of(request, (i for items in held.values() for i in items), draft.items)}
    return [
        Group(str(room), [lines[item.id] for item in held[room.pk]], pk=room.pk, closures=closures[room.pk], room=room)
        for room in rooms
    ]
