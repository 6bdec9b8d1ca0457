from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.privacy import classified, public


class SubForum(models.Model):
    """What only a sub-forum has: its theme, and how many delegations it takes."""

    engagement = models.OneToOneField("programme.Engagement", models.CASCADE, related_name="subforum")
    themes = models.JSONField(_("theme"), default=dict, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)

    DATA = classified(public("id engagement themes seats"))

    class Meta:
        verbose_name = _("sub-forum")
        verbose_name_plural = _("sub-forums")

    def __str__(self) -> str:
        return str(self.engagement)


class Speech(models.Model):
    """What only a speech has: how long it may be and the language it is given in."""

    engagement = models.OneToOneField("programme.Engagement", models.CASCADE, related_name="speech")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=8)
    language = models.CharField(_("language"), max_length=20, blank=True)

    DATA = classified(public("id engagement minutes language"))

    class Meta:
        verbose_name = _("speech")
        verbose_name_plural = _("speeches")
        constraints = [models.CheckConstraint(condition=models.Q(minutes__gte=1), name="speech_lasts_a_minute")]

    def __str__(self) -> str:
        return str(self.engagement)
