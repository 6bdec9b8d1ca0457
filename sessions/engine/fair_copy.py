"""The itineraries of thousands written down at once: a line that stands in many of them is written once."""

from collections.abc import Iterable

from sessions.engine.comparison import in_order
from sessions.engine.values import Entry
from sessions.engine.writing import Json, canonical, sha256_of


class FairCopy:
    """Gives of an itinerary what `Entry.to_json` and `checksum` give. A line is known again by being the very same."""

    def __init__(self) -> None:
        self._lines: dict[int, tuple[Entry, Json, str]] = {}

    def to_json(self, entries: Iterable[Entry]) -> list[Json]:
        """Its lines as they are written down; equal ones may be the same object, and nobody changes them."""
        return [self._line(entry)[1] for entry in entries]

    def checksum(self, entries: Iterable[Entry]) -> str:
        """The same as `sessions.engine.itinerary.checksum`."""
        return sha256_of(f"[{','.join(self._line(entry)[2] for entry in in_order(entries))}]")

    def _line(self, entry: Entry) -> tuple[Entry, Json, str]:
        # By identity: equality would ask for every field. The entry is kept, so that nobody else gets its number.
        found = self._lines.get(id(entry))
        if found is None:
            written = entry.to_json()
            found = self._lines[id(entry)] = (entry, written, canonical(written))
        return found
