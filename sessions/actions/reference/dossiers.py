"""What is known of invented delegates: how to reach them, what they speak and agreed to, a drawn photo."""

from django.db import models

from delegations.actions import portraits
from delegations.actions.dossier import CONSENT_TEXTS
from delegations.models import Consent, Delegate, Dossier, Portrait
from sessions.actions.reference.shelf import Shelf
from sessions.reference import silhouette
from sessions.reference.dossier_rows import Dossier as Told

FIELDS = ("mobile", "emergency_name", "emergency_phone", "interpretation")


def keep_dossiers(shelf: Shelf) -> None:
    """Particulars and consents where there are none: what somebody wrote is never touched."""
    whose = {shelf.delegate[row.city, row.person]: row for row in shelf.forum.rows(Told)}
    people = Delegate.objects.within(shelf.edition).filter(pk__in=whose)
    new = [one for one in people.filter(dossier=None) if _says_something(whose[one.pk])]
    Dossier.objects.bulk_create(
        Dossier(
            delegate=one,
            speaks=list(whose[one.pk].speaks),
            **{name: getattr(whose[one.pk], name) for name in FIELDS},
        )
        for one in new
    )
    _count(shelf, Dossier, len(new))
    said = [found for one in people.filter(consents=None) for found in _consents(one, whose[one.pk])]
    Consent.objects.bulk_create(said)
    _count(shelf, Consent, len(said))


def keep_photos(shelf: Shelf) -> None:
    """A drawn outline where no photo was handed in."""
    whose = {shelf.delegate[row.city, row.person]: row for row in shelf.forum.rows(Told) if row.photo}
    people = Delegate.objects.within(shelf.edition).filter(pk__in=whose, portrait=None).order_by("pk")
    made = [portraits.keep_drawn(one, silhouette.drawn(whose[one.pk].person)) for one in people.with_names()]
    _count(shelf, Portrait, len(made))


def _says_something(row: Told) -> bool:
    return bool(row.speaks) or any(getattr(row, name) for name in FIELDS)


def _consents(delegate: Delegate, row: Told) -> list[Consent]:
    answers = {**dict.fromkeys(row.agrees, True), **dict.fromkeys(row.refuses, False)}
    read = {"text_number": CONSENT_TEXTS, "language": delegate.language}
    return [Consent(delegate=delegate, kind=kind, given=given, **read) for kind, given in answers.items()]


def _count(shelf: Shelf, model: type[models.Model], number: int) -> None:
    if number:
        shelf.tally.made[model._meta.label_lower] += number


STEPS = (keep_dossiers, keep_photos)
