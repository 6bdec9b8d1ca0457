from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet


class WelcomeQuerySet(ScopedQuerySet):
    EDITION = "flight__delegate__delegation__edition"


class Welcome(ScopedModel):
    """Who meets a guest, and what the staff at the airport ticked: landed, met."""

    flight = models.OneToOneField("delegations.Flight", models.CASCADE, related_name="welcome")
    greeter = models.CharField(_("greeter"), max_length=120, blank=True)
    greeter_phone = models.CharField(_("telephone of the greeter"), max_length=40, blank=True)
    landed_at = models.DateTimeField(_("landed"), null=True, blank=True)
    landed_by = models.CharField(_("ticked by"), max_length=200, blank=True)
    met_at = models.DateTimeField(_("met"), null=True, blank=True)
    met_by = models.CharField(_("met by"), max_length=200, blank=True)

    objects = WelcomeQuerySet.as_manager()

    DATA = classified(
        public("id flight"), personal("greeter greeter_phone landed_at landed_by met_at met_by", Keep.ONE_MONTH)
    )

    class Meta:
        verbose_name = _("welcome")
        verbose_name_plural = _("welcomes")
        constraints = [
            models.CheckConstraint(
                condition=Q(landed_at=None, landed_by="") | (Q(landed_at__isnull=False) & ~Q(landed_by="")),
                name="whoever_ticks_landed_is_named",
            ),
            models.CheckConstraint(
                condition=Q(met_at=None, met_by="") | (Q(met_at__isnull=False) & ~Q(met_by="")),
                name="whoever_ticks_met_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.greeter or str(self.flight)
