from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class Power(models.TextChoices):
    ANSWER = "answer", _("answer invitations")
    REGISTER = "register", _("register the delegation")
    TRAVEL = "travel", _("see and change travel")


def every_power() -> list[str]:
    return [str(power) for power in Power]


class MandateQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def valid(self) -> Self:
        return self.filter(revoked_at=None)

    def held_by(self, user: "User") -> Self:
        return self.filter(user=user).valid().scoped()


class Mandate(ScopedModel):
    """An account may act for a delegation, with these powers, until it is revoked."""

    user = models.ForeignKey("forum.User", models.CASCADE, related_name="mandates")
    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="mandates")
    powers = models.JSONField(_("powers"), default=every_power)
    given_at = models.DateTimeField(_("given"), default=clock.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    DATA = classified(
        public("id delegation powers given_at revoked_at", Keep.TWO_YEARS), personal("user", Keep.ACCOUNT)
    )

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.UniqueConstraint(
                "user", "delegation", condition=Q(revoked_at=None), name="one_valid_mandate_per_account_and_delegation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.delegation}"

    def allows(self, power: Power) -> bool:
        return self.revoked_at is None and power in self.powers
