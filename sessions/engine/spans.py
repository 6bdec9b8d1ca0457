"""A stretch of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sessions.engine.writing import Json, Written, in_utc, instant


@dataclass(frozen=True, slots=True)
class Span(Written):
    """From one instant up to, and not including, another."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", in_utc(self.start))
        object.__setattr__(self, "end", in_utc(self.end))
        if self.end <= self.start:
            raise ValueError(f"A span must end after it starts: {self.start.isoformat()} to {self.end.isoformat()}.")

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(instant(data["start"]), instant(data["end"]))

    @property
    def minutes(self) -> int:
        """Its length in whole minutes."""
        return int((self.end - self.start).total_seconds() // 60)

    def meets(self, other: "Span") -> bool:
        """Whether they share time; back to back they do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end
