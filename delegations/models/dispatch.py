from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations.models.invitation import Way
from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.shapes import check_texts
from forum.texts import pick


class Enclosure(ScopedModel):
    """A paper that goes with letters of invitation, such as the reply form or the concept note."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="enclosures")
    document = models.ForeignKey("forum.Document", models.PROTECT, related_name="+")
    titles = models.JSONField(default=dict, validators=[check_texts])
    added_at = models.DateTimeField(default=clock.now)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition document titles added_at", Keep.TWO_YEARS))

    class Meta:
        verbose_name = _("enclosure")
        verbose_name_plural = _("enclosures")
        ordering = ["id"]
        constraints = [models.UniqueConstraint("edition", "document", name="file_is_enclosed_once_per_edition")]

    def __str__(self) -> str:
        return self.title_in(get_language() or "en")

    def title_in(self, language: str) -> str:
        return pick(self.titles, language) or self.document.name


class DispatchQuerySet(ScopedQuerySet):
    EDITION = "invitation__edition"


class Dispatch(ScopedModel):
    """A line of the dispatch log: what of a letter went out or came back, how and when. Lines are only added."""

    class Kind(models.TextChoices):
        MAILED = "mailed", _("scan mailed")
        REMINDED = "reminded", _("reminder mailed")
        REVOKED = "revoked", _("notice of withdrawal mailed")
        POSTED = "posted", _("paper original dispatched")
        HANDED_OVER = "handed_over", _("paper original handed over")
        SCAN_RECEIVED = "scan_received", _("signed scan received")
        ACKNOWLEDGED = "acknowledged", _("receipt acknowledged by the city")
        RETURNED = "returned", _("came back undelivered")

    AUTOMATIC = frozenset({Kind.MAILED, Kind.REMINDED, Kind.REVOKED})

    invitation = models.ForeignKey("delegations.Invitation", models.CASCADE, related_name="dispatches")
    kind = models.CharField(max_length=20, choices=Kind)
    way = models.CharField(max_length=30, choices=Way)
    to = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    # Of which letter in the outbox this tells; a mail is logged once.
    letter_key = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DispatchQuerySet.as_manager()

    DATA = classified(
        public("id invitation kind way at letter_key", Keep.TWO_YEARS), personal("to note by", Keep.TWO_YEARS)
    )

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint("letter_key", condition=~Q(letter_key=""), name="mail_is_logged_once"),
            models.CheckConstraint(
                condition=(Q(kind__in=["mailed", "reminded", "revoked"]) & ~Q(letter_key=""))
                | (~Q(kind__in=["mailed", "reminded", "revoked"]) & Q(letter_key="")),
                name="what_was_mailed_names_its_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation}: {self.get_kind_display()}"
