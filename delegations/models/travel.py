from datetime import datetime, timedelta
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


class Flight(ScopedModel):
    """One leg of a delegate's journey, by air, by rail or on their own.

    Instants are UTC; the zones are those of its two ends.
    """

    class Direction(models.TextChoices):
        IN = "in", _("arrival")
        OUT = "out", _("departure")

    class Mode(models.TextChoices):
        FLIGHT = "flight", _("flight")
        TRAIN = "train", _("train")
        OWN = "own", _("comes on their own")

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="flights")
    mode = models.CharField(_("by"), max_length=6, choices=Mode, default=Mode.FLIGHT)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    number = models.CharField(_("flight number"), max_length=10, blank=True)
    # An airport by its three letters, a station by its name; whoever comes on their own names a place or none.
    origin = models.CharField(_("from (IATA)"), max_length=60, blank=True)
    destination = models.CharField(_("to (IATA)"), max_length=60, blank=True)
    origin_zone = models.CharField(_("zone of departure"), max_length=60)
    destination_zone = models.CharField(_("zone of arrival"), max_length=60)
    leaves_at = models.DateTimeField(_("leaves"))
    lands_at = models.DateTimeField(_("lands"))
    terminal = models.CharField(_("terminal or platform"), max_length=20, blank=True)
    pieces = models.PositiveSmallIntegerField(_("pieces of baggage"), null=True, blank=True)
    items = models.CharField(_("special items"), max_length=200, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = FlightQuerySet.as_manager()

    DATA = classified(
        public("id delegate direction mode version"),
        personal(
            "number origin destination origin_zone destination_zone leaves_at lands_at terminal pieces items",
            Keep.ONE_MONTH,
        ),
    )

    class Meta:
        verbose_name = _("flight")
        verbose_name_plural = _("flights")
        ordering = ["leaves_at"]
        constraints = [
            # Of whoever comes on their own only one hour is asked, the one in the host city.
            models.CheckConstraint(
                condition=Q(lands_at__gt=F("leaves_at")) | Q(mode="own", lands_at=F("leaves_at")),
                name="flight_lands_after_it_leaves",
            ),
            models.CheckConstraint(
                condition=Q(lands_at__lte=F("leaves_at") + timedelta(days=3)), name="flight_lands_within_three_days"
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")) | Q(mode="own"), name="flight_goes_somewhere_else"
            ),
            models.CheckConstraint(condition=~Q(number="") | Q(mode="own"), name="flight_or_train_has_a_number"),
            models.UniqueConstraint(
                "delegate", "direction", "number", "leaves_at", name="flight_leg_once_per_delegate"
            ),
        ]

    def __str__(self) -> str:
        if self.mode == self.Mode.OWN:
            return str(self.get_mode_display())
        return f"{self.number} {self.origin}–{self.destination}"

    @property
    def here_at(self) -> datetime:
        """The hour in the host city: of landing on the way in, of leaving on the way out."""
        return self.lands_at if self.direction == self.Direction.IN else self.leaves_at

    @property
    def here(self) -> str:
        """The airport, station or place at which the host meets the guest or sees the guest off."""
        return self.destination if self.direction == self.Direction.IN else self.origin
