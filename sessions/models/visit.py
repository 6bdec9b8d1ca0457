from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.privacy import classified, public


class SiteVisit(models.Model):
    """What only a site visit has: seats on the bus and where it waits."""

    engagement = models.OneToOneField("programme.Engagement", models.CASCADE, related_name="visit")
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    meeting_points = models.JSONField(_("meeting point"), default=dict, blank=True)

    DATA = classified(public("id engagement seats meeting_points"))

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")

    def __str__(self) -> str:
        return str(self.engagement)
