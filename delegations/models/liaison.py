"""Liaison officers: whom a delegation may ask anything while it is here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.shapes import check_tags


class LiaisonQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"


class LiaisonOfficer(ScopedModel):
    """Somebody of the host who is there for one delegation, from its arrival to its departure."""

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="liaison_officers")
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True, validators=[check_tags])
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = LiaisonQuerySet.as_manager()

    DATA = classified(public("id delegation version"), personal("name phone languages", Keep.ONE_MONTH))

    class Meta:
        verbose_name = _("liaison officer")
        verbose_name_plural = _("liaison officers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("delegation", "name", name="a_liaison_officer_stands_once_with_a_delegation")
        ]

    def __str__(self) -> str:
        return self.name
