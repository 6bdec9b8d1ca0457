"""When each line of an itinerary last changed: what a calendar program calls its SEQUENCE.

A calendar takes a message about an event only if its SEQUENCE is not below the one it knows. So each line carries
the number of the version that last changed it: it rises when the line changes and stays when others do. A line
that is gone keeps its stamp, of the version in which it went, so that one that comes back rises above it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions.engine.values import Entry
from sessions.engine.writing import instant, iso


@dataclass(frozen=True, slots=True)
class Stamp:
    """The version that last changed a line, and the instant of that version."""

    number: int
    at: datetime

    def to_json(self) -> list[Any]:
        return [self.number, iso(self.at)]


Stamps = Mapping[str, Stamp]


def read(data: Mapping[str, list[Any]]) -> dict[str, Stamp]:
    """Stamps as they were written down."""
    return {key: Stamp(number, instant(at)) for key, (number, at) in data.items()}


def written(stamps: Stamps) -> dict[str, list[Any]]:
    """Stamps as they are written down; many lines bear the same one."""
    known = {stamp: stamp.to_json() for stamp in set(stamps.values())}
    return {key: known[stamp] for key, stamp in stamps.items()}


def stamped(
    before: Iterable[Entry], stamps: Stamps, after: Iterable[Entry], *, now: Stamp, unstamped: Stamp | None = None
) -> dict[str, Stamp]:
    """The stamps after the lines `before`, which bore `stamps`, became the lines `after`, in the version `now`.

    `unstamped` is for lines made before there were stamps: the version that last told them.
    """
    old = {entry.key: entry for entry in before}
    new = {entry.key: entry for entry in after}
    known = {**({key: unstamped for key in old} if unstamped else {}), **stamps}
    touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return {**known, **{key: now for key in new.keys() - known.keys()}, **{key: now for key in touched}}
