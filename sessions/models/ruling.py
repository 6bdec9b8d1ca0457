from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet


class Grade(models.TextChoices):
    BLOCK = "block", _("stops a release")
    WARN = "warn", _("warns")
    INFO = "info", _("is mentioned")


class RuleSetting(ScopedModel):
    """How an edition wants one rule of the programme: on or off, how gravely, with which figures."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="rule_settings")
    rule = models.SlugField(_("rule"), max_length=60)
    on = models.BooleanField(_("on"), default=True)
    grade = models.CharField(_("grade"), max_length=10, choices=Grade)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition rule on grade figures version"))

    class Meta:
        verbose_name = _("rule of the programme")
        verbose_name_plural = _("rules of the programme")
        constraints = [
            models.UniqueConstraint("edition", "rule", name="rule_set_once_per_edition"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="rule_setting_has_a_known_grade"),
        ]

    def __str__(self) -> str:
        return self.rule


class ClashOverrideQuerySet(ScopedQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class ClashOverride(ScopedModel):
    """A clash that somebody answers for, by name and with a reason. It lapses when the facts become other ones."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="clash_overrides")
    key = models.TextField(_("clash"))
    checksum = models.CharField(_("facts"), max_length=64)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("at"), default=clock.now)

    objects = ClashOverrideQuerySet.as_manager()

    DATA = classified(
        public("id edition key checksum reason at", Keep.TWO_YEARS), personal("by by_name", Keep.TWO_YEARS)
    )

    class Meta:
        verbose_name = _("accepted clash")
        verbose_name_plural = _("accepted clashes")
        constraints = [
            models.UniqueConstraint("edition", "checksum", name="clash_accepted_once_with_these_facts"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(by_name=""), name="clash_accepted_by_name_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class VenueDistance(models.Model):
    """How long the drive between two venues takes, in either direction. Stored once, lower key first."""

    one = models.ForeignKey("forum.Venue", models.CASCADE, related_name="+")
    other = models.ForeignKey("forum.Venue", models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes by car"))
    estimated = models.BooleanField(_("an estimate"), default=False)

    DATA = classified(public("id one other minutes estimated"))

    class Meta:
        verbose_name = _("drive between venues")
        verbose_name_plural = _("drives between venues")
        constraints = [
            models.UniqueConstraint("one", "other", name="venue_distance_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="venue_distance_lower_key_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"
