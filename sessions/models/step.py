from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class DraftStepQuerySet(ScopedQuerySet):
    def done_by(self, user: "User") -> Self:
        """The steps of one organizer that can be taken back, the newest first."""
        return self.filter(user=user, undone=False).order_by("-pk")

    def taken_back_by(self, user: "User") -> Self:
        """The steps of one organizer that can be done again, the next one first."""
        return self.filter(user=user, undone=True).order_by("pk")


class DraftStep(ScopedModel):
    """One thing that an organizer did to the draft, as it can be taken back: what the items were before and after."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="draft_steps")
    user = models.ForeignKey("forum.User", models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)
    # A line for each item that was touched, in the order of the doing: item, title, verb, before, after.
    touches = models.JSONField(_("what was done"), default=list)
    # Items that were deleted, with all that hung on them, as rows.
    rows = models.JSONField(_("deleted rows"), default=list)
    undone = models.BooleanField(_("taken back"), default=False)

    objects = DraftStepQuerySet.as_manager()

    DATA = classified(public("id edition at undone"), personal("user touches rows", Keep.ONE_MONTH))

    class Meta:
        verbose_name = _("step in the draft")
        verbose_name_plural = _("steps in the draft")
        indexes = [models.Index(fields=["edition", "user", "id"], name="step_of_user")]

    def __str__(self) -> str:
        return ", ".join(touch["title"] for touch in self.touches)
