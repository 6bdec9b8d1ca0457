"""Vehicles, their drivers, transfers and who sits in them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class Vehicle(ScopedModel):
    """A car, van or bus of the forum."""

    class Kind(models.TextChoices):
        SEDAN = "sedan", _("sedan")
        VAN = "van", _("van")
        BUS = "bus", _("bus")

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="vehicles")
    plate = models.CharField(_("number plate"), max_length=20)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.SEDAN)
    seats = models.PositiveSmallIntegerField(_("seats for guests"))
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition plate kind seats version"))

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["kind", "plate"]
        constraints = [
            models.UniqueConstraint("edition", "plate", name="one_vehicle_per_plate"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=99), name="vehicle_has_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.plate} ({self.get_kind_display()}, {self.seats})"


class Driver(ScopedModel):
    """Somebody who drives for the forum."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="drivers")
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition version"), personal("name phone", Keep.ONE_MONTH))

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("edition", "name", "phone", name="one_driver_per_name_and_telephone")]

    def __str__(self) -> str:
        return self.name


class Transfer(ScopedModel):
    """One ride: from, to, when, in which vehicle, with which driver."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="transfers")
    origin = models.CharField(_("from"), max_length=120)
    destination = models.CharField(_("to"), max_length=120)
    leaves_at = models.DateTimeField(_("leaves"))
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="transfers")
    driver = models.ForeignKey(Driver, models.SET_NULL, null=True, blank=True, related_name="transfers")
    liaison = models.CharField(_("liaison officer"), max_length=120, blank=True)
    liaison_phone = models.CharField(_("telephone of the liaison officer"), max_length=40, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(
        public("id edition origin destination leaves_at vehicle driver version"),
        personal("liaison liaison_phone", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["leaves_at", "id"]
        constraints = [
            models.UniqueConstraint("vehicle", "leaves_at", name="a_vehicle_leaves_once_at_a_time"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="transfer_goes_somewhere_else"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.destination}"


class SeatQuerySet(ScopedQuerySet):
    EDITION = "transfer__edition"

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.TRAVEL)).scoped()


class Seat(ScopedModel):
    """A numbered seat in a transfer: two people never have the same one, and none is beyond the last.

    Numbered, not counted: whoever is taken off the list leaves the seat free without anybody counting down.
    """

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="seats")
    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField(_("seat"))
    of = models.PositiveSmallIntegerField(_("seats in the vehicle"))
    flight = models.ForeignKey("delegations.Flight", models.SET_NULL, null=True, blank=True, related_name="seats")
    # The hour of the flight when the seat was given: if it is another one now, the car is wrong.
    planned_for = models.DateTimeField(_("planned for"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    DATA = classified(
        public("id transfer number of"),
        personal("delegate flight planned_for", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("transfer", "number", name="one_guest_per_seat"),
            models.UniqueConstraint("transfer", "delegate", name="one_seat_per_guest_and_transfer"),
            models.UniqueConstraint("flight", name="one_car_per_flight_of_a_guest"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("of")), name="never_more_guests_than_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def is_missed(self) -> bool:
        """Whether the flight that this seat was given for is another one now, or gone."""
        if self.planned_for is None:
            return False
        return self.flight is None or self.flight.here_at != self.planned_for
