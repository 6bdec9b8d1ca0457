from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum.privacy import classified, personal, public
from forum.roles import Permission, Role, permissions_of
from forum.shapes import check_days, check_tag, check_tags, check_texts, check_zone
from forum.texts import pick

if TYPE_CHECKING:
    from forum.models.user import User


def usual_chase_days() -> list[int]:
    """A fortnight before answers are due, and three days before."""
    return [14, 3]


class EditionQuerySet(models.QuerySet["Edition"]):
    def edited_by(self, user: "User") -> Self:
        """Editions whose reference tables this account may edit."""
        if user.is_administrator:
            return self.all()
        roles = [role for role in Role if Permission.EDIT_REFERENCE in permissions_of(role)]
        return self.filter(pk__in=user.appointments.filter(role__in=roles).values("edition"))


class Edition(models.Model):
    """One holding of a forum: a host city, some days, and everything planned for them."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    series = models.CharField(_("series"), max_length=120, blank=True)
    names = models.JSONField(_("names"), default=dict, validators=[check_texts])
    themes = models.JSONField(_("themes"), default=dict, blank=True, validators=[check_texts])
    city = models.ForeignKey("forum.City", models.PROTECT, related_name="editions", verbose_name=_("host city"))
    zone = models.CharField(_("time zone"), max_length=60, validators=[check_zone])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    languages = models.JSONField(_("languages"), default=list, validators=[check_tags])
    host_language = models.CharField(_("language of the host"), max_length=20, validators=[check_tag])
    reply_by = models.DateTimeField(_("reply by"))
    register_by = models.DateTimeField(_("register by"))
    signatory = models.ForeignKey("forum.Office", models.PROTECT, null=True, blank=True, related_name="+")
    letter_prefix = models.CharField(_("prefix of letter numbers"), max_length=30)
    letters_numbered = models.PositiveIntegerField(_("letters numbered so far"), default=0)
    hospitality = models.JSONField(_("hospitality terms"), default=dict, blank=True, validators=[check_texts])
    # How delegations will be ordered, as the letter says it; without a text it says the usual rule.
    ordering = models.JSONField(_("how delegations are ordered"), default=dict, blank=True, validators=[check_texts])
    chase_days = models.JSONField(
        _("days before the deadline on which cities are reminded"),
        default=usual_chase_days,
        blank=True,
        validators=[check_days],
    )
    desk_names = models.JSONField(_("names of the protocol office"), default=dict, validators=[check_texts])
    desk_email = models.EmailField(_("e-mail of the protocol office"))
    desk_phone = models.CharField(_("telephone of the protocol office"), max_length=40, blank=True)

    objects = EditionQuerySet.as_manager()

    DATA = classified(
        public(
            "id slug series names themes city zone starts_on ends_on languages host_language reply_by register_by "
            "signatory letter_prefix letters_numbered hospitality ordering chase_days desk_names"
        ),
        personal("desk_email desk_phone"),
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="edition_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(register_by__gte=F("reply_by")), name="registration_closes_after_answers_are_due"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(get_language() or "en")

    @property
    def zone_label(self) -> str:
        """Whose clock a page shows, in the reader's language: "Shanghai time"."""
        return _("%(city)s time") % {"city": self.city}

    @property
    def desk(self) -> str:
        return pick(self.desk_names, get_language() or "en") or self.desk_email

    def name_in(self, language: str) -> str:
        return pick(self.names, language) or self.slug
