"""Quiet hours as the rules ask about them: from instant to instant, each with those for whom they are kept free."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from forum import clock
from forum.models import Edition
from sessions.engine.circumstances import Guest, Quiet
from sessions.engine.spans import Span
from sessions.engine.values import Clash
from sessions.engine.writing import instant
from sessions.models import QuietWindow

RULE = "quiet_window"


def kept_free(edition: Edition, days: Iterable[date], guests: Iterable[Guest]) -> tuple[Quiet, ...]:
    """Every stretch that is kept free on these days; each, if it names no delegate, for everybody. One query."""
    on, known = list(days), list(guests)
    found = []
    for row in QuietWindow.objects.within(edition).order_by("pk"):
        whom = _whom(row, known)
        spans = (_span(edition.zone, row, day) for day in _days(edition, row, on))
        found += [Quiet(span, whom) for span in spans if span]
    return tuple(found)


def is_private(clash: Clash, kept: Iterable[Quiet]) -> bool:
    """Whether the clash tells a reader that hours are kept free for somebody by name."""
    if clash.rule != RULE:
        return False
    around, people = Span(instant(clash.facts["since"]), instant(clash.facts["until"])), frozenset(clash.people)
    return any(each.delegates and each.delegates & people and around.meets(each.span) for each in kept)


def without_people(key: str) -> str:
    """The key of a clash as the ledger may keep it: not for whom hours were kept free."""
    return key.rpartition(":")[0] if key.startswith(f"{RULE}:") else key


def _whom(row: QuietWindow, guests: list[Guest]) -> frozenset[int] | None:
    if row.delegate_id:
        return frozenset({row.delegate_id})
    if row.delegation_id:
        return frozenset(guest.delegate for guest in guests if guest.delegation == row.delegation_id)
    return None


def _days(edition: Edition, row: QuietWindow, on: list[date]) -> list[date]:
    if row.day:
        return [row.day]
    if row.weekday:
        return [day for day in on if day.isoweekday() == row.weekday]
    return [edition.starts_on + timedelta(days=n) for n in range((edition.ends_on - edition.starts_on).days + 1)]


def _span(zone: str, row: QuietWindow, day: date) -> Span | None:
    until = day if row.to_hour > row.from_hour else day + timedelta(days=1)
    start, end = clock.stretch(zone, datetime.combine(day, row.from_hour), datetime.combine(until, row.to_hour))
    return Span(start, end) if start < end else None
