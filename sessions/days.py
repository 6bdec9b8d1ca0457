"""An itinerary as a page, a paper and a letter show it: days, and lines within them, in one language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from forum import clock
from forum.texts import pick
from sessions.engine.values import Edit, Entry
from sessions.item_words import (
    FLIGHTS,
    HOSTED,
    HOTEL,
    LIAISON,
    RIDE,
    Telling,
    at_home,
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
    hours: str = ""  # "14:30–16:00"; "06:00" of a car; nothing of a hotel
    channel: str = ""
    companion: str = ""
    contact: str = ""
    # The same by the clock at home, where that shows something else; the day only where it is another.
    own_start: str = ""
    own_end: str = ""
    own_day: str = ""
    topic: str = ""  # what a speech is about
    own: str = ""  # all of it in one: "09:00–10:30 your time (Cork)"


@dataclass(slots=True)
class Day:
    heading: str
    iso: str
    lines: list[Line] = field(default_factory=list)
    hotel: str = ""  # where the guest sleeps that night


@dataclass(frozen=True, slots=True)
class Contact:
    """A liaison officer, for the head of an itinerary."""

    name: str
    phone: str
    languages: str
    news: str = ""


def days_of(entries: Iterable[Entry], telling: Telling, news: Iterable[Edit] = ()) -> list[Day]:
    """The days with their lines, in order; a line that is news says what is new about it."""
    words = _words_of(news, telling)
    found: dict[date, Day] = {}
    nights: dict[date, str] = {}
    for entry in entries:
        if entry.kind == LIAISON:
            continue
        if entry.kind == HOTEL:
            nights |= dict.fromkeys(_nights(entry, telling), telling.title(entry))
        for day, line in _lines(entry, telling, words.get(entry.key, "")):
            place = found.setdefault(day, Day(clock.day_text(telling.language, day), day.isoformat()))
            place.lines.append(line)
    days = [replace(found[on], hotel=nights.get(on, "")) for on in sorted(found)]
    for one in days:
        one.lines.sort(key=_check_out_first)
    return days


def contacts_of(entries: Iterable[Entry], telling: Telling, news: Iterable[Edit] = ()) -> list[Contact]:
    """The liaison officers of an itinerary."""
    words = _words_of(news, telling)
    return [
        Contact(
            name=entry.details["name"],
            phone=entry.details.get("phone", ""),
            languages=language_names(filter(None, entry.details.get("languages", "").split("+")), telling.language),
            news=words.get(entry.key, ""),
        )
        for entry in entries
        if entry.kind == LIAISON
    ]


def _words_of(news: Iterable[Edit], telling: Telling) -> dict[str, str]:
    return {edit.key: _(", ").join(row["word"] for row in changes_of([edit], telling)) for edit in news}


def _check_out_first(line: Line) -> bool:
    """A day begins in the hotel; all else stays as the day runs."""
    return not line.key.endswith(":out")


def _nights(entry: Entry, telling: Telling) -> list[date]:
    first, last = (clock.day_at(telling.zone, moment) for moment in (entry.span.start, entry.span.end))
    return [first + timedelta(days=n) for n in range((last - first).days)]


def _lines(entry: Entry, telling: Telling, news: str) -> Iterator[tuple[date, Line]]:
    """On which days an entry stands, and what it says there."""
    first = clock.day_at(telling.zone, entry.span.start)
    if entry.kind != HOTEL:
        yield first, _line(entry, telling, news)
        return
    at, hotel = {"hotel": telling.title(entry)}, _line(entry, telling, news)
    early, late = entry.details.get("early"), entry.details.get("late")
    into = _("Early check-in: %(hotel)s") if early else _("Check-in: %(hotel)s")
    out = _("Late check-out: %(hotel)s") if late else _("Check-out: %(hotel)s")
    yield first, replace(hotel, title=into % at, key=f"{entry.key}:in")
    yield clock.day_at(telling.zone, entry.span.end), replace(hotel, title=out % at, key=f"{entry.key}:out")


def _line(entry: Entry, telling: Telling, news: str) -> Line:
    flight = entry.kind in FLIGHTS
    start, end = _hours(entry, telling)
    home = at_home(entry, telling)
    return Line(
        start=start,
        end=end,
        title=telling.title(entry),
        place=telling.times(entry) if flight else telling.place(entry),
        meeting_point=telling.meeting_point(entry),
        role=roles_in_words(entry),
        dress=dress_label(entry.dress),
        languages=language_names(entry.languages, telling.language),
        note=pick(entry.notes, telling.language),
        kind=journey_kind(entry) if flight or entry.kind in HOSTED else kind_label(entry.kind),
        is_flight=flight,
        cancelled=entry.cancelled,
        news=news,
        key=entry.key,
        hours=f"{start}–{end}" if end else start,
        channel=telling.channel(entry),
        companion=telling.companions(entry),
        contact=telling.contact(entry),
        own_start=home.start,
        own_end=home.end,
        own_day=home.day,
        own=home.words,
        topic=telling.topic(entry),
    )


def _hours(entry: Entry, telling: Telling) -> tuple[str, str]:
    if entry.kind == HOTEL:
        return "", ""
    start = clock.hour_text(telling.zone, entry.span.start)
    return (start, "") if entry.kind == RIDE else (start, clock.hour_text(telling.zone, entry.span.end))
