"""Setting the rules of an edition, and answering for a clash by name."""

from collections.abc import Mapping

from django.db import transaction

from forum import ledger
from forum.models import Edition, User
from sessions import board, checking, quiet
from sessions.engine.rules import BY_NAME
from sessions.engine.values import Clash
from sessions.models import ClashOverride, Engagement, RuleSetting


class StaleRule(Exception):
    """Somebody else has set the rule since it was read. It is carried as it is now."""

    def __init__(self, row: RuleSetting | None) -> None:
        super().__init__("The rule was set by somebody else meanwhile. Nothing was saved.")
        self.row = row


class NotForThisRule(Exception):
    """The rule cannot be switched off, lowered so far, or given such a figure."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The rule “{name}” cannot be set so.")
        self.name = name


class NoSuchClash(Exception):
    """The programme does not clash so any more: it was mended, or its facts are other ones now."""

    def __init__(self) -> None:
        super().__init__("The programme does not clash so any more. Nothing was accepted.")


@transaction.atomic
def set_rule(
    edition: Edition, name: str, *, on: bool, grade: str, figures: Mapping[str, int], seen: int, by: User
) -> RuleSetting:
    """Say how the edition wants a rule; `seen` is the version that was read, 0 for one never set.

    The same again changes nothing. Raises StaleRule or NotForThisRule.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    _refuse_what_it_cannot(name, on=on, grade=grade, figures=figures)
    row: RuleSetting | None = RuleSetting.objects.within(edition).filter(rule=name).first()
    wanted = {"on": on, "grade": grade, "figures": dict(figures)}
    before = {field: getattr(row, field) for field in wanted} if row else {}
    if row and before == wanted:
        return row
    if seen != (row.version if row else 0):
        raise StaleRule(row)
    row = row or RuleSetting(edition=edition, rule=name, version=0)
    row.on, row.grade, row.figures, row.version = on, grade, dict(figures), row.version + 1
    row.save()
    told = {"rule": name}
    ledger.record("rule.set", subject=row, by=by, edition=edition, before=before | told, after=wanted | told)
    return row


def _refuse_what_it_cannot(name: str, *, on: bool, grade: str, figures: Mapping[str, int]) -> None:
    rule = BY_NAME.get(name)
    if rule is None or grade not in rule.grades() or (rule.fixed and not on):
        raise NotForThisRule(name)
    bounds = {each.name: each for each in rule.parameters}
    if set(figures) != set(bounds) or not all(bounds[key].allows(value) for key, value in figures.items()):
        raise NotForThisRule(name)


@transaction.atomic
def accept(edition: Edition, *, checksum: str, reason: str, by: User) -> ClashOverride:
    """Answer for a clash as its facts are now; the same again is one. Raises NoSuchClash."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    row: ClashOverride | None = ClashOverride.objects.within(edition).filter(checksum=checksum).first()
    if row:
        return row
    clash = _clash_with(edition, checksum)
    row = ClashOverride.objects.create(
        edition=edition, key=clash.key, checksum=checksum, reason=reason, by=by, by_name=str(by)
    )
    after = {"clash": quiet.without_people(clash.key), "reason": reason}
    ledger.record("clash.accepted", subject=row, by=by, edition=edition, after=after)
    return row


@transaction.atomic
def take_back(override: ClashOverride, *, by: User) -> None:
    """Nobody answers for the clash any more. Taken back twice is once."""
    row = ClashOverride.objects.within(override.edition).filter(pk=override.pk).select_for_update(of=("self",)).first()
    if row:
        before = {"clash": quiet.without_people(row.key), "reason": row.reason, "by": row.by_name}
        ledger.record("clash.acceptance_taken_back", subject=row, by=by, edition=row.edition, before=before)
        row.delete()


@transaction.atomic
def require_head(engagement: Engagement, required: bool, *, by: User) -> None:
    """Say whether an item wants the heads of delegations in person."""
    row = Engagement.objects.within(engagement.edition).select_for_update(of=("self",)).get(pk=engagement.pk)
    if row.head_required != required:
        row.head_required, row.version = required, row.version + 1
        row.save()
        told = {"head_required": required}
        before = {"head_required": not required}
        ledger.record("engagement.changed", subject=row, by=by, edition=row.edition, before=before, after=told)


def _clash_with(edition: Edition, checksum: str) -> Clash:
    found = checking.check(edition, board.programme_of(edition)).clashes
    clash = next((clash for clash in found if clash.checksum == checksum), None)
    if clash is None:
        raise NoSuchClash
    return clash
