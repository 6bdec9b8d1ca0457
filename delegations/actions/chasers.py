"""Reminders: who is to be reminded when, and the sweep that posts them, once per step however often it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from delegations import chasing, notices
from delegations.models import Invitation
from delegations.models.answers import Answer
from forum import clock, ledger, outbox, scope
from forum.models import Edition, User

# Editions that are over are not swept; a day more than the most a city can be east or west of its host.
LEEWAY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Chase:
    """A letter whose answer is awaited, and its next reminder, if there is one to come."""

    invitation: Invitation
    waiting: chasing.Waiting
    next: chasing.Step | None


def post_due() -> int:
    """Post every reminder whose time has come; say how many."""
    with scope.everywhere("reminders go out for every edition"):
        editions = list(Edition.objects.filter(ends_on__gte=(clock.now() - LEEWAY).date()))
        return sum(_post(edition) for edition in editions)


def ahead(edition: Edition) -> list[Chase]:
    """Every city whose answer is awaited, by when it is reminded next."""
    found = [Chase(letter, waiting, _next(edition, waiting)) for letter, waiting in _waiting(edition)]
    last = clock.now() + timedelta(days=3650)
    return sorted(found, key=lambda one: (one.next.at if one.next else last, one.invitation.pk))


@transaction.atomic
def set_days(edition: Edition, days: list[int], *, by: User) -> None:
    """How many days before the day for answers cities are reminded; the same again changes nothing."""
    row = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if row.chase_days != days:
        before, row.chase_days = row.chase_days, days
        row.save(update_fields=["chase_days"])
        after = {"chase_days": days}
        ledger.record(
            "edition.reminders_set", subject=row, by=by, edition=row, before={"chase_days": before}, after=after
        )


def _next(edition: Edition, waiting: chasing.Waiting) -> chasing.Step | None:
    return chasing.upcoming(chasing.steps(waiting, edition.chase_days, edition.zone), clock.now())


def _post(edition: Edition) -> int:
    now, due = clock.now(), {}
    for letter, waiting in _waiting(edition):
        step = chasing.due(chasing.steps(waiting, edition.chase_days, edition.zone), now)
        if step and not letter.is_held and now < letter.answer_by:
            due[notices.reminder_key(letter, step.key)] = letter
    known = outbox.keys_on_record(list(due)) if due else set()
    return sum(_remind(letter, key) for key, letter in due.items() if key not in known)


@transaction.atomic
def _remind(invitation: Invitation, key: str) -> bool:
    """Two sweeps at once: the key of the letter lets one win."""
    if not notices.remind(invitation, key):
        return False
    ledger.record("invitation.chased", subject=invitation, by=None, edition=invitation.edition, after={"letter": key})
    return True


def _waiting(edition: Edition) -> Iterator[tuple[Invitation, chasing.Waiting]]:
    """Letters that were sent and have no final answer, neither to themselves nor to one that followed them."""
    rows: QuerySet[Invitation] = (
        Invitation.objects.within(edition)
        .sent()
        .filter(delegation__withdrawn_at=None)
        .with_addressee()
        .prefetch_related("replies")
    )
    rows = rows.exclude(delegation__answer__in=[Answer.YES, Answer.NO, Answer.REPRESENTED])
    for letter in rows.order_by("delegation__city__key", "pk"):
        newest = max(letter.replies.all(), key=lambda reply: reply.pk, default=None)
        assert letter.sent_at is not None  # by constraint
        waiting = chasing.Waiting(
            sent_at=letter.sent_at,
            answer_by=letter.answer_by,
            answer=newest.answer if newest else "",
            reply=newest.pk if newest else 0,
            expected_on=newest.expected_on if newest else None,
        )
        if waiting.answer in {"", Answer.PENDING}:
            yield letter, waiting
