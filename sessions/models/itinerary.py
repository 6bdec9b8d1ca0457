from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from sessions.engine.growth import FIRST

if TYPE_CHECKING:
    from forum.models import User


class ItineraryQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def newest_first(self) -> Self:
        return self.order_by("-number")

    def told(self) -> Self:
        """Those that a letter has told, the newest first."""
        return self.exclude(told_at=None).newest_first()

    def held_by(self, user: "User") -> Self:
        """One's own, and those of principals for whom one may see travel: flights stand in an itinerary."""
        from delegations.models import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.TRAVEL)).scoped()


class ItineraryVersion(ScopedModel):
    """One delegate's itinerary as it stood at one moment. Every page, paper, calendar and letter reads this."""

    MADE_BY_FOLLOWERS = True  # it follows from the rest and comes again: nobody loses work with it

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="itineraries")
    number = models.PositiveIntegerField(_("number"))
    release = models.ForeignKey("programme.Release", models.PROTECT, related_name="itineraries")
    entries = models.JSONField(_("entries"), default=list)
    # Of every line told so far, also of those gone: the version that last changed it, and when (engine/stamps.py).
    stamps = models.JSONField(_("stamps"), default=dict)
    checksum = models.CharField(_("checksum"), max_length=64)
    # Which kinds of lines the house knew when it was made: see sessions.engine.growth.
    scope = models.PositiveSmallIntegerField(_("kinds of lines known"), default=FIRST)
    made_at = models.DateTimeField(_("made"), default=clock.now)
    # Handed to the mail server, answer not yet known: if the worker dies now, nobody knows whether it was told.
    handed_at = models.DateTimeField(_("handed over"), null=True)
    told_at = models.DateTimeField(_("told"), null=True)

    objects = ItineraryQuerySet.as_manager()

    DATA = classified(
        public("id number release checksum scope made_at handed_at told_at"),
        personal("delegate entries stamps", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("itinerary")
        verbose_name_plural = _("itineraries")
        constraints = [models.UniqueConstraint("delegate", "number", name="itinerary_number_once_per_delegate")]

    def __str__(self) -> str:
        return f"{self.delegate} v{self.number}"
