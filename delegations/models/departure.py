"""What changed who comes, with what it touched: a head replaced, a delegation withdrawn."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet


class OfADelegation(ScopedQuerySet):
    EDITION = "delegation__edition"

    def in_force(self) -> Self:
        return self.filter(undone_at=None)


class Replacement(ScopedModel):
    """Somebody took another's place in a delegation, with the duties that went to him. Names as they were then."""

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="replacements")
    former_name = models.CharField(_("former"), max_length=250)
    newcomer_name = models.CharField(_("newcomer"), max_length=250)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Texts in every language of the house: what moved, as it was named then.
    touched = models.JSONField(_("what it touched"), default=list)
    made_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("at"), default=clock.now)

    objects = OfADelegation.as_manager()

    DATA = classified(
        public("id delegation made_at", Keep.TWO_YEARS),
        personal("former_name newcomer_name reason touched made_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("replacement")
        verbose_name_plural = _("replacements")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.former_name} → {self.newcomer_name}"


class Withdrawal(ScopedModel):
    """A delegation does not come after all. It can be taken back; what was freed stays freed and is listed."""

    class Side(models.TextChoices):
        CITY = "city", _("the city")
        OFFICE = "office", _("the protocol office")

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="withdrawals")
    side = models.CharField(_("withdrawn by"), max_length=20, choices=Side)
    withdrawn_on = models.DateField(_("day of the withdrawal"))
    reason = models.CharField(_("reason"), max_length=500)
    freed = models.JSONField(_("what was freed"), default=list)
    made_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("at"), default=clock.now)
    undone_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back"), null=True)

    objects = OfADelegation.as_manager()

    DATA = classified(
        public("id delegation side withdrawn_on made_at undone_at", Keep.TWO_YEARS),
        personal("reason freed made_by undone_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "delegation", condition=Q(undone_at=None), name="one_withdrawal_in_force_per_delegation"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.withdrawn_on}"
