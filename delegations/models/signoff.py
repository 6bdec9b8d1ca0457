from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class NameSignOffQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate

        return self.filter(delegate__in=Delegate.objects.held_by(user)).scoped()


class NameSignOff(ScopedModel):
    """A city says that a delegate's names and titles are right as they were shown. Never changed; the newest counts.

    Whether it still holds is not written down but asked: it does while the names are as they were signed.
    """

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="name_signoffs")
    number = models.PositiveIntegerField(_("version"))
    signed = models.JSONField(_("names as they were signed"), default=dict)
    seal = models.CharField(_("seal of the names"), max_length=64)
    user = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    signed_by = models.CharField(_("signed off by"), max_length=200)
    at = models.DateTimeField(_("at"), default=clock.now)

    objects = NameSignOffQuerySet.as_manager()

    DATA = classified(public("id delegate number seal at"), personal("signed user signed_by"))

    class Meta:
        verbose_name = _("sign-off of names")
        verbose_name_plural = _("sign-offs of names")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("delegate", "number", name="signoff_number_once_per_delegate"),
            models.CheckConstraint(condition=~Q(signed_by=""), name="signoff_says_who"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.number}"
