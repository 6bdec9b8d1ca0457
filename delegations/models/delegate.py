from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delegations.models.answers import Answer
from forum import folding
from forum.models.office import Office
from forum.privacy import classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.texts import pick

if TYPE_CHECKING:
    from forum.models import User


# Who goes before all others of a delegation, whatever the places that it gave them.
FIRST = ("head", "deputy_head")


class DelegateQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def held_by(self, user: "User", power: str = "") -> Self:
        """Those whose entry this account may see: oneself, and every principal that a mandate of its reaches.

        With a power: oneself, and those that a mandate with this power reaches.
        """
        from delegations.models.mandate import Mandate

        mandates = Mandate.objects.held_by(user).reaching(OuterRef("pk"), OuterRef("delegation"))
        if power:
            mandates = mandates.with_power(power)
        return self.filter(Q(user=user) | Exists(mandates)).scoped()

    def awaited(self) -> Self:
        """Those whose delegation has neither declined nor withdrawn."""
        return self.filter(delegation__withdrawn_at=None).exclude(delegation__answer=Answer.NO)

    def in_order(self) -> Self:
        """The head first, then the deputy, then as the delegation ordered its members."""
        ranks = [When(role=role, then=Value(rank)) for rank, role in enumerate(FIRST)]
        return self.order_by(Case(*ranks, default=Value(len(FIRST))), "position", "pk")

    def with_dossier(self) -> Self:
        """With everything that a dossier is judged by, in a fixed number of queries."""
        found = self.with_names().select_related("dossier", "travel_document", "portrait", "visa", "needs")
        return found.prefetch_related("flights", "consents")

    def named(self, text: str) -> Self:
        """Those whose name somebody may mean who types this, in whatever script."""
        return self.filter(folding.matching(text, "person__folded"))

    def with_names(self) -> Self:
        return self.select_related("person", "delegation__city", "delegation__edition")


class Delegate(ScopedModel):
    """A person as a member of a delegation."""

    class Role(models.TextChoices):
        HEAD = "head", _("head of delegation")
        DEPUTY_HEAD = "deputy_head", _("deputy head")
        MEMBER = "member", _("member")
        INTERPRETER = "interpreter", _("interpreter")
        AIDE = "aide", _("aide")
        SECURITY = "security", _("security")
        PRESS = "press", _("press")
        SPOUSE = "spouse", _("spouse or partner")
        BUSINESS = "business", _("accompanying business")
        UNIVERSITY = "university", _("accompanying university")

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="delegates")
    person = models.ForeignKey("forum.Person", models.PROTECT, related_name="delegates")
    user = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="delegates")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    titles = models.JSONField(_("title"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the delegation"), default=1)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=20, default="en")
    # The steps that the protocol office takes; what the delegate does himself is seen from what he entered.
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accredited_at = models.DateTimeField(_("accredited"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    # Of somebody who leads a delegation and holds no office on file: the order of precedence asks for it.
    rank_class = models.CharField(_("rank class"), max_length=20, choices=Office.RankClass, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = DelegateQuerySet.as_manager()

    DATA = classified(
        public("id delegation role position language accepted_at accredited_at arrived_at rank_class version"),
        personal("person user titles email"),
    )

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint("delegation", "person", name="delegate_once_per_delegation"),
            models.UniqueConstraint("delegation", condition=Q(role="head"), name="one_head_per_delegation"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | Q(accredited_at=None, arrived_at=None),
                name="only_who_is_accepted_is_accredited_and_arrives",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def place(self) -> tuple[int, int, int]:
        """What a delegation's people are sorted by; the same as `in_order`."""
        rank = FIRST.index(self.role) if self.role in FIRST else len(FIRST)
        return rank, self.position, self.pk

    @property
    def title(self) -> str:
        return pick(self.titles, get_language() or "en")
