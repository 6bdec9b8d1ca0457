"""The permission to hold the forum, with what it allows at most."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, public
from forum.scope import ScopedModel, ScopedQuerySet


class Permit(ScopedModel):
    """What the approving body has allowed. Without a date of approval it has only been asked."""

    edition = models.OneToOneField("forum.Edition", models.CASCADE, related_name="permit")
    approving_body = models.CharField(_("approving body"), max_length=200)
    file_number = models.CharField(_("file number"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    foreign_guests = models.PositiveIntegerField(_("foreign guests at most"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people in all at most"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days at most"), null=True, blank=True)
    countries = models.PositiveSmallIntegerField(_("countries at most"), null=True, blank=True)
    budget = models.CharField(_("budget"), max_length=500, blank=True)
    conditions = models.TextField(_("conditions"), max_length=2000, blank=True)
    holds_letters = models.BooleanField(_("no invitation is sent before the approval"), default=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(
        public(
            "id edition approving_body file_number approved_on foreign_guests people days countries budget conditions "
            "holds_letters version",
            Keep.TWO_YEARS,
        )
    )

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")

    def __str__(self) -> str:
        return f"{self.approving_body} {self.file_number}".strip()
