from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class ReadingQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def by(self, reader: "User") -> Self:
        """What this account has read."""
        return self.filter(reader=reader).scoped()


class ItineraryReading(ScopedModel):
    """What one reader has seen of one itinerary: the version looked at, the one before it, the one confirmed."""

    MADE_BY_FOLLOWERS = True  # it says who read, not what was entered: nobody loses work with it

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="readings")
    reader = models.ForeignKey("forum.User", models.CASCADE, related_name="readings")
    seen_number = models.PositiveIntegerField(_("version seen"))
    seen_at = models.DateTimeField(_("seen"))
    # What he knew before he first looked at the version seen: the page marks what is new since then.
    before_number = models.PositiveIntegerField(_("version seen before"), default=0)
    confirmed_number = models.PositiveIntegerField(_("version confirmed"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    DATA = classified(
        public("id"),
        personal(
            "delegate reader seen_number seen_at before_number confirmed_number confirmed_at",
            Keep.ONE_MONTH,
        ),
    )

    class Meta:
        verbose_name = _("reading of an itinerary")
        verbose_name_plural = _("readings of itineraries")
        constraints = [
            models.UniqueConstraint("delegate", "reader", name="one_reading_per_itinerary_and_reader"),
            models.CheckConstraint(
                condition=Q(confirmed_number__lte=F("seen_number")), name="only_what_was_seen_is_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(before_number__lt=F("seen_number")), name="a_version_is_seen_after_the_one_before_it"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_number=0, confirmed_at=None)
                | Q(confirmed_number__gt=0, confirmed_at__isnull=False),
                name="whoever_confirms_does_so_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.delegate} v{self.seen_number}"
