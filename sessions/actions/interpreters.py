"""Interpreters of an edition, and where they work."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from delegations.actions.stale import refuse_stale
from forum import ledger
from forum.models import Edition, User
from sessions.engine.circumstances import Interpreter as Voice
from sessions.models import Engagement, Interpreter, InterpreterDuty


class AlreadyOnTheList(Exception):
    """An interpreter of this name stands on the list already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is on the list already.")
        self.name = name


class DoesNotInterpretSo(Exception):
    """The interpreter does not work from this language into that one."""

    def __init__(self, interpreter: Interpreter) -> None:
        super().__init__(f"{interpreter} does not interpret from this language into that one.")
        self.interpreter = interpreter


class HasDuties(Exception):
    """The interpreter works in items from or into a language that would be taken away."""

    def __init__(self, duties: Sequence[InterpreterDuty]) -> None:
        super().__init__(f"There are {len(duties)} duties in these languages.")
        self.duties = duties


@transaction.atomic
def add(edition: Edition, *, name: str, languages: Mapping[str, str], days: Sequence[str], by: User) -> Interpreter:
    """Put an interpreter on the list. Raises AlreadyOnTheList."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if Interpreter.objects.within(edition).filter(name=name).exists():
        raise AlreadyOnTheList(name)
    row = Interpreter.objects.create(edition=edition, name=name, languages=dict(languages), days=list(days))
    after = {"name": name, "languages": dict(languages), "days": list(days)}
    ledger.record("interpreter.added", subject=row, by=by, edition=edition, after=after)
    return row


@transaction.atomic
def change(
    interpreter: Interpreter, *, name: str, languages: Mapping[str, str], days: Sequence[str], seen: int, by: User
) -> Interpreter:
    """Correct an entry; the same again changes nothing.

    Raises Stale, AlreadyOnTheList, HasDuties or Interpreter.DoesNotExist.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=interpreter.edition_id)
    row = _locked(interpreter)
    if row is None:
        raise Interpreter.DoesNotExist
    wanted = {"name": name, "languages": dict(languages), "days": list(days)}
    before = {field: getattr(row, field) for field in wanted}
    if before == wanted:
        return row
    refuse_stale(row, seen)
    if Interpreter.objects.within(edition).filter(name=name).exclude(pk=row.pk).exists():
        raise AlreadyOnTheList(name)
    _refuse_to_strand_duties(row, languages)
    row.name, row.languages, row.days, row.version = name, dict(languages), list(days), row.version + 1
    row.save()
    ledger.record("interpreter.changed", subject=row, by=by, edition=edition, before=before, after=wanted)
    return row


def _refuse_to_strand_duties(row: Interpreter, languages: Mapping[str, str]) -> None:
    voice = Voice(row.pk, row.name, languages)
    found = row.duties.select_related("engagement").in_order()
    if stranded := [duty for duty in found if not voice.can(duty.source, duty.target)]:
        raise HasDuties(stranded)


@transaction.atomic
def remove(interpreter: Interpreter, *, by: User) -> None:
    """Take an interpreter off the list, with every duty. Twice is once."""
    row = _locked(interpreter)
    if row:
        duties = list(row.duties.values_list("engagement_id", flat=True).order_by("pk"))
        before = {"name": row.name, "duties": duties}
        ledger.record("interpreter.removed", subject=row, by=by, edition=row.edition, before=before)
        row.delete()


@transaction.atomic
def assign(
    interpreter: Interpreter, engagement: Engagement, *, source: str, target: str, both_ways: bool, by: User
) -> list[InterpreterDuty]:
    """Let an interpreter work in an item; what was so already stays. Raises DoesNotInterpretSo."""
    row = _locked(interpreter) or interpreter
    voice = Voice(row.pk, row.name, row.languages)
    ways = [(source, target), *([(target, source)] if both_ways else [])]
    if not all(voice.can(*way) for way in ways):
        raise DoesNotInterpretSo(row)
    made = []
    for one, other in ways:
        duty, new = InterpreterDuty.objects.within(row.edition).get_or_create(
            engagement=engagement, interpreter=row, source=one, target=other
        )
        if new:
            after = {"engagement": engagement.pk, "source": one, "target": other}
            ledger.record("interpreter.assigned", subject=row, by=by, edition=row.edition, after=after)
            made.append(duty)
    return made


@transaction.atomic
def relieve(duty: InterpreterDuty, *, by: User) -> None:
    """The interpreter does not do this any more. Twice is once."""
    interpreter = duty.interpreter
    _locked(interpreter)
    if InterpreterDuty.objects.within(interpreter.edition).filter(pk=duty.pk).exists():
        before = {"engagement": duty.engagement_id, "source": duty.source, "target": duty.target}
        ledger.record("interpreter.relieved", subject=interpreter, by=by, edition=interpreter.edition, before=before)
        duty.delete()


def _locked(interpreter: Interpreter) -> Interpreter | None:
    rows = Interpreter.objects.within(interpreter.edition).filter(pk=interpreter.pk)
    found: Interpreter | None = rows.select_for_update(of=("self",)).first()
    return found
