from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public, secret, sensitive
from forum.scope import ScopedModel, ScopedQuerySet
from forum.sealed import SealedField, SealedModel

if TYPE_CHECKING:
    from forum.models import User


class TravelDocumentQuerySet(ScopedQuerySet):
    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.PAPERS)).scoped()


class TravelDocument(SealedModel, ScopedModel):
    """The passport on which a delegate travels. Whatever identifies it is sealed; in clear is what lists need.

    The day of expiry alone is kept in clear, because it is compared with a departure that changes later.
    """

    class Kind(models.TextChoices):
        PASSPORT = "passport", _("passport")
        DIPLOMATIC = "diplomatic", _("diplomatic passport")
        SERVICE = "service", _("service or official passport")

    BOUND: ClassVar[tuple[str, ...]] = ("delegate_id",)

    delegate = models.OneToOneField("delegations.Delegate", models.CASCADE, related_name="travel_document")
    kind = models.CharField(_("kind of passport"), max_length=12, choices=Kind, default=Kind.PASSPORT)
    issuer = SealedField(_("issuing state"), null=True)
    number = SealedField(_("passport number"), null=True)
    family_name = SealedField(_("family name as in the passport"), null=True)
    given_names = SealedField(_("given names as in the passport"), null=True)
    nationality = SealedField(_("nationality"), null=True)
    birth = SealedField(_("date of birth"), null=True)
    sex = SealedField(_("sex as in the passport"), null=True)
    issued_on = SealedField(_("date of issue"), null=True)
    masked = models.CharField(_("masked"), max_length=40)
    expires_on = models.DateField(_("date of expiry"))
    # What was doubtful when it was sealed, by the names of delegations/document_checks.py, with spaces between.
    doubts = models.CharField(_("doubts"), max_length=200, blank=True)
    compared_with = models.CharField(_("name on the list when it was entered"), max_length=250, blank=True)
    from_lines = models.BooleanField(_("read from the machine-readable lines"), default=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    notice = models.CharField(_("version of the notice"), max_length=20)
    notice_language = models.CharField(_("language of the notice"), max_length=20)
    saved_at = models.DateTimeField(_("entered"), default=clock.now)
    saved_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    saved_by_name = models.CharField(_("entered by"), max_length=200, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = TravelDocumentQuerySet.as_manager()

    DATA = classified(
        public("id edition delegate version saved_at notice notice_language from_lines"),
        personal("kind doubts compared_with saved_by saved_by_name", Keep.ONE_MONTH),
        sensitive("masked expires_on"),
        secret("issuer number family_name given_names nationality birth sex issued_on fingerprint", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passports")
        constraints = [
            models.CheckConstraint(condition=Q(number__isnull=False), name="passport_number_is_sealed"),
            models.CheckConstraint(condition=~Q(notice=""), name="passport_says_which_notice_was_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} ({self.masked})"


class PortraitQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.PAPERS)).scoped()


class Portrait(ScopedModel):
    """The photo for the badge: the picture as it was handed in, without what a camera adds, and what is cut from it."""

    class Across(models.TextChoices):
        START = "left", _("further to the left of the picture")
        MIDDLE = "middle", _("in the middle")
        END = "right", _("further to the right of the picture")

    class Down(models.TextChoices):
        TOP = "top", _("from the top")
        UPPER = "upper", _("a little below the top")
        MIDDLE = "middle", _("from the middle")

    class Zoom(models.IntegerChoices):
        WHOLE = 100, _("as much as possible")
        CLOSER = 125, _("closer")
        CLOSEST = 160, _("very close")

    delegate = models.OneToOneField("delegations.Delegate", models.CASCADE, related_name="portrait")
    picture = models.ForeignKey("forum.Document", models.RESTRICT, related_name="+")
    badge = models.ForeignKey("forum.Document", models.RESTRICT, related_name="+")
    across = models.CharField(_("from left to right"), max_length=8, choices=Across, default=Across.MIDDLE)
    down = models.CharField(_("from top to bottom"), max_length=8, choices=Down, default=Down.UPPER)
    zoom = models.PositiveSmallIntegerField(_("how close"), choices=Zoom, default=Zoom.WHOLE)
    saved_at = models.DateTimeField(_("handed in"), default=clock.now)
    saved_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = PortraitQuerySet.as_manager()

    DATA = classified(
        public("id delegate version saved_at across down zoom"), personal("picture badge saved_by", Keep.ONE_MONTH)
    )

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return str(self.delegate)
