from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public, secret


class DataKeyQuerySet(models.QuerySet["DataKey"]):
    def current(self) -> Self:
        return self.filter(retired_at=None)

    def usable(self) -> Self:
        return self.filter(destroyed_at=None)


class DataKey(models.Model):
    """The key that seals what one edition keeps in the vault, wrapped by a key of the ring."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="data_keys")
    number = models.PositiveIntegerField(_("number"), default=1)
    ring_key = models.CharField(_("wrapped by"), max_length=40, blank=True)
    wrapped = models.BinaryField(_("wrapped key"), null=True, editable=False)
    made_at = models.DateTimeField(_("made"), default=clock.now)
    # A newer key has taken over; what this one sealed is being sealed anew.
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, blank=True)

    objects = DataKeyQuerySet.as_manager()

    DATA = classified(
        public("id edition number ring_key made_at retired_at destroyed_at", Keep.TWO_YEARS),
        secret("wrapped", Keep.WITH_THE_ROW),
    )

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = [
            models.UniqueConstraint("edition", "number", name="data_key_number_once_per_edition"),
            models.UniqueConstraint("edition", condition=Q(retired_at=None), name="one_current_data_key_per_edition"),
            models.CheckConstraint(
                condition=Q(destroyed_at=None, wrapped__isnull=False) | Q(destroyed_at__isnull=False, wrapped=None),
                name="destroyed_data_key_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.number}"


class Purpose(models.TextChoices):
    """For what somebody may open what is sealed. There is no other purpose, and none in free words."""

    VISA_LETTER = "visa_letter", _("a letter for the visa")
    BORDER = "border", _("formalities at airport and border")
    HOTEL = "hotel", _("registration of the hotel guest with the police")
    VETTING = "vetting", _("security check")
    CLARIFYING = "clarifying", _("clearing up an entry with the delegation")
    REQUEST = "request", _("request of the person concerned")


class VaultRead(models.Model):
    """One opening of one row: who, what for, which fields. Written in the transaction that reads; never changed."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="vault_reads")
    at = models.DateTimeField(_("at"), default=clock.now)
    actor = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    actor_name = models.CharField(_("who"), max_length=254)
    purpose = models.CharField(_("what for"), max_length=20, choices=Purpose)
    row = models.CharField(_("row"), max_length=120)
    about = models.CharField(_("about"), max_length=240)
    fields = models.JSONField(_("fields"), default=list)

    DATA = classified(
        public("id edition at purpose row fields", Keep.TWO_YEARS), personal("actor actor_name about", Keep.TWO_YEARS)
    )

    class Meta:
        verbose_name = _("reading of the vault")
        verbose_name_plural = _("readings of the vault")
        ordering = ["-id"]
        indexes = [models.Index(fields=["edition", "-id"], name="vault_read_of_edition")]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="vault_is_read_for_a_known_purpose"),
            models.CheckConstraint(condition=~Q(actor_name=""), name="vault_is_read_by_somebody_named"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.about}"
