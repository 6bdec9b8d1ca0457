"""The draft looked at in other ways than as a board: a list, one person's days, one room, one language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from delegations.models import Delegate
from forum import clock, locales
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.models import Room
from forum.reading import reads_only
from forum.roles import Permission
from sessions import board
from sessions.engine.itinerary import entries_of
from sessions.engine.rules.journeys import EVER_AFTER
from sessions.engine.values import Entry, Item
from sessions.item_words import Telling, kind_label, language_names, roles_in_words
from sessions.models import Engagement, RoomClosure, Speech
from sessions.views.scene import telling_of

SMALLEST_GAP = 15  # minutes: less is the way from one door to the next
SORTS = ("when", "title", "kind", "room")


@dataclass(frozen=True, slots=True)
class Line:
    """One item as a table shows it."""

    pk: int
    title: str
    within: str
    kind: str
    day: str
    hours: str
    place: str
    buffers: str
    audience: str
    languages: str
    people: int
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line of somebody's day, or the free time between two."""

    hours: str
    title: str = ""
    place: str = ""
    role: str = ""
    pk: int = 0
    free: int = 0
    cancelled: bool = False


@dataclass(slots=True)
class Group:
    """Lines under a heading."""

    heading: str
    lines: list[Any] = field(default_factory=list)
    pk: int = 0
    closures: list[RoomClosure] = field(default_factory=list)
    room: Room | None = None


def _on_the_day(request: OrganizerRequest) -> bool:
    """Whether the forum is held today, and the reader may change it for everybody at once."""
    edition = request.edition
    today = clock.day_at(edition.zone, clock.now())
    return Permission.PUBLISH in request.permissions and edition.starts_on <= today <= edition.ends_on


@require_safe
@reads_only
def show_list(request: OrganizerRequest) -> HttpResponse:
    """Every item in a table, to be narrowed down and sorted."""
    edition, asked = request.edition, request.GET
    draft = board.programme_of(edition)
    telling = telling_of(edition, {})
    days = {item.id: clock.day_at(edition.zone, item.span.start) for item in draft.items if item.span}
    kept = [
        item
        for item in draft.items_as_held()
        if asked.get("kind", "") in ("", item.kind)
        and asked.get("audience", "") in ("", item.audience)
        and asked.get("room", "") in ("", str(item.room))
        and asked.get("day", "") in ("", days[item.id].isoformat() if item.id in days else "tray")
    ]
    sort = asked.get("sort") if asked.get("sort") in SORTS else "when"
    rooms = {item.room: telling.place(item) for item in draft.items if item.room}
    context = {
        "view": "list",
        "lines": _lines(request, _sorted(kept, sort or "when", telling), draft.items, telling),
        "kinds": [(kind, str(label)) for kind, label in Engagement.Kind.choices],
        "audiences": Engagement.Audience.choices,
        "days": [(day.isoformat(), clock.day_text(telling.language, day)) for day in sorted(set(days.values()))],
        "rooms": sorted(((str(pk), name) for pk, name in rooms.items()), key=lambda one: one[1]),
        "asked": {name: asked.get(name, "") for name in ("kind", "day", "room", "audience")} | {"sort": sort},
        "sorts": [
            ("when", _("day and time")),
            ("title", _("title")),
            ("kind", _("kind")),
            ("room", _("room")),
        ],
        "all": len(draft.items),
        "on_the_day": _on_the_day(request),
    }
    return render(request, "organizer/sessions/programme_list.html", context)


@require_safe
@reads_only
def show_person(request: OrganizerRequest) -> HttpResponse:
    """The days of one delegate as the draft has them, with the time that is free between."""
    edition = request.edition
    people = list(Delegate.objects.within(edition).with_names().order_by("delegation__city__key", "position", "pk"))
    chosen = next((one for one in people if one.pk == as_key(request.GET.get("delegate", ""))), None)
    groups: list[Group] = []
    if chosen:
        telling = telling_of(edition, {})
        entries = entries_of(chosen.pk, chosen.delegation_id, board.programme_of(edition))
        groups = _days_with_gaps(entries, telling)
    context = {"view": "person", "people": people, "chosen": chosen, "groups": groups}
    return render(request, "organizer/sessions/programme_person.html", context)


@require_safe
@reads_only
def show_languages(request: OrganizerRequest) -> HttpResponse:
    """For each language: what is held in it, what is spoken in it, and where nobody interprets it."""
    edition = request.edition
    draft = board.programme_of(edition)
    telling = telling_of(edition, {})
    spoken = Speech.objects.filter(engagement__edition=edition).exclude(language="")
    spoken_in = dict(spoken.values_list("engagement", "language"))
    by_id = {item.id: item for item in draft.items}
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for item in _sorted(draft.items_as_held(), "when", telling):
        for tag in item.languages:
            found[tag].append({"item": item, "spoken": False, "missing": False})
        if tag := spoken_in.get(item.id, ""):
            around = by_id.get(item.parent or 0, item)
            missing = tag not in (around.languages or (tag,))
            found[tag].append({"item": item, "spoken": True, "missing": missing})
    groups = [
        Group(locales.language_name(tag, telling.language), [_tongue_line(one, telling) for one in rows])
        for tag, rows in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    silent = [item for item in draft.items if not item.languages and item.kind in ("plenary", "sub_forum", "signing")]
    context = {"view": "languages", "groups": groups, "silent": _lines(request, silent, draft.items, telling)}
    return render(request, "organizer/sessions/programme_languages.html", context)


def _tongue_line(row: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    item: Item = row["item"]
    facts = {"pk": item.id, "title": telling.title(item), "kind": kind_label(item.kind), "place": telling.place(item)}
    return facts | {"when": telling.when(item.span), "spoken": row["spoken"], "missing": row["missing"]}


def _sorted(items: Iterable[Item], sort: str, telling: Telling) -> list[Item]:
    """By what was asked, then by time; what has no time comes last."""
    ways = {
        "title": lambda item: telling.title(item).casefold(),
        "kind": lambda item: kind_label(item.kind),
        "room": lambda item: telling.place(item),
    }
    by_time = sorted(items, key=lambda item: (item.span.start if item.span else EVER_AFTER, item.id))
    return sorted(by_time, key=ways[sort]) if sort in ways else by_time


def lines_of(request: OrganizerRequest, items: Iterable[Item], everything: Iterable[Item]) -> list[Line]:
    """Items as a table shows them. One query."""
    return _lines(request, items, everything, telling_of(request.edition, {}))


def _lines(
    request: OrganizerRequest, items: Iterable[Item], everything: Iterable[Item], telling: Telling
) -> list[Line]:
    rows = Engagement.objects.within(request.edition).values_list("pk", "set_up_minutes", "clear_minutes")
    buffers = {pk: (before, after) for pk, before, after in rows}
    titles = {item.id: telling.title(item) for item in everything}
    return [_line(item, titles, buffers.get(item.id, (0, 0)), telling) for item in items]


def _line(item: Item, titles: Mapping[int, str], buffers: tuple[int, int], telling: Telling) -> Line:
    day = clock.day_at(telling.zone, item.span.start) if item.span else None
    return Line(
        pk=item.id,
        title=titles[item.id],
        within=titles.get(item.parent or 0, ""),
        kind=kind_label(item.kind),
        day=clock.day_text(telling.language, day, "medium") if day else "",
        hours=telling.hours(item.span) if item.span else "",
        place=telling.place(item),
        buffers=f"{buffers[0]} / {buffers[1]}" if any(buffers) else "",
        audience=str(Engagement.Audience(item.audience).label),
        languages=language_names(item.languages, telling.language),
        people=len(item.people()),
        cancelled=item.cancelled,
    )


def _days_with_gaps(entries: Iterable[Entry], telling: Telling) -> list[Group]:
    days: defaultdict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        days[clock.day_at(telling.zone, entry.span.start)].append(entry)
    return [Group(clock.day_text(telling.language, day), _stretches(days[day], telling)) for day in sorted(days)]


def _stretches(entries: list[Entry], telling: Telling) -> list[Stretch]:
    found = [_stretch(entries[0], telling)]
    busy_until = entries[0].span.end
    for _before, entry in pairwise(entries):
        free = int((entry.span.start - busy_until).total_seconds() // 60)
        if free >= SMALLEST_GAP:
            hours = f"{clock.hour_text(telling.zone, busy_until)}–{clock.hour_text(telling.zone, entry.span.start)}"
            found.append(Stretch(hours, free=free))
        found.append(_stretch(entry, telling))
        busy_until = max(busy_until, entry.span.end)
    return found


def _stretch(entry: Entry, telling: Telling) -> Stretch:
    return Stretch(
        hours=telling.hours(entry.span),
        title=telling.title(entry),
        place=telling.place(entry),
        role=roles_in_words(entry),
        pk=as_key(entry.key.removeprefix("item:")),
        cancelled=entry.cancelled,
    )
