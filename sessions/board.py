"""The bridge between rows and the engine's values; nobody else turns one into the other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.db.models import QuerySet

from delegations import orders
from delegations.models import Delegate, Flight
from delegations.models.answers import Answer
from forum import names
from forum.models import Edition
from sessions.engine.hosting import NOTHING_HOSTED, Hosting
from sessions.engine.values import Entry, Item, Leg, Part, Programme, Span
from sessions.engine.writing import Json, fingerprint
from sessions.hosted import hosting_of
from sessions.models import Attendance, Engagement, ItineraryVersion, Release, Speech

People = Mapping[str, Mapping[str, Mapping[str, str]]]  # delegate → names, city and title → language → text
PLACE = ("room_names", "venue", "venue_names")
IN_PRINT = (
    *("titles", "role", "position", "delegation__city__names"),
    *("person__family_name", "person__given_name", "person__family_first", "person__native_name", "person__names_in"),
)


@dataclass(frozen=True, slots=True)
class Published:
    """The latest release, with the journeys as they are now."""

    pk: int
    number: int
    checksum: str
    comment: str
    published_at: datetime
    programme: Programme
    people: People
    hosting: Hosting = NOTHING_HOSTED
    urgent: bool = False

    @classmethod
    def of(cls, release: Release, legs: tuple[Leg, ...] = (), hosting: Hosting = NOTHING_HOSTED) -> Self:
        return cls(
            pk=release.pk,
            number=release.number,
            checksum=release.checksum,
            comment=release.comment,
            published_at=release.published_at,
            programme=replace(release_of(release), legs=legs),
            people=people_of(release),
            hosting=hosting,
            urgent=release.urgent,
        )


@dataclass(frozen=True)
class Draft:
    """The programme as the organizers have it now, and the value that a release would freeze."""

    programme: Programme
    value: Json

    @cached_property
    def checksum(self) -> str:
        return fingerprint(self.value)


def programme_of(edition: Edition) -> Programme:
    """The draft of the edition with everybody's journeys. Three queries, whatever its size."""
    rows = Engagement.objects.within(edition).with_places().select_related("visit", "speech")
    parts, declined = _parts_of(edition)
    items = {row.pk: _item(row, parts.get(row.pk, ())) for row in rows}
    return Programme(tuple(_with_place_of_parents(items)), _legs_of(edition), edition.zone, declined)


def published(edition: Edition) -> Published | None:
    """What readers see, or None before the first release, with journeys and hosting as they are. Six queries."""
    release = Release.objects.within(edition).newest_first().first()
    return Published.of(release, _legs_of(edition), hosting_of(edition)) if release else None


def announced(edition: Edition) -> Published | None:
    """As `published`, without anybody's journeys: what a stranger may read. One query."""
    release = Release.objects.within(edition).newest_first().first()
    return Published.of(release) if release else None


def release_of(release: Release) -> Programme:
    """The programme as it was frozen; items only."""
    return Programme.from_json(release.value)


def people_of(release: Release) -> People:
    """The names of those with a part, as they were frozen."""
    people: People = release.value.get("people", {})
    return people


def people_in(releases: Iterable[int]) -> People:
    """The names of those with a part in any of these releases; the newest one has the last word. One query."""
    rows = Release.objects.filter(pk__in=set(releases)).scoped().order_by("number")
    found: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for people in rows.values_list("value__people", flat=True):
        found |= people or {}
    return found


def entries_in(version: ItineraryVersion) -> list[Entry]:
    """The lines of a version as the engine's values."""
    return [Entry.from_json(entry) for entry in version.entries]


def draft_of(edition: Edition) -> Draft:
    """What `publish` would freeze now, with the order of precedence. As many queries whatever its size."""
    programme = programme_of(edition)
    items = Programme(programme.items, zone=programme.zone)
    taking_part = {person for item in programme.items for person in item.people()}
    return Draft(programme, items.to_json() | {"people": people_in_print(edition, taking_part)})


def names_of(edition: Edition, delegates: Iterable[int]) -> People:
    """How each of these delegates is named in print: the name, the city and the title in every language."""
    return {str(row.pk): _named(row, edition.languages) for row in _in_print(edition, delegates)}


def people_in_print(edition: Edition, delegates: Iterable[int]) -> People:
    """The names, and where each stands: whoever lists people of a release sorts by it."""
    rows = list(_in_print(edition, delegates))
    order = {row.pk: n for n, row in enumerate(orders.people_in_order(rows, edition), start=1)}
    return {str(row.pk): {**_named(row, edition.languages), "order": {"place": f"{order[row.pk]:04d}"}} for row in rows}


def _in_print(edition: Edition, delegates: Iterable[int]) -> "QuerySet[Delegate]":
    """The delegates with no more than their names, city, title and place in a list: of thousands each field counts."""
    rows = Delegate.objects.within(edition).filter(pk__in=delegates)
    return rows.select_related("person", "delegation__city").only(*IN_PRINT)


def delegates_of(edition: Edition) -> list[tuple[int, int]]:
    """Every delegate with the delegation, except of the cities that have declined or withdrawn."""
    rows = Delegate.objects.within(edition).exclude(delegation__answer=Answer.NO)
    rows = rows.filter(delegation__withdrawn_at=None)
    return list(rows.order_by("pk").values_list("pk", "delegation_id"))


def _parts_of(edition: Edition) -> tuple[dict[int, tuple[Part, ...]], tuple[int, ...]]:
    """The parts in each engagement, and who of those with a part is of a city that has declined or withdrawn."""
    parts: defaultdict[int, list[Part]] = defaultdict(list)
    declined = []
    fields = (
        "engagement_id",
        "delegate_id",
        "part",
        "delegate__delegation__answer",
        "delegate__delegation__withdrawn_at",
    )
    for engagement, delegate, part, answer, withdrawn in (
        Attendance.objects.within(edition).order_by().values_list(*fields)
    ):
        parts[engagement].append(Part(delegate, part))
        if answer == Answer.NO or withdrawn:
            declined.append(delegate)
    return {engagement: tuple(of_one) for engagement, of_one in parts.items()}, tuple(declined)


def _item(row: Engagement, parts: tuple[Part, ...]) -> Item:
    room, visit = row.room, getattr(row, "visit", None)
    return Item(
        id=row.pk,
        kind=row.kind,
        titles=row.titles,
        span=Span(row.starts_at, row.ends_at) if row.starts_at and row.ends_at else None,
        room=room.pk if room else None,
        room_names=room.names if room else {},
        venue=room.venue_id if room else None,
        venue_names=room.venue.names if room else {},
        capacity=room.capacity if room else None,
        parent=row.parent_id,
        parts=parts,
        audience=row.audience,
        delegation=row.delegation_id,
        dress=row.dress,
        languages=tuple(row.languages),
        notes=row.notes,
        cancelled=row.cancelled,
        seats=visit.seats if visit else None,
        meeting_points=visit.meeting_points if visit else {},
        channels=row.channels,
        topics=_topics_of(row),
    )


def _topics_of(row: Engagement) -> dict[str, str]:
    """What a speech is about, in the languages in which somebody has said it."""
    speech: Speech | None = getattr(row, "speech", None)
    return {tag: text for tag, text in speech.topics.items() if text} if speech else {}


def _with_place_of_parents(items: Mapping[int, Item]) -> Iterator[Item]:
    """A speech without a room of its own is in the room around it: by name only, the room is booked once."""
    around = Programme(tuple(items.values())).ancestors()
    for item in items.values():
        above = next((items[n] for n in around.get(item.id, ()) if n in items and items[n].room), None)
        if item.room is None and above is not None:
            item = replace(item, **{name: getattr(above, name) for name in PLACE})
        yield item


def _legs_of(edition: Edition) -> tuple[Leg, ...]:
    fields = (
        "id",
        "delegate_id",
        "direction",
        "number",
        "origin",
        "destination",
        "origin_zone",
        "destination_zone",
        "leaves_at",
        "lands_at",
        "mode",
    )
    return tuple(_leg(row) for row in Flight.objects.within(edition).order_by("pk").values(*fields))


def _leg(row: dict[str, Any]) -> Leg:
    """Of an own arrival one hour is known, the one in the host city; the engine wants another a minute away."""
    if row["leaves_at"] == row["lands_at"]:
        inbound = row["direction"] == Flight.Direction.IN
        row["leaves_at" if inbound else "lands_at"] += timedelta(minutes=-1 if inbound else 1)
    by_land = row["mode"] if row["mode"] != Flight.Mode.FLIGHT else None
    return Leg(delegate=row.pop("delegate_id"), **row | {"mode": by_land})


def _named(row: Delegate, languages: Iterable[str]) -> dict[str, dict[str, str]]:
    known = {language: names.in_language(row.person, language) for language in languages}
    plain = names.full(row.person)
    differing = {language: name for language, name in known.items() if name != plain}
    return {"names": {"en": plain} | differing, "city": row.delegation.city.names, "title": row.titles}
