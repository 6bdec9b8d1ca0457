"""PURE: when a city is reminded that its answer is awaited. Whoever asks says what time it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from forum import clock

HOUR = time(9)  # on the clock of the edition: mail that waits on the desk when the day begins


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter and what is known of its answer. `expected_on`: the day by which a city that is undecided will say."""

    sent_at: datetime
    answer_by: datetime
    answer: str = ""
    reply: int = 0
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A reminder and its time. The key is the same however often one asks."""

    key: str
    at: datetime


def steps(waiting: Waiting, days: Iterable[int], zone: str) -> list[Step]:
    """The reminders of one letter, earliest first: none after an answer, before the letter or after the deadline."""
    if waiting.answer not in {"", "pending"}:
        return []
    last_day = clock.day_at(zone, waiting.answer_by)
    found = [
        Step(f"{last_day.isoformat()}-{ahead}", _morning(zone, last_day - timedelta(days=ahead)))
        for ahead in sorted(set(days), reverse=True)
    ]
    begins = waiting.sent_at
    if waiting.expected_on:
        # A city that said when it will know is left in peace until then.
        asked = Step(f"pending-{waiting.reply}", _morning(zone, waiting.expected_on + timedelta(days=1)))
        found, begins = [asked, *(step for step in found if step.at > asked.at)], max(begins, asked.at - timedelta(1))
    return [step for step in found if begins < step.at < waiting.answer_by]


def due(found: Iterable[Step], now: datetime) -> Step | None:
    """The newest of the reminders whose time has come: after a standstill one goes out, not all that were missed."""
    return max((step for step in found if step.at <= now), key=lambda step: step.at, default=None)


def upcoming(found: Iterable[Step], now: datetime) -> Step | None:
    """The next reminder that is still to come."""
    return min((step for step in found if step.at > now), key=lambda step: step.at, default=None)


def _morning(zone: str, day: date) -> datetime:
    return clock.instant(zone, datetime.combine(day, HOUR))
