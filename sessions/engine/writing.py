"""How a value is written down: as JSON with sorted keys, instants in UTC, and the checksum of that."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import Field, fields
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

# Marks a field that came after values had been written down. It is left out while it says nothing, so that what was
# written before it is read as before and keeps its checksum.
LATER = {"later": True}
NOTHING: tuple[object, ...] = (None, (), {})
# Marks what only organizers may know: it is never written down, and so can enter no release.
UNWRITTEN = {"unwritten": True}


class Written:
    """A value that can be written down as JSON."""

    __slots__ = ()

    def to_json(self) -> Json:
        names = sorted(f.name for f in fields(self) if not self._leaves_out(f))  # type: ignore[arg-type]  # every heir is a dataclass
        return {name: _plain(getattr(self, name)) for name in names}

    def _leaves_out(self, of: "Field[Any]") -> bool:
        if "unwritten" in of.metadata:
            return True
        return "later" in of.metadata and getattr(self, of.name) in NOTHING


def _plain(value: object) -> Any:
    if isinstance(value, Written):
        return value.to_json()
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return {key: value[key] for key in sorted(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def iso(moment: datetime) -> str:
    """The instant as `2025-05-29T06:30:00Z`."""
    return in_utc(moment).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The instant that `iso` wrote."""
    return in_utc(datetime.fromisoformat(text))


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; a moment without a zone is refused, for nobody can say when it is."""
    if moment.utcoffset() is None:
        raise ValueError(f"The moment {moment.isoformat()} does not say its time zone.")
    return moment.astimezone(UTC)


def fingerprint(written: object) -> str:
    """The sha256 of the JSON, the same however its keys were ordered."""
    canonical = json.dumps(written, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
