from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.shapes import check_tags

if TYPE_CHECKING:
    from forum.models import User


class OfDelegates(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.REGISTER)).scoped()


class Dossier(ScopedModel):
    """What is known of a delegate beside name and function: how to reach him, and what he speaks."""

    class Interpretation(models.TextChoices):
        NONE = "none", _("not needed")
        NEEDED = "needed", _("please provide it")
        OWN = "own", _("brings an interpreter")

    delegate = models.OneToOneField("delegations.Delegate", models.CASCADE, related_name="dossier")
    mobile = models.CharField(_("mobile telephone"), max_length=20, blank=True)
    emergency_name = models.CharField(_("emergency contact"), max_length=200, blank=True)
    emergency_phone = models.CharField(_("telephone of the emergency contact"), max_length=20, blank=True)
    speaks = models.JSONField(_("languages spoken"), default=list, blank=True, validators=[check_tags])
    other_languages = models.CharField(_("other languages"), max_length=200, blank=True)
    speaks_in = models.CharField(_("wishes to speak in"), max_length=20, blank=True)
    interpretation = models.CharField(_("interpretation"), max_length=10, choices=Interpretation, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = OfDelegates.as_manager()

    DATA = classified(
        public("id delegate version"),
        personal("mobile emergency_name emergency_phone"),
        personal("speaks other_languages speaks_in interpretation", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.CheckConstraint(
                condition=(Q(mobile="") | Q(mobile__startswith="+"))
                & (Q(emergency_phone="") | Q(emergency_phone__startswith="+")),
                name="telephones_have_their_country_code",
            ),
        ]

    def __str__(self) -> str:
        return str(self.delegate)


class Consent(ScopedModel):
    """What somebody agreed to or refused, when, and under which text. Nothing is changed here; the newest counts."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photographs and film")
        LIST = "list", _("public list of participants")
        TRANSFER = "transfer", _("transfer to the host's country")

    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="consents")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    given = models.BooleanField(_("given"))
    text_number = models.PositiveSmallIntegerField(_("number of the text"))
    language = models.CharField(_("language in which it was read"), max_length=20)
    user = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    objects = OfDelegates.as_manager()

    DATA = classified(
        public("id delegate kind given text_number language at", Keep.TWO_YEARS), personal("user", Keep.TWO_YEARS)
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.get_kind_display()}"


class GroupDeadline(ScopedModel):
    """By when a group of particulars is asked in this edition, where it is not the usual day."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="group_deadlines")
    group = models.CharField(_("group of particulars"), max_length=30)
    by = models.DateTimeField(_("asked by"))

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition group by"))

    class Meta:
        verbose_name = _("deadline of a group")
        verbose_name_plural = _("deadlines of groups")
        constraints = [models.UniqueConstraint("edition", "group", name="one_deadline_per_group_and_edition")]

    def __str__(self) -> str:
        return self.group
