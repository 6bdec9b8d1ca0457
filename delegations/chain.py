"""PURE: the chain of the nomination clock. Each link is sealed together with the seal before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the clock. `at` is UTC to the microsecond; `digest` stands for the content."""

    forum: str
    sequence: int
    what: str
    city: str
    at: str
    digest: str
    previous: str
    seal: str = ""


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one way to write this value: names in order, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def instant(at: datetime) -> str:
    """A moment as every seal and receipt writes it, "2025-04-01T09:30:00.000000Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seal_of(link: Link) -> str:
    """The seal that belongs to what the link says."""
    said = {name: value for name, value in asdict(link).items() if name != "seal"}
    return hashlib.sha256(canonical(said)).hexdigest()


def first_broken(links: Iterable[Link]) -> int | None:
    """The place of the first link that is missing, out of place or not as it was sealed; None if all is well."""
    expected, previous = 1, ""
    for link in links:
        if (link.sequence, link.previous, link.seal) != (expected, previous, seal_of(link)):
            return expected
        expected, previous = expected + 1, link.seal
    return None
