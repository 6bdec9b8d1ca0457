"""The nomination clock: what a city told and when, sealed in the transaction of the fact, never rewritten."""

import secrets
from datetime import datetime
from typing import Any

from delegations import chain, receipt_pages
from delegations.models import Delegation, NominationEntry, Reply
from forum import clock
from forum.models import Edition

What = NominationEntry.What


def take_turn(edition_id: int) -> Edition:
    """Wait until nobody else writes into the clock of this edition. Inside a transaction, before its first insert."""
    # Not the strongest lock: rows that merely name the edition may go on being written, and nobody waits in a circle.
    rows = Edition.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=edition_id)


def answered(reply: Reply, delegation: Delegation) -> NominationEntry:
    """The time of an answer."""
    return _append(What.ANSWERED, delegation, reply.at, receipt_pages.answered(reply))


def composition_notified(delegation: Delegation, at: datetime) -> NominationEntry:
    """The time at which a city said that its list was complete: the first one stays the first."""
    return _append(What.NOTIFIED, delegation, at, _composition(delegation))


def composition_changed(delegation: Delegation) -> NominationEntry | None:
    """An entry if the list was notified and is another one by now; a list that is as it was told needs none."""
    last = _entries(delegation).exclude(what=What.ANSWERED).order_by("-sequence").first()
    if last is None:
        return None
    now = _composition(delegation)
    if {"people": (last.content or {}).get("people")} == now:
        return None
    return _append(What.CHANGED, delegation, clock.now(), now)


def first_broken(edition: Edition) -> int | None:
    """The place of the first entry that is missing or is not as it was sealed; None if the clock is whole."""
    rows = NominationEntry.objects.within(edition).in_order().select_related("edition")
    broken = [chain.first_broken(row.link for row in rows), _first_bent(list(rows))]
    return min((place for place in broken if place is not None), default=None)


def _first_bent(rows: list[NominationEntry]) -> int | None:
    """The first entry whose content is not what its digest says; erased content says nothing against it."""
    bent = (row.sequence for row in rows if row.content is not None and chain.digest_of(row.content) != row.digest)
    return min(bent, default=None)


def _entries(delegation: Delegation) -> Any:
    return NominationEntry.objects.filter(delegation=delegation).scoped()


def _composition(delegation: Delegation) -> dict[str, Any]:
    return receipt_pages.composed(list(delegation.delegates.in_order().select_related("person")))


def _append(what: str, delegation: Delegation, at: datetime, content: dict[str, Any]) -> NominationEntry:
    edition = take_turn(delegation.edition_id)
    last = NominationEntry.objects.within(edition).in_order().last()
    # With a number that nobody can guess, the digest gives nothing away after the content was erased.
    content = {**content, "nonce": secrets.token_hex(16)}
    entry = NominationEntry(
        edition=edition,
        sequence=last.sequence + 1 if last else 1,
        what=what,
        delegation=delegation,
        city_key=delegation.city.key,
        at=at,
        content=content,
        digest=chain.digest_of(content),
        previous=last.seal if last else "",
    )
    entry.seal = chain.seal_of(entry.link)
    entry.save()
    return entry
