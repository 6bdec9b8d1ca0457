from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet


class ReleaseQuerySet(ScopedQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-number")


class Release(ScopedModel):
    """The programme as published: an immutable, numbered value with a checksum."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField(_("number"))
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    value = models.JSONField(_("programme"))
    checksum = models.CharField(_("checksum"), max_length=64)
    published_at = models.DateTimeField(_("published"), default=clock.now)
    published_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    DATA = classified(
        public("id edition number comment value checksum published_at", Keep.LONG_TERM),
        personal("published_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint("edition", "number", name="release_number_once_per_edition"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="releases_count_from_one"),
        ]

    def __str__(self) -> str:
        return str(_("Release %(number)s") % {"number": self.number})
