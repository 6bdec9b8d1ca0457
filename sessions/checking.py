"""The draft held against the rules of its edition: one answer for every page that asks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Self

from delegations.models import Delegate
from delegations.models.answers import Answer
from forum import clock
from forum.models import Edition
from forum.roles import Permission
from sessions import quiet
from sessions.engine.circumstances import Circumstances, Closed, Duty, Guest, Need
from sessions.engine.circumstances import Interpreter as Voice
from sessions.engine.rules import RULES, Rule, clashes
from sessions.engine.values import Clash, Programme, Span
from sessions.models import (
    ClashOverride,
    Engagement,
    Interpreter,
    InterpreterDuty,
    RoomClosure,
    RuleSetting,
    VenueDistance,
)

NEAR = timedelta(days=200)
COMING = frozenset({Answer.YES, Answer.REPRESENTED})


@dataclass(frozen=True, slots=True)
class Checked:
    """A programme with its circumstances, what it breaks, and which of that somebody answers for."""

    programme: Programme
    rules: tuple[Rule, ...]
    clashes: list[Clash]
    accepted: Mapping[str, ClashOverride]  # by the key of the clash

    def blocking(self) -> list[Clash]:
        """Those that stop a release: grave, and accepted by nobody."""
        return [clash for clash in self.clashes if clash.grade == "block" and clash.key not in self.accepted]

    def beyond(self, known: Iterable[Clash]) -> Self:
        """Without the clashes that there were before."""
        before = {clash.key for clash in known}
        fresh = [clash for clash in self.clashes if clash.key not in before]
        return replace(
            self, clashes=fresh, accepted={key: row for key, row in self.accepted.items() if key not in before}
        )

    def seen_by(self, permissions: Collection[Permission]) -> Self:
        """Without the clashes that tell of hours kept free for somebody, unless the reader arranges the programme."""
        if Permission.EDIT_PROGRAMME in permissions:
            return self
        kept = self.programme.circumstances.quiet
        return replace(self, clashes=[clash for clash in self.clashes if not quiet.is_private(clash, kept)])

    def about(self, item: int) -> list[Clash]:
        return [clash for clash in self.clashes if item in clash.items]


def check(edition: Edition, programme: Programme) -> Checked:
    """The programme against the rules of the edition. Nine queries, whatever its size."""
    whole = replace(programme, circumstances=circumstances_of(edition, programme))
    rules = rulebook_of(edition)
    found = clashes(whole, rules)
    accepted = {row.checksum: row for row in ClashOverride.objects.within(edition)}
    theirs = {clash.key: accepted[clash.checksum] for clash in found if clash.checksum in accepted}
    return Checked(whole, rules, found, theirs)


def settings_of(edition: Edition) -> dict[str, RuleSetting]:
    """What the edition has said about its rules, by their names."""
    return {row.rule: row for row in RuleSetting.objects.within(edition)}


def rulebook_of(edition: Edition) -> tuple[Rule, ...]:
    """The rules that hold, as the edition has set them. One query."""
    said = settings_of(edition)
    return tuple(as_set(rule, said.get(rule.name)) for rule in RULES if is_on(rule, said.get(rule.name)))


def is_on(rule: Rule, row: RuleSetting | None) -> bool:
    return row is None or row.on or rule.fixed


def as_set(rule: Rule, row: RuleSetting | None) -> Rule:
    return rule.as_set(row.grade, row.figures) if row else rule  # type: ignore[arg-type]  # the table knows the grades


def circumstances_of(edition: Edition, programme: Programme) -> Circumstances:
    """What the rules ask about beyond the programme. Seven queries."""
    days, guests = _days(edition, programme), _guests(edition)
    return Circumstances(
        needs=_needs(edition),
        guests=guests,
        days=days,
        drives={(one, other): minutes for one, other, minutes in _drives()},
        quiet=quiet.kept_free(edition, [clock.day_at(edition.zone, day.start) for day in days], guests.values()),
        interpreters=tuple(_voice(row, edition.zone) for row in Interpreter.objects.within(edition).in_order()),
        closed=tuple(
            Closed(room, Span(starts, ends))
            for room, starts, ends in RoomClosure.objects.within(edition).values_list("room_id", "starts_at", "ends_at")
        ),
        duties=tuple(
            Duty(*row)
            for row in InterpreterDuty.objects.within(edition)
            .in_order()
            .values_list("engagement_id", "interpreter_id", "source", "target")
        ),
    )


def _needs(edition: Edition) -> dict[int, Need]:
    """What each item needs; its room's own set-up counts where it is the longer."""
    fields = ("pk", "set_up_minutes", "room__setup_minutes", "clear_minutes", "head_required", "speech__language")
    rows = Engagement.objects.within(edition).order_by().values_list(*fields)
    return {
        pk: Need(max(own, of_room or 0), clear, head, language or "")
        for pk, own, of_room, clear, head, language in rows
    }


def _guests(edition: Edition) -> dict[int, Guest]:
    fields = ("pk", "delegation_id", "role", "delegation__answer", "delegation__is_host", "accepted_at")
    rows = Delegate.objects.within(edition).order_by().values_list(*fields)
    return {
        pk: Guest(pk, delegation, role, host or answer in COMING, accepted is not None, host)
        for pk, delegation, role, answer, host, accepted in rows
    }


def _drives() -> Iterable[tuple[int, int, int]]:
    return VenueDistance.objects.order_by().values_list("one_id", "other_id", "minutes")


def _days(edition: Edition, programme: Programme) -> tuple[Span, ...]:
    """Every day from the first to the last on which something is, midnight to midnight where the forum is."""
    opens, closes = _midnight(edition.zone, edition.starts_on), _midnight(edition.zone, edition.ends_on)
    moments = [item.span.start for item in programme.items if item.span]
    # An item of another year must not make a calendar of it, and at the end of time there is no day.
    near = [moment for moment in moments if opens - NEAR <= moment <= closes + NEAR]
    on = {clock.day_at(edition.zone, moment) for moment in near} | {edition.starts_on, edition.ends_on}
    first, last = min(on) - timedelta(days=1), max(on) + timedelta(days=1)
    return tuple(_day(edition.zone, first + timedelta(days=n)) for n in range((last - first).days + 1))


def _day(zone: str, day: date) -> Span:
    return Span(_midnight(zone, day), _midnight(zone, day + timedelta(days=1)))


def _midnight(zone: str, day: date) -> datetime:
    return clock.instant(zone, datetime.combine(day, time()))


def _voice(row: Interpreter, zone: str) -> Voice:
    return Voice(row.pk, row.name, row.languages, tuple(_day(zone, date.fromisoformat(day)) for day in row.days))


def count_by_rule(found: Iterable[Clash]) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for clash in found:
        counts[clash.rule] += 1
    return dict(counts)
