from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import classified, public
from forum.scope import ScopedModel, ScopedQuerySet


class RoomClosureQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("starts_at", "pk")

    def meeting(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that share time with this span; back to back they do not."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class RoomClosure(ScopedModel):
    """A stretch in which a room cannot be used: a repair, another guest, the sweep before a ceremony."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="room_closures")
    room = models.ForeignKey("forum.Room", models.CASCADE, related_name="closures", verbose_name=_("room"))
    starts_at = models.DateTimeField(_("closed from"))
    ends_at = models.DateTimeField(_("closed until"))
    reason = models.CharField(_("why it is closed"), max_length=200, blank=True)

    objects = RoomClosureQuerySet.as_manager()

    DATA = classified(public("id edition room starts_at ends_at reason"))

    class Meta:
        verbose_name = _("closure of a room")
        verbose_name_plural = _("closures of rooms")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="room_closure_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.room}: {self.reason}" if self.reason else str(self.room)
