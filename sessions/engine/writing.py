"""How a value is written down: as JSON with sorted keys, instants in UTC, and the checksum of that."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache, lru_cache
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
        kind: Any = type(self)
        named = ((name, getattr(self, name), later) for name, later in _fields_of(kind))
        return {name: _plain(value) for name, value, later in named if not (later and value in NOTHING)}


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, bool], ...]:
    """The names under which a kind of value is written, sorted, and which are left out while they say nothing."""
    written = (f for f in fields(kind) if "unwritten" not in f.metadata)
    return tuple(sorted((f.name, "later" in f.metadata) for f in written))


def _plain(value: object) -> Any:
    if value is None or isinstance(value, str | int):
        return value
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


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime:
    """The instant that `iso` wrote. The days of thousands name the same few hundred."""
    return in_utc(datetime.fromisoformat(text))


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC; a moment without a zone is refused, for nobody can say when it is."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError(f"The moment {moment.isoformat()} does not say its time zone.")
    return moment.astimezone(UTC)


def fingerprint(written: object) -> str:
    """The sha256 of the JSON, the same however its keys were ordered."""
    return sha256_of(canonical(written))


def canonical(written: object) -> str:
    """The JSON that a fingerprint is taken of."""
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
