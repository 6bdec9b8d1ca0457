from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from babel.lists import format_list
from django.db import models
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.locales import babel_tag
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class Power(models.TextChoices):
    ANSWER = "answer", _("answer invitations")
    REGISTER = "register", _("register people and correct their entries")
    TRAVEL = "travel", _("see and change travel")
    SIGN_OFF = "sign_off", _("sign off names")
    PAPERS = "papers", _("see passports and needs")
    GIVE = "give", _("give mandates to others")


# Not given by itself: one's own entry has it, and whoever may register somebody.
PARTICULARS = "particulars"


def every_power() -> list[str]:
    return [str(power) for power in Power]


def in_order(powers: Iterable[str]) -> list[str]:
    """Known powers, each once, in the order in which they are listed everywhere."""
    wanted = set(powers)
    return [power for power in every_power() if power in wanted]


class MandateQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def valid(self) -> Self:
        """Neither revoked nor ended: those that open doors at this moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), revoked_at=None)

    def held_by(self, user: "User") -> Self:
        return self.filter(user=user).valid().scoped()

    def with_power(self, power: str) -> Self:
        # As text, because SQLite cannot ask whether a list in JSON contains a word.
        return self.alias(powers_in_words=Cast("powers", TextField())).filter(powers_in_words__contains=f'"{power}"')

    def for_all(self) -> Self:
        """Those for a delegation as a whole."""
        return self.filter(delegate=None)

    def reaching(self, delegate: Any, of: Any) -> Self:
        """Those that reach this delegate of this delegation: his own, and those for all. Keys, or what gives them."""
        return self.filter(Q(delegate=delegate) | Q(delegate=None), delegation=of)

    def with_names(self) -> Self:
        return self.select_related("user", "given_by", "revoked_by", "delegate__person", "delegation__city")


class Mandate(ScopedModel):
    """An account may act for a delegation, or for one principal of it, with these powers, until it ends.

    Rows are never deleted or used again: whoever gets a mandate a second time gets a second row.
    """

    user = models.ForeignKey("forum.User", models.CASCADE, related_name="mandates")
    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="mandates")
    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, null=True, blank=True, related_name="mandates")
    powers = models.JSONField(_("powers"), default=every_power)
    # The city's one contact: the person whom the host's protocol office calls first.
    is_focal_point = models.BooleanField(_("focal point"), default=False)
    note = models.CharField(_("note verbale or letter"), max_length=200, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    given_at = models.DateTimeField(_("given"), default=clock.now)
    given_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = MandateQuerySet.as_manager()

    DATA = classified(
        public(
            "id delegation delegate powers is_focal_point ends_at given_at revoked_at version",
            Keep.TWO_YEARS,
        ),
        personal("user", Keep.ACCOUNT),
        personal("note given_by revoked_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.UniqueConstraint(
                "user",
                "delegation",
                condition=Q(revoked_at=None, delegate=None),
                name="one_standing_mandate_per_account_and_delegation",
            ),
            models.UniqueConstraint(
                "user",
                "delegate",
                condition=Q(revoked_at=None, delegate__isnull=False),
                name="one_standing_mandate_per_account_and_principal",
            ),
            models.UniqueConstraint(
                "delegation",
                condition=Q(revoked_at=None, is_focal_point=True),
                name="one_focal_point_per_delegation",
            ),
            models.CheckConstraint(
                condition=Q(is_focal_point=False) | Q(delegate=None),
                name="focal_point_acts_for_the_whole_delegation",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("given_at")), name="mandate_ends_after_it_is_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.delegate or self.delegation}"

    @property
    def is_valid(self) -> bool:
        """Whether it opens doors at this moment."""
        return self.revoked_at is None and not self.has_ended

    @property
    def has_ended(self) -> bool:
        return self.ends_at is not None and self.ends_at <= clock.now()

    @property
    def power_words(self) -> list[str]:
        """What it allows, for people."""
        return [str(Power(power).label) for power in in_order(self.powers)]

    @property
    def power_text(self) -> str:
        """The same in one line, short where nothing is left out."""
        if set(every_power()) <= set(self.powers):
            return str(_("everything"))
        return format_list(self.power_words, "unit", locale=babel_tag(get_language() or "en"))

    def allows(self, power: str) -> bool:
        return self.is_valid and power in self.powers
