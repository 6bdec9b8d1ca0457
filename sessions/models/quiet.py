from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, public, sensitive
from forum.scope import ScopedModel, ScopedQuerySet


class QuietWindowQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("day", "weekday", "from_hour", "pk")

    def with_names(self) -> Self:
        return self.select_related("edition", "delegation__city", "delegate__person", "delegate__delegation__city")

    def private(self) -> Self:
        """Those that name somebody."""
        return self.exclude(delegation=None, delegate=None)


class QuietWindow(ScopedModel):
    """Hours in which nobody is asked for anything: everybody, one delegation, or one delegate.

    On one day, on a day of every week, or on every day of the forum. Hours are those of the edition's clocks; one that
    ends before it begins ends on the next morning. What the hours are for is a kind; why, nobody is asked.
    """

    class Kind(models.TextChoices):
        REST = "rest", _("rest")
        QUIET = "quiet", _("quiet")
        MEAL = "meal", _("a meal")

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="quiet_windows")
    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, null=True, blank=True, related_name="+")
    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.QUIET)
    day = models.DateField(_("day"), null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), null=True, blank=True)  # 1 is Monday
    from_hour = models.TimeField(_("from"))
    to_hour = models.TimeField(_("to"))
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = QuietWindowQuerySet.as_manager()

    DATA = classified(
        public("id edition version"),
        sensitive("delegation delegate kind day weekday from_hour to_hour", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(delegation=None) | Q(delegate=None), name="quiet_window_of_a_delegation_or_a_delegate"
            ),
            models.CheckConstraint(condition=Q(day=None) | Q(weekday=None), name="quiet_window_on_a_day_or_a_weekday"),
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__gte=1, weekday__lte=7), name="quiet_window_on_a_known_weekday"
            ),
            models.CheckConstraint(condition=~Q(from_hour=F("to_hour")), name="quiet_window_lasts_some_time"),
            models.CheckConstraint(
                condition=Q(kind__in=["rest", "quiet", "meal"]), name="quiet_window_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        # Never whose they are, nor when: this is what a log or an admin page would show.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def names_somebody(self) -> bool:
        return self.delegation_id is not None or self.delegate_id is not None
