from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from delegations.models import Delegate
from delegations.models.mandate import Power
from forum import clock, names
from forum.gates import SignedInRequest
from forum.reading import reads_only
from sessions.board import entries_in, people_in
from sessions.clocks import own_place, own_zone
from sessions.item_words import Telling
from sessions.itinerary_page import ShownDay, days_shown
from sessions.models import ItineraryVersion
from sessions.readers import Looked, looked_at
from sessions.side_by_side import side_by_side


@require_safe
@reads_only
def principals(request: SignedInRequest) -> HttpResponse:
    """Everybody whose itinerary this account may read, side by side; what is new is marked for each."""
    rows = Delegate.objects.held_by(request.user, Power.TRAVEL).awaited().with_names()
    people = list(rows.select_related("delegation__edition__city").in_order())
    known = looked_at(ItineraryVersion.objects.filter(delegate__in=people).scoped(), request.user)
    released = {one.release_id for looked in known.values() for one in looked.versions()}
    told, language = people_in(released), get_language() or "en"
    forums: dict[int, dict[str, Any]] = {}
    for delegate in sorted(people, key=lambda one: one.delegation.edition.starts_on):
        edition = delegate.delegation.edition
        forum = forums.setdefault(edition.pk, {"edition": edition, "columns": [], "people": []})
        home = own_zone(request.user, delegate), own_place(request.user, delegate, language)
        telling = Telling(language, edition.zone, told, *home)
        person = _person(delegate, known.get(delegate.pk), telling)
        forum["people"].append(person)
        forum["columns"].append((person["name"], person.pop("days")))
    context = {"forums": [{**forum, "days": side_by_side(forum["columns"])} for forum in forums.values()]}
    return render(request, "portal/sessions/principals.html", context)


def _person(delegate: Delegate, looked: Looked | None, telling: Telling) -> dict[str, Any]:
    name = names.in_language(delegate.person, telling.language)
    if looked is None or looked.newest is None:
        return {"delegate": delegate, "name": name, "version": None, "days": [], "news": 0, "confirmed": False}
    since = looked.since_last_look()
    days: list[ShownDay] = days_shown(entries_in(looked.newest), telling, since, clock.now())
    facts = {"version": looked.newest, "news": len(since), "confirmed": looked.has_confirmed}
    return {"delegate": delegate, "name": name, "days": days, **facts}
