from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public, secret
from forum.scope import ScopedModel, ScopedQuerySet
from forum.sealed import SealedField, SealedModel
from forum.shapes import check_texts
from forum.texts import pick

if TYPE_CHECKING:
    from forum.models import User


class VisaPostQuerySet(ScopedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("country", "pk")


class VisaPost(ScopedModel):
    """An embassy or consulate of the host's country that may issue visas for this edition."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="visa_posts")
    key = models.SlugField(_("key"), max_length=60)
    names = models.JSONField(_("names"), default=dict, validators=[check_texts])
    cities = models.JSONField(_("city"), default=dict, validators=[check_texts])
    country = models.CharField(_("country (ISO 3166-1)"), max_length=2)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = VisaPostQuerySet.as_manager()

    DATA = classified(public("id edition key names cities country version"))

    class Meta:
        verbose_name = _("embassy or consulate")
        verbose_name_plural = _("embassies and consulates")
        constraints = [
            models.UniqueConstraint("edition", "key", name="visa_post_key_once_per_edition"),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="visa_post_country_is_two_capitals"),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        return pick(self.names, language) or self.key

    def city_in(self, language: str) -> str:
        return pick(self.cities, language)


class VisaQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"


class Visa(ScopedModel):
    """Whether a delegate needs a visa, and the one post that is to issue it."""

    class Needed(models.TextChoices):
        YES = "yes", _("needs a visa")
        NO = "no", _("needs no visa")

    delegate = models.OneToOneField("delegations.Delegate", models.CASCADE, related_name="visa")
    needed = models.CharField(_("visa"), max_length=3, choices=Needed)
    post = models.ForeignKey(
        VisaPost, models.RESTRICT, null=True, blank=True, related_name="visas", verbose_name=_("issued by")
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = VisaQuerySet.as_manager()

    DATA = classified(public("id delegate version"), personal("needed post", Keep.ONE_MONTH))

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")
        constraints = [
            models.CheckConstraint(condition=Q(needed="yes") | Q(post=None), name="visa_post_only_where_one_is_needed"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.get_needed_display()}"


class VisaLetterQuerySet(ScopedQuerySet):
    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.PAPERS)).scoped()


class VisaLetter(SealedModel, ScopedModel):
    """A line of the register: a letter to one post that invites one person. Its words are sealed, and never mailed."""

    BOUND: ClassVar[tuple[str, ...]] = ("number",)

    delegate = models.ForeignKey("delegations.Delegate", models.SET_NULL, null=True, related_name="visa_letters")
    name = models.CharField(_("for"), max_length=250)
    post = models.ForeignKey(VisaPost, models.RESTRICT, related_name="letters", verbose_name=_("addressed to"))
    number = models.PositiveIntegerField(_("letter number"))
    # Which state of which passport it was made from: the same once more is the same letter.
    made_from = models.CharField(_("made from"), max_length=60)
    words = SealedField(_("the letter's words"), null=True)
    made_at = models.DateTimeField(_("made"), default=clock.now)
    made_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    made_by_name = models.CharField(_("made by"), max_length=200)

    objects = VisaLetterQuerySet.as_manager()

    DATA = classified(
        public("id edition delegate post number made_from made_at", Keep.TWO_YEARS),
        personal("name made_by made_by_name", Keep.TWO_YEARS),
        secret("words", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("letter for a visa")
        verbose_name_plural = _("letters for visas")
        constraints = [
            models.UniqueConstraint("edition", "number", name="visa_letter_number_once_per_edition"),
            models.UniqueConstraint(
                "delegate", "post", "made_from", name="one_visa_letter_per_delegate_post_and_passport"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_number} ({self.name})"

    @property
    def letter_number(self) -> str:
        """As printed on the letter: "GMD-2025/V007"."""
        return f"{self.edition.letter_prefix}/V{self.number:03d}"
