"""What may no longer be kept is deleted when its day has passed: passports, letters made from them, photos, needs."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from delegations.models import Needs, Portrait, TravelDocument, VisaLetter
from forum import documents, keeping, ledger, vault
from forum.models import DataKey, Document, Edition
from forum.privacy import Keep


@dataclass(frozen=True, slots=True)
class Purged:
    """How many there were, or would be. Numbers alone: the ledger outlives what is deleted."""

    passports: int = 0
    letters: int = 0
    photos: int = 0
    needs: int = 0
    keys: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def due(edition: Edition) -> Purged:
    """What `purge` would delete now. Changes nothing."""
    if not keeping.is_over(Keep.ONE_MONTH, edition):
        return Purged()
    return Purged(
        passports=TravelDocument.objects.within(edition).count(),
        letters=_letters(edition).count(),
        photos=Portrait.objects.within(edition).count(),
        needs=Needs.objects.within(edition).count(),
        keys=DataKey.objects.filter(edition=edition).usable().count(),
    )


@transaction.atomic
def purge(edition: Edition) -> Purged:
    """Delete what is due and destroy the edition's key, so that no backup can be read either; again does nothing."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    found = due(edition)
    if not found:
        return found
    TravelDocument.objects.within(edition).delete()
    _letters(edition).update(words=None)
    Needs.objects.within(edition).delete()
    _delete_photos(edition)
    vault.destroy(edition, by=None)
    ledger.record("keeping.ended", subject=edition, by=None, edition=edition, after=asdict(found))
    return found


def purge_all() -> None:
    """Every edition whose time is over, each by itself."""
    for edition in Edition.objects.order_by("pk"):
        purge(edition)


def _letters(edition: Edition) -> Any:
    return VisaLetter.objects.within(edition).filter(~Q(words=None))


def _delete_photos(edition: Edition) -> None:
    rows = Portrait.objects.within(edition)
    files = {key for pair in rows.values_list("picture", "badge") for key in pair}
    rows.delete()
    for document in Document.objects.filter(pk__in=files):
        documents.forget(document)
