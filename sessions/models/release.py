from typing import Any, Never, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet


class ReleaseIsFrozen(Exception):
    """People have read it: a release is neither changed nor deleted, a later one takes its place."""

    def __init__(self) -> None:
        super().__init__("A release is never changed and never deleted: publish another one.")


class ReleaseQuerySet(ScopedQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-number")

    def numbered(self, *numbers: int) -> Self:
        return self.filter(number__in=numbers)

    def update(self, **kwargs: Any) -> Never:
        raise ReleaseIsFrozen

    def delete(self) -> Never:
        raise ReleaseIsFrozen


class Release(ScopedModel):
    """The programme as published: an immutable, numbered value with a checksum."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField(_("number"))
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    value = models.JSONField(_("programme"))
    checksum = models.CharField(_("checksum"), max_length=64)
    published_at = models.DateTimeField(_("published"), default=clock.now)
    published_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    # A change on the day: its letters wait for no quiet moment.
    urgent = models.BooleanField(_("change on the day"), default=False)
    # The number of the earlier release that it says again.
    restores = models.PositiveIntegerField(_("says again release"), null=True)
    # Of the page that was sent: the same page sent twice gives the same release.
    token = models.CharField(_("token of the page"), max_length=64, blank=True)

    objects = ReleaseQuerySet.as_manager()

    DATA = classified(
        public("id edition number comment value checksum published_at urgent restores token", Keep.LONG_TERM),
        personal("published_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint("edition", "number", name="release_number_once_per_edition"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="releases_count_from_one"),
            models.CheckConstraint(
                condition=models.Q(restores=None) | models.Q(restores__lt=models.F("number")),
                name="release_says_again_an_earlier_one",
            ),
            models.UniqueConstraint(
                "edition", "token", condition=~models.Q(token=""), name="page_gives_one_release_however_often_sent"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Release %(number)s") % {"number": self.number})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ReleaseIsFrozen
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise ReleaseIsFrozen
