"""Who pays what: the edition's matrix of role and item, exceptions for one delegate, statements handed out."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegations.models.delegate import Delegate
from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class Item(models.TextChoices):
    FLIGHT = "flight", _("flights")
    NIGHTS = "nights", _("accommodation")
    MEALS = "meals", _("meals")
    TRANSPORT = "transport", _("local transport")
    VISA = "visa", _("visa")
    INSURANCE = "insurance", _("insurance")


class Payer(models.TextChoices):
    HOST = "host", _("the host")
    CITY = "city", _("the guest’s city")
    SPONSOR = "sponsor", _("a sponsor")
    SHARED = "shared", _("shared")


def _rules(name: str) -> list[models.BaseConstraint]:
    """What holds for every line that says who pays."""
    return [
        models.CheckConstraint(
            condition=Q(nights=None) | (Q(item="nights") & ~Q(payer="city")), name=f"{name}_counts_only_nights_covered"
        ),
        models.CheckConstraint(condition=~Q(payer="sponsor") | ~Q(sponsor=""), name=f"{name}_sponsor_is_named"),
        models.CheckConstraint(
            condition=Q(payer="sponsor") | Q(sponsor=""), name=f"{name}_sponsor_only_where_one_pays"
        ),
        models.CheckConstraint(condition=~Q(payer="shared") | ~Q(note=""), name=f"{name}_shared_says_how"),
    ]


class Cover(ScopedModel):
    """Who pays one item for everybody of one role."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="covers")
    role = models.CharField(_("role"), max_length=20, choices=Delegate.Role)
    item = models.CharField(_("item"), max_length=20, choices=Item)
    payer = models.CharField(_("who pays"), max_length=20, choices=Payer)
    nights = models.PositiveSmallIntegerField(_("nights covered"), null=True, blank=True)
    sponsor = models.CharField(_("name of the sponsor"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition role item payer nights sponsor note"))

    class Meta:
        verbose_name = _("line of the hospitality terms")
        verbose_name_plural = _("lines of the hospitality terms")
        constraints = [
            models.UniqueConstraint("edition", "role", "item", name="one_payer_per_role_and_item"),
            *_rules("cover"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.get_item_display()}: {self.get_payer_display()}"


class OwnCoverQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"


class OwnCover(ScopedModel):
    """Who pays one item for one delegate, otherwise than the terms say; who decided it and why is part of it."""

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="covers")
    item = models.CharField(_("item"), max_length=20, choices=Item)
    payer = models.CharField(_("who pays"), max_length=20, choices=Payer)
    nights = models.PositiveSmallIntegerField(_("nights covered"), null=True, blank=True)
    sponsor = models.CharField(_("name of the sponsor"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    given_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(_("given"), default=clock.now)

    objects = OwnCoverQuerySet.as_manager()

    DATA = classified(
        public("id item payer nights sponsor note given_at", Keep.TWO_YEARS),
        personal("delegate reason given_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("exception from the hospitality terms")
        verbose_name_plural = _("exceptions from the hospitality terms")
        constraints = [
            models.UniqueConstraint("delegate", "item", name="one_payer_per_delegate_and_item"),
            models.CheckConstraint(condition=~Q(reason=""), name="own_cover_says_why"),
            *_rules("own_cover"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}, {self.get_item_display()}: {self.get_payer_display()}"


class CostStatementQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def newest_first(self) -> Self:
        return self.order_by("-number")

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegation import Delegation

        return self.filter(delegation__in=Delegation.objects.held_by(user)).scoped()


class CostStatement(ScopedModel):
    """What the host covers for a delegation, on paper, as it was handed out: one row for each version."""

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField(_("number"))
    checksum = models.CharField(_("checksum"), max_length=64)
    document = models.ForeignKey("forum.Document", models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued"), default=clock.now)
    issued_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")

    objects = CostStatementQuerySet.as_manager()

    DATA = classified(
        public("id delegation number checksum document issued_at", Keep.TWO_YEARS),
        personal("issued_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("cost statement")
        verbose_name_plural = _("cost statements")
        constraints = [models.UniqueConstraint("delegation", "number", name="statement_number_once_per_delegation")]

    def __str__(self) -> str:
        return f"{self.delegation} v{self.number}"
