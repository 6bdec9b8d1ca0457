"""An itinerary as its page shows it: today first, what is now and what is next, and on each line what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forum import clock
from sessions.days import Day, Line, days_of
from sessions.engine.values import Edit, Entry
from sessions.item_words import HOTEL, LIAISON, Row, Telling, changes_of

NOW, NEXT = "now", "next"
WHOLE_DAYS = frozenset({HOTEL, LIAISON})  # they are neither now nor next: they last


@dataclass(frozen=True, slots=True)
class Shown:
    """One line, what is new about it since this reader last looked, and whether it is now or next."""

    line: Line
    marks: tuple[Row, ...] = ()
    state: str = ""


@dataclass(slots=True)
class ShownDay:
    day: Day
    short: str
    is_today: bool
    is_past: bool
    lines: list[Shown] = field(default_factory=list)


def days_shown(entries: Iterable[Entry], telling: Telling, since: Iterable[Edit], now: datetime) -> list[ShownDay]:
    """The days as they run; while the forum is on, today first and the days gone by last."""
    rows, marks = list(entries), marks_of(since, telling.without_home())
    states = states_of(rows, now)
    today = clock.day_at(telling.zone, now).isoformat()
    found = [
        ShownDay(
            day=day,
            short=clock.day_text(telling.language, date.fromisoformat(day.iso), "medium"),
            is_today=day.iso == today,
            is_past=day.iso < today,
            lines=[Shown(line, marks.get(_entry_of(line), ()), states.get(line.key, "")) for line in day.lines],
        )
        for day in days_of(rows, telling)
    ]
    return sorted(found, key=lambda one: one.is_past)  # a sort that keeps the days' own order


def marks_of(since: Iterable[Edit], telling: Telling) -> Mapping[str, tuple[Row, ...]]:
    """What became of each line, by its key; of lines that are gone, too."""
    return {edit.key: rows for edit in since if (rows := tuple(changes_of([edit], telling)))}


def states_of(entries: Iterable[Entry], now: datetime) -> dict[str, str]:
    """What is on at this moment, and the first that comes after it."""
    held = [entry for entry in entries if entry.kind not in WHOLE_DAYS and not entry.cancelled]
    found = {entry.key: NOW for entry in held if entry.span.start <= now < entry.span.end}
    ahead = [entry for entry in held if entry.span.start > now]
    if ahead:
        first = min(entry.span.start for entry in ahead)
        found |= {entry.key: NEXT for entry in ahead if entry.span.start == first}
    return found


def _entry_of(line: Line) -> str:
    """The key of the entry that a line shows: a stay has two lines, its first and its last day."""
    return line.key.removesuffix(":in").removesuffix(":out")
