from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet


class HolderChange(models.Model):
    """An office went from one person to another. What has to be done because of it hangs on it."""

    office = models.ForeignKey("forum.Office", models.CASCADE, related_name="changes")
    former = models.ForeignKey("forum.Person", models.PROTECT, null=True, blank=True, related_name="+")
    successor = models.ForeignKey("forum.Person", models.PROTECT, related_name="+")
    since = models.CharField(_("since"), max_length=10)
    by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(_("entered by"), max_length=200)
    at = models.DateTimeField(_("entered"), default=clock.now)

    DATA = classified(
        public("id office since at", Keep.LONG_TERM),
        personal("former successor", Keep.LONG_TERM),
        personal("by by_name", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("change of holder")
        verbose_name_plural = _("changes of holder")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(former=None) | ~Q(former=models.F("successor")), name="holder_changes_to_somebody_else"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.successor}"


class ReissueQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.filter(done_at=None)


class Reissue(ScopedModel):
    """One thing in one edition that names the former holder, or followed from him, and must be looked at again."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("Letter not yet sent: it names whoever holds the office on the day it goes out")
        LETTER = "letter", _("Letter sent: it named the former holder")
        SIGNATORY = "signatory", _("Letters of the host: the new holder signs")
        HEAD = "head", _("Head of the delegation: the former holder is entered")
        MEMBER = "member", _("Member of the delegation: the former holder is entered")
        NAMES = "names", _("Names signed off: they are the former holder's")
        ACCOUNT = "account", _("Account: the former holder signs in")
        MANDATE = "mandate", _("Mandate: the former holder may act for the delegation")
        ACTS_FOR = "acts_for", _("Mandate: somebody acts for the former holder")
        VISA_LETTER = "visa_letter", _("Letter for a visa: it is made out to the former holder")
        PRECEDENCE = "precedence", _("Order of precedence: the day of taking office counts")
        PART = "part", _("Programme: the former holder has a part")

    change = models.ForeignKey(HolderChange, models.CASCADE, related_name="reissues")
    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="reissues")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    target = models.PositiveBigIntegerField(_("key of the row"))
    subject = models.CharField(_("about"), max_length=300)
    route = models.CharField(_("where"), max_length=60)
    route_key = models.PositiveBigIntegerField(_("key in the address"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    done_by_name = models.CharField(_("done by"), max_length=200, blank=True)

    objects = ReissueQuerySet.as_manager()

    DATA = classified(
        public("id change edition kind target route route_key done_at", Keep.TWO_YEARS),
        personal("subject done_by done_by_name", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("follow-up of a change of holder")
        verbose_name_plural = _("follow-ups of a change of holder")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "change", "edition", "kind", "target", name="each_thing_once_per_change_and_edition"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by_name="") | (Q(done_at__isnull=False) & ~Q(done_by_name="")),
                name="what_is_done_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"
