"""The days of several people beside each other: a row for each hour at which something begins for one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sessions.itinerary_page import Shown, ShownDay


@dataclass(frozen=True, slots=True)
class Cell:
    """What begins for one of them at this hour."""

    name: str
    lines: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    start: str
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class CommonDay:
    iso: str
    heading: str
    is_today: bool
    hours: list[Hour] = field(default_factory=list)


def side_by_side(columns: Sequence[tuple[str, list[ShownDay]]]) -> list[CommonDay]:
    """Pairs of a name and that person's days as one table for each day, in the days' order."""
    days: dict[str, list[tuple[str, ShownDay]]] = {}
    for name, shown in columns:
        for one in shown:
            days.setdefault(one.day.iso, []).append((name, one))
    found = [_common([name for name, _days in columns], parts) for _iso, parts in sorted(days.items())]
    passed = {one.day.iso for _name, shown in columns for one in shown if one.is_past}
    return sorted(found, key=lambda day: day.iso in passed)


def _common(names: Sequence[str], parts: Sequence[tuple[str, ShownDay]]) -> CommonDay:
    any_one = parts[0][1]
    at: dict[str, dict[str, list[Shown]]] = {}
    for name, one in parts:
        for shown in one.lines:
            at.setdefault(shown.line.start, {}).setdefault(name, []).append(shown)
    hours = [
        Hour(start, tuple(Cell(name, tuple(cells.get(name, ()))) for name in names))
        for start, cells in sorted(at.items())
    ]
    return CommonDay(any_one.day.iso, any_one.day.heading, any_one.is_today, hours)
