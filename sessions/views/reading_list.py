"""For the office: what each guest was told, has looked at, and has confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from delegations.models import Delegate
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only
from sessions.models import ItineraryReading, ItineraryVersion
from sessions.notices import Known, known_from

SHOW = {
    "untold": _("whose letter has not gone out"),
    "unseen": _("that nobody has looked at yet"),
    "unconfirmed": _("that nobody has confirmed"),
}


@dataclass(slots=True)
class Row:
    """One delegate: the version that is true now, the one last told, and who has read which."""

    delegate: Delegate
    known: Known
    readings: list[ItineraryReading] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.known.newest.number if self.known.newest else 0

    @property
    def told(self) -> bool:
        return self.known.told is not None and self.known.told.number == self.number

    @property
    def seen(self) -> bool:
        return any(one.seen_number == self.number for one in self.readings)

    @property
    def confirmed(self) -> bool:
        return any(one.confirmed_number == self.number for one in self.readings)


@require_safe
@reads_only
def readings(request: OrganizerRequest) -> HttpResponse:
    """Itineraries: told, seen, confirmed."""
    rows = rows_of(request.edition)
    show = request.GET.get("show", "")
    wanted = {"untold": "told", "unseen": "seen", "unconfirmed": "confirmed"}.get(show)
    shown = [row for row in rows if wanted is None or not getattr(row, wanted)]
    counts = {name: sum(getattr(row, name) for row in rows) for name in ("told", "seen", "confirmed")}
    context = {"rows": shown, "show": show if wanted else "", "choices": SHOW, "count": len(rows), **counts}
    return render(request, "organizer/sessions/readings.html", context)


def rows_of(edition: Edition) -> list[Row]:
    """Everybody who has an itinerary, by city; three queries however many there are."""
    versions: QuerySet[ItineraryVersion] = ItineraryVersion.objects.within(edition).defer("entries", "stamps")
    known = known_from(versions)
    people: Iterable[Delegate] = Delegate.objects.within(edition).filter(pk__in=known).awaited().with_names()
    rows = {one.pk: Row(one, known[one.pk]) for one in sorted(people, key=_place)}
    for reading in ItineraryReading.objects.within(edition).select_related("reader").order_by("seen_at"):
        if reading.delegate_id in rows:
            rows[reading.delegate_id].readings.append(reading)
    return list(rows.values())


def _place(delegate: Delegate) -> tuple[str, int, int]:
    return str(delegate.delegation.city), delegate.position, delegate.pk
