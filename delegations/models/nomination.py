from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegations import chain
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from delegations.models.delegation import Delegation


class WrittenInInk(Exception):
    """An entry of the nomination clock is never changed."""

    def __init__(self, entry: "NominationEntry") -> None:
        super().__init__(f"Entry {entry.sequence} of the nomination clock cannot be changed.")


class NominationQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("sequence")

    def notified(self) -> Self:
        """Where a city said for the first time that its list was complete."""
        return self.filter(what=NominationEntry.What.NOTIFIED)


class NominationEntry(ScopedModel):
    """One link of the nomination clock of an edition: what a city told, and when, sealed together with all before."""

    class What(models.TextChoices):
        ANSWERED = "answered", _("answer")
        NOTIFIED = "notified", _("composition notified")
        CHANGED = "changed", _("composition changed")

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="nomination_entries")
    sequence = models.PositiveIntegerField()
    what = models.CharField(max_length=20, choices=What)
    delegation = models.ForeignKey("delegations.Delegation", models.RESTRICT, related_name="nomination_entries")
    # The key of the city stands here too: the seal is made of what this row alone says.
    city_key = models.CharField(max_length=60)
    at = models.DateTimeField()
    # What was told. It can be erased when its time has come: the chain is made of the digest and holds without it.
    content = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    objects = NominationQuerySet.as_manager()

    DATA = classified(
        public("id edition sequence what delegation city_key at digest previous seal", Keep.TWO_YEARS),
        personal("content", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("entry of the nomination clock")
        verbose_name_plural = _("entries of the nomination clock")
        ordering = ["edition", "sequence"]
        constraints = [
            models.UniqueConstraint("edition", "sequence", name="one_entry_per_place_in_the_clock"),
            models.UniqueConstraint("edition", "previous", name="one_entry_follows_a_seal"),
            models.UniqueConstraint(
                "delegation", condition=Q(what="notified"), name="composition_is_first_notified_once"
            ),
            models.CheckConstraint(
                condition=Q(sequence=1, previous="") | Q(sequence__gt=1) & ~Q(previous=""),
                name="only_the_first_entry_follows_nothing",
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$", seal__regex=r"^[0-9a-f]{64}$"),
                name="entry_of_the_clock_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.sequence}"

    def save(self, **options: Any) -> None:
        """Written once. Raises WrittenInInk."""
        if self.pk is not None and not self._state.adding:
            raise WrittenInInk(self)
        super().save(**options)

    @property
    def link(self) -> chain.Link:
        """The entry as plain values, for whoever checks the chain."""
        return chain.Link(
            forum=self.edition.slug,
            sequence=self.sequence,
            what=self.what,
            city=self.city_key,
            at=chain.instant(self.at),
            digest=self.digest,
            previous=self.previous,
            seal=self.seal,
        )


def first_notified(delegation: "Delegation") -> datetime | None:
    """When this delegation's composition was notified for the first time; later changes do not move it."""
    rows = NominationEntry.objects.filter(delegation=delegation).scoped().notified()
    at: datetime | None = rows.values_list("at", flat=True).first()
    return at
