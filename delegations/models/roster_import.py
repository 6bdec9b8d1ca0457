from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class RosterImportQuerySet(ScopedQuerySet):
    def held_by(self, user: "User") -> Self:
        """Those of delegations that this account has a mandate for."""
        from delegations.models.mandate import Mandate

        mandates = Mandate.objects.held_by(user).for_all().filter(delegation=OuterRef("delegation"))
        return self.filter(Exists(mandates)).scoped()

    def done(self) -> Self:
        return self.filter(state=RosterImport.State.DONE)

    def not_gone(self) -> Self:
        """Without the files that nobody imported within their hour."""
        return self.exclude(state=RosterImport.State.WAITING, content=None)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class RosterImport(ScopedModel):
    """A spreadsheet of delegates that somebody sent: looked at first, then carried out whole or not at all."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not yet imported")
        DONE = "done", _("imported")
        UNDONE = "undone", _("undone")

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="roster_imports")
    # Empty when the host's office sent it: such a file may speak of every city.
    delegation = models.ForeignKey(
        "delegations.Delegation", models.CASCADE, null=True, blank=True, related_name="roster_imports"
    )
    user = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64)
    # In the database and not in a file: the next request may be answered by another machine.
    content = models.BinaryField(_("content"), null=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    sent_at = models.DateTimeField(_("sent"), default=clock.now)
    done_at = models.DateTimeField(_("imported"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    mapping = models.JSONField(_("heading of each column"), default=dict)
    journal = models.JSONField(_("what it changed"), default=list)

    objects = RosterImportQuerySet.as_manager()

    DATA = classified(
        public("id edition delegation sha256 state sent_at done_at counts mapping", Keep.TWO_YEARS),
        personal("user file_name", Keep.TWO_YEARS),
        personal("journal"),
        personal("content", Keep.ONE_DAY),
    )

    class Meta:
        verbose_name = _("import of delegates")
        verbose_name_plural = _("imports of delegates")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="import_says_when_it_was_done",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(content=None), name="file_goes_when_its_import_is_done"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
