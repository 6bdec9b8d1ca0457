"""How large a delegation may be: ceilings of the edition, exceptions from them, and requests for one."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegations.models.delegate import Delegate
from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User

# The ceiling for all people of a delegation together, whatever their role.
ALL = ""
ROLES_OR_ALL = [(ALL, _("all people together")), *Delegate.Role.choices]


class Ceiling(ScopedModel):
    """How many of a role each delegation of the edition may have."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="ceilings")
    role = models.CharField(_("role"), max_length=20, choices=ROLES_OR_ALL, blank=True)
    most = models.PositiveSmallIntegerField(_("at most"))

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition role most"))

    class Meta:
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        constraints = [models.UniqueConstraint("edition", "role", name="one_ceiling_per_role_and_edition")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.most}"


class AllowanceQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"


class Allowance(ScopedModel):
    """An exception from a ceiling for one delegation; who made it and why is part of it."""

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="allowances")
    role = models.CharField(_("role"), max_length=20, choices=ROLES_OR_ALL, blank=True)
    most = models.PositiveSmallIntegerField(_("at most"))
    reason = models.CharField(_("reason"), max_length=500)
    given_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(_("given"), default=clock.now)

    objects = AllowanceQuerySet.as_manager()

    DATA = classified(
        public("id delegation role most given_at", Keep.TWO_YEARS), personal("reason given_by", Keep.TWO_YEARS)
    )

    class Meta:
        verbose_name = _("exception from a ceiling")
        verbose_name_plural = _("exceptions from ceilings")
        constraints = [
            models.UniqueConstraint("delegation", "role", name="one_allowance_per_role_and_delegation"),
            models.CheckConstraint(condition=~Q(reason=""), name="allowance_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.most}"


class SizeRequestQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def open(self) -> Self:
        return self.filter(state=SizeRequest.State.OPEN)

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegation import Delegation

        return self.filter(delegation__in=Delegation.objects.held_by(user)).scoped()


class SizeRequest(ScopedModel):
    """A delegation asks for more people of a role than its ceiling allows; the protocol office grants or refuses."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="size_requests")
    role = models.CharField(_("role"), max_length=20, choices=ROLES_OR_ALL, blank=True)
    wanted = models.PositiveSmallIntegerField(_("how many in all"))
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = SizeRequestQuerySet.as_manager()

    DATA = classified(
        public("id delegation role wanted state asked_at answered_at", Keep.TWO_YEARS),
        personal("reason asked_by answer answered_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("request for more people")
        verbose_name_plural = _("requests for more people")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "delegation", "role", condition=Q(state="open"), name="one_open_request_per_role_and_delegation"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="answered_request_says_when",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="request_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.wanted} {self.get_role_display()}"
