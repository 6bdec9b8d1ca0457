"""The ledger: what happened, who did it, before and after. An audit trail and the queue of what follows, in one."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from forum import clock
from forum.models import Change, Edition, User
from forum.queue import nudge

log = logging.getLogger(__name__)

Follower = Callable[[Change], None]


class NotInATransaction(Exception):
    """A change was recorded outside a transaction: the fact and its record could part company."""

    def __init__(self, verb: str) -> None:
        super().__init__(f"“{verb}” must be recorded in the transaction of the change itself.")


def subject_of(row: models.Model) -> str:
    """How the ledger names a row: "delegations.flight:12"."""
    return f"{row._meta.label_lower}:{row.pk}"


def record(
    verb: str,
    *,
    subject: models.Model,
    by: User | None,
    edition: Edition | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    by_name: str = "",
    on_behalf_of: str = "",
) -> Change:
    """Write down what was done to `subject`, in the transaction that does it, and ring for the followers.

    `before` and `after` hold the fields that changed, as JSON values. `by_name` names somebody without an
    account. Raises NotInATransaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInATransaction(verb)
    change = Change.objects.create(
        verb=verb,
        subject=subject_of(subject),
        edition=edition,
        actor=by,
        actor_name=by_name or str(by or ""),
        principal=on_behalf_of,
        before=before or {},
        after=after or {},
    )
    nudge("forum.follow")
    return change


@dataclass(frozen=True, slots=True)
class Told:
    """One of many changes of the same kind: to which row, before and after, for whom."""

    subject: models.Model
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    on_behalf_of: str = ""


def record_each(verb: str, told: Iterable[Told], *, by: User | None, edition: Edition | None) -> None:
    """Write down the same thing done to many rows, a line for each, in a few statements. Raises NotInATransaction."""
    if not transaction.get_connection().in_atomic_block:
        raise NotInATransaction(verb)
    lines = [
        Change(
            verb=verb,
            subject=subject_of(one.subject),
            edition=edition,
            actor=by,
            actor_name=str(by or ""),
            principal=one.on_behalf_of,
            before=one.before,
            after=one.after,
        )
        for one in told
    ]
    Change.objects.bulk_create(lines, batch_size=500)
    nudge("forum.follow")


def history_of(*rows: models.Model) -> models.QuerySet[Change]:
    """All that was done to these rows, the newest first."""
    return Change.objects.filter(subject__in=[subject_of(row) for row in rows]).order_by("-id")


def follow_changes(most: int = 1000) -> int:
    """Show each new change to the followers, oldest first; say how many. A change that fails waits and is retried."""
    followers = [import_string(name) for name in settings.CHANGE_FOLLOWERS]
    done = 0
    for _turn in range(most):
        change_id = _next_unfollowed()
        if change_id is None:
            break
        done += _follow(change_id, followers)
    return done


def _next_unfollowed() -> int | None:
    waiting = Q(follow_after=None) | Q(follow_after__lte=clock.real())
    return Change.objects.unfollowed().filter(waiting).order_by("id").values_list("id", flat=True).first()


def _follow(change_id: int, followers: list[Follower]) -> bool:
    try:
        with transaction.atomic():
            change = Change.objects.select_for_update(of=("self",)).unfollowed().filter(pk=change_id).first()
            if change is None:
                return False  # another worker was faster
            for follower in followers:
                follower(change)
            Change.objects.filter(pk=change_id).update(followed_at=clock.real(), trouble="")
    except Exception as trouble:  # one bad change must not stop those behind it
        log.exception("change %s could not be followed", change_id)
        _put_off(change_id, trouble)
        return False
    return True


def _put_off(change_id: int, trouble: Exception) -> None:
    attempts = Change.objects.values_list("follow_attempts", flat=True).get(pk=change_id)
    wait = timedelta(seconds=min(5 * 2**attempts, 600))
    Change.objects.filter(pk=change_id).update(
        follow_attempts=F("follow_attempts") + 1, follow_after=clock.real() + wait, trouble=repr(trouble)[:2000]
    )


# --- the chain: each seal is made of the change and of the seal before it


def seal_changes(most: int = 1000) -> int:
    """Append new changes to the hash chain; say how many. Two at once: the unique place lets one win."""
    try:
        with transaction.atomic():
            return _seal(most)
    except IntegrityError:
        return 0


def _seal(most: int) -> int:
    last = Change.objects.sealed().last()
    number, seal = (last.seal_number or 0, last.seal) if last else (0, "")
    waiting = list(Change.objects.unsealed().order_by("id")[:most])
    for change in waiting:
        number += 1
        seal = _seal_of(change, number, seal)
        Change.objects.filter(pk=change.pk, seal_number=None).update(seal_number=number, seal=seal)
    return len(waiting)


def first_broken_seal() -> int | None:
    """The place in the chain of the first change that is not as it was sealed, or is missing; None if all is well."""
    expected, seal = 1, ""
    for change in Change.objects.sealed().iterator():
        if change.seal_number != expected or change.seal != _seal_of(change, expected, seal):
            return expected
        expected, seal = expected + 1, change.seal
    return None


def _seal_of(change: Change, number: int, seal_before: str) -> str:
    content = [
        number,
        seal_before,
        change.pk,
        change.at.isoformat(),
        change.edition_id,
        change.verb,
        change.subject,
        change.actor_name,
        change.principal,
        change.before,
        change.after,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
