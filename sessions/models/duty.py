from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet


class InterpreterQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("name", "pk")


class Interpreter(ScopedModel):
    """Somebody who interprets at the forum: languages by their class, and days; all days where none is named."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="interpreters")
    name = models.CharField(_("name"), max_length=200)
    languages = models.JSONField(_("languages"), default=dict)  # language tag → "A", "B" or "C"
    days = models.JSONField(_("days"), default=list, blank=True)  # "2025-05-29"
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = InterpreterQuerySet.as_manager()

    DATA = classified(public("id edition version"), personal("name languages days"))

    class Meta:
        verbose_name = _("interpreter")
        verbose_name_plural = _("interpreters")
        constraints = [
            models.UniqueConstraint("edition", "name", name="interpreter_once_per_edition"),
            models.CheckConstraint(condition=~Q(name=""), name="interpreter_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class InterpreterDutyQuerySet(ScopedQuerySet):
    EDITION = "engagement__edition"

    def in_order(self) -> Self:
        return self.order_by(F("engagement__starts_at").asc(nulls_last=True), "engagement", "source", "target", "pk")


class InterpreterDuty(ScopedModel):
    """An interpreter at work in an item, from one language into another."""

    engagement = models.ForeignKey("programme.Engagement", models.CASCADE, related_name="interpreter_duties")
    interpreter = models.ForeignKey(Interpreter, models.CASCADE, related_name="duties")
    source = models.CharField(_("from"), max_length=20)
    target = models.CharField(_("into"), max_length=20)

    objects = InterpreterDutyQuerySet.as_manager()

    DATA = classified(public("id engagement source target"), personal("interpreter"))

    class Meta:
        verbose_name = _("interpreter’s duty")
        verbose_name_plural = _("interpreters’ duties")
        constraints = [
            models.UniqueConstraint("engagement", "interpreter", "source", "target", name="interpreter_duty_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="interpreter_duty_between_two_languages"),
        ]

    def __str__(self) -> str:
        return f"{self.interpreter}: {self.engagement}"
