"""Photos for the badge: handed in, cut anew, deleted."""

from typing import Any

from django.db import transaction

from delegations import pictures, policies
from delegations.actions import awaited
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Portrait
from forum import clock, documents, ledger
from forum.models import Document, User


class NoPortrait(Exception):
    """There is no photo to cut: somebody deleted it meanwhile."""


@transaction.atomic
def hand_in(delegate: Delegate, content: bytes, *, seen: int, by: User) -> Portrait:
    """Keep a photo in the place of one that was there; the same once more changes nothing.

    `seen` is the version that the writer knew of, 0 for none. Raises NotAPortrait, DoesNotCome, Stale or
    Delegate.DoesNotExist.
    """
    picture = pictures.kept(content)
    awaited.hold(delegate.delegation_id)
    delegate = _locked(delegate)
    row = _found(delegate)
    if row and documents.is_of(row.picture, picture):
        return row
    if row:
        refuse_stale(row, seen)
    old = [row.picture, row.badge] if row else []
    row = row or Portrait(delegate=delegate, version=0)
    row.picture = _store(delegate, picture, "portrait")
    row.across, row.down, row.zoom = Portrait.Across.MIDDLE, Portrait.Down.UPPER, Portrait.Zoom.WHOLE
    _cut(row, picture)
    _save(row, by)
    _forget(old, row)
    return row


@transaction.atomic
def cut(delegate: Delegate, *, across: str, down: str, zoom: int, seen: int, by: User) -> Portrait:
    """Cut the badge anew; the same cut again changes nothing.

    Raises NoPortrait, DoesNotCome, Stale or Delegate.DoesNotExist.
    """
    awaited.hold(delegate.delegation_id)
    delegate = _locked(delegate)
    row = _found(delegate)
    if row is None:
        raise NoPortrait
    if (row.across, row.down, row.zoom) == (across, down, zoom):
        return row
    refuse_stale(row, seen)
    old = [row.badge]
    row.across, row.down, row.zoom = across, down, zoom
    _cut(row, documents.content_of(row.picture))
    _save(row, by)
    _forget(old, row)
    return row


@transaction.atomic
def delete(delegate: Delegate, *, by: User) -> None:
    """Delete a photo and its files; again changes nothing."""
    try:
        delegate = _locked(delegate)
    except Delegate.DoesNotExist:
        return
    if row := _found(delegate):
        _record("portrait.deleted", row, by, {"version": row.version}, {})
        row.delete()
        _forget([row.picture, row.badge], None)


@transaction.atomic
def keep_drawn(delegate: Delegate, content: bytes) -> Portrait:
    """Keep a drawn picture of an invented person that comes with a file, where no photo was handed in."""
    picture = pictures.kept(content)
    row = Portrait(delegate=delegate, version=1, saved_at=clock.now())
    row.picture = _store(delegate, picture, "portrait")
    row.across, row.down, row.zoom = Portrait.Across.MIDDLE, Portrait.Down.UPPER, Portrait.Zoom.WHOLE
    _cut(row, picture)
    row.save()
    return row


def _locked(delegate: Delegate) -> Delegate:
    rows = Delegate.objects.filter(pk=delegate.pk).scoped().select_related("delegation__edition", "delegation__city")
    found: Delegate = rows.select_for_update(of=("self",)).get()
    return found


def _found(delegate: Delegate) -> Portrait | None:
    rows = Portrait.objects.within(delegate.delegation.edition).select_related("picture", "badge")
    found: Portrait | None = rows.filter(delegate=delegate).first()
    return found


def _store(delegate: Delegate, content: bytes, what: str) -> Document:
    name = f"{what}-{delegate.pk}.jpg"
    return documents.store(content, name=name, media_type="image/jpeg", edition=delegate.delegation.edition)


def _cut(row: Portrait, picture: bytes) -> None:
    row.badge = _store(row.delegate, pictures.cut(picture, row.across, row.down, row.zoom), "badge")


def _save(row: Portrait, by: User) -> None:
    before: dict[str, Any] = {"version": row.version} if row.version else {}
    row.saved_at, row.saved_by, row.version = clock.now(), by, row.version + 1
    row.save()
    cut_as = {"across": row.across, "down": row.down, "zoom": row.zoom}
    _record("portrait.saved", row, by, before, {"version": row.version} | cut_as)


def _forget(old: list[Document], row: Portrait | None) -> None:
    kept = {row.picture_id, row.badge_id} if row else set()
    for document in old:
        if document.pk not in kept:
            documents.forget(document)


def _record(verb: str, row: Portrait, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    delegation = row.delegate.delegation
    whose = {"delegate": row.delegate_id, "delegation": delegation.pk}
    ledger.record(
        verb,
        subject=row,
        by=by,
        edition=delegation.edition,
        before=before | whose,
        after=after | whose,
        on_behalf_of=policies.principal_of(row.delegate, by),
    )
