from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class FlightQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def held_by(self, user: "User") -> Self:
        """One's own, and those of principals for whom one may see travel."""
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.TRAVEL)).scoped()

    def arriving(self) -> Self:
        return self.filter(direction=Flight.Direction.IN)

    def departing(self) -> Self:
        return self.filter(direction=Flight.Direction.OUT)


class Flight(ScopedModel):
    """One leg of a delegate's journey. Instants are UTC; the zones are those of the two airports."""

    class Direction(models.TextChoices):
        IN = "in", _("arrival")
        OUT = "out", _("departure")

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="flights")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    number = models.CharField(_("flight number"), max_length=10)
    origin = models.CharField(_("from (IATA)"), max_length=3)
    destination = models.CharField(_("to (IATA)"), max_length=3)
    origin_zone = models.CharField(_("zone of departure"), max_length=60)
    destination_zone = models.CharField(_("zone of arrival"), max_length=60)
    leaves_at = models.DateTimeField(_("leaves"))
    lands_at = models.DateTimeField(_("lands"))
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = FlightQuerySet.as_manager()

    DATA = classified(
        public("id delegate direction version"),
        personal("number origin destination origin_zone destination_zone leaves_at lands_at", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("flight")
        verbose_name_plural = _("flights")
        ordering = ["leaves_at"]
        constraints = [
            models.CheckConstraint(condition=Q(lands_at__gt=F("leaves_at")), name="flight_lands_after_it_leaves"),
            models.CheckConstraint(
                condition=Q(lands_at__lte=F("leaves_at") + timedelta(days=3)), name="flight_lands_within_three_days"
            ),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="flight_goes_somewhere_else"),
            models.UniqueConstraint(
                "delegate", "direction", "number", "leaves_at", name="flight_leg_once_per_delegate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.origin}–{self.destination}"
