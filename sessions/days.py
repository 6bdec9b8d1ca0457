"""An itinerary as a page, a paper and a letter show it: days, and lines within them, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from forum import clock
from forum.texts import pick
from sessions.engine.values import Edit, Entry
from sessions.item_words import (
    FLIGHTS,
    Telling,
    changes_of,
    dress_label,
    journey_kind,
    kind_label,
    language_names,
    roles_in_words,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of somebody's day."""

    start: str
    end: str
    title: str
    place: str
    meeting_point: str
    role: str
    dress: str
    languages: str
    note: str
    kind: str
    is_flight: bool
    cancelled: bool
    news: str
    key: str = ""


@dataclass(slots=True)
class Day:
    heading: str
    iso: str
    lines: list[Line] = field(default_factory=list)


def days_of(entries: Iterable[Entry], telling: Telling, news: Iterable[Edit] = ()) -> list[Day]:
    """The days with their lines, in order; a line that is news says what is new about it."""
    words = {edit.key: _(", ").join(row["word"] for row in changes_of([edit], telling)) for edit in news}
    found: dict[str, Day] = {}
    for entry in entries:
        if entry.span is None:
            continue
        day = clock.day_at(telling.zone, entry.span.start)
        heading = clock.day_text(telling.language, day)
        found.setdefault(day.isoformat(), Day(heading, day.isoformat())).lines.append(
            _line(entry, telling, words.get(entry.key, ""))
        )
    return list(found.values())


def _line(entry: Entry, telling: Telling, news: str) -> Line:
    assert entry.span
    flight = entry.kind in FLIGHTS
    return Line(
        start=clock.hour_text(telling.zone, entry.span.start),
        end=clock.hour_text(telling.zone, entry.span.end),
        title=telling.title(entry),
        place=telling.times(entry) if flight else telling.place(entry),
        meeting_point=telling.meeting_point(entry),
        role=roles_in_words(entry),
        dress=dress_label(entry.dress),
        languages=language_names(entry.languages, telling.language),
        note=pick(entry.notes, telling.language),
        kind=journey_kind(entry) if flight else kind_label(entry.kind),
        is_flight=flight,
        cancelled=entry.cancelled,
        news=news,
        key=entry.key,
    )
