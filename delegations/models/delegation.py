from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from delegations.models.answers import Answer
from forum.privacy import classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class DelegationQuerySet(ScopedQuerySet):
    def held_by(self, user: "User", power: str = "") -> Self:
        """Those that this account may act for, also for one principal only, or belongs to.

        With a power: those for which as a whole it has this power.
        """
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Mandate

        mandates = Mandate.objects.held_by(user).filter(delegation=OuterRef("pk"))
        if power:
            return self.filter(Exists(mandates.for_all().with_power(power))).scoped()
        own = Delegate.objects.scoped().filter(delegation=OuterRef("pk"), user=user)
        return self.filter(Exists(mandates) | Exists(own)).scoped()

    def guests(self) -> Self:
        return self.filter(is_host=False)

    def answered(self) -> Self:
        return self.exclude(answer="")

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> Self:
        return self.exclude(withdrawn_at=None)

    def coming(self) -> Self:
        return self.standing().filter(answer__in=[Answer.YES, Answer.REPRESENTED])

    def invited(self) -> Self:
        """A letter of invitation has been sent."""
        from delegations.models.invitation import Invitation

        sent = Invitation.objects.scoped().filter(delegation=OuterRef("pk")).sent()
        return self.filter(Exists(sent))

    def registered(self) -> Self:
        return self.exclude(registered_at=None)

    def with_letter(self) -> Self:
        """`letter_pk` and `letter_count`: the newest open letter and its number, None where there is none."""
        from delegations.models.invitation import Invitation

        letters = Invitation.objects.scoped().filter(delegation=OuterRef("pk")).open().order_by("-pk")
        return self.annotate(
            letter_pk=Subquery(letters.values("pk")[:1]), letter_count=Subquery(letters.values("number")[:1])
        )

    def with_first_notified(self) -> Self:
        """`first_notified`: when the composition was notified for the first time; None before that."""
        from delegations.models.nomination import NominationEntry

        first = NominationEntry.objects.filter(delegation=OuterRef("pk")).scoped().notified()
        return self.annotate(first_notified=Subquery(first.values("at")[:1]))

    def with_headcount(self) -> Self:
        return self.annotate(headcount=Count("delegates", distinct=True))

    def with_flights_missing(self) -> Self:
        """`flights_missing`: how many delegates have no flight in."""
        # Counted as a difference: "not in" would also hold for the flight home of somebody who has both.
        everybody = Count("delegates", distinct=True)
        met = Count("delegates", filter=Q(delegates__flights__direction="in"), distinct=True)
        return self.annotate(flights_missing=everybody - met)


class Delegation(ScopedModel):
    """The group that a city sends to one edition."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="delegations")
    city = models.ForeignKey("forum.City", models.PROTECT, related_name="delegations")
    is_host = models.BooleanField(_("the host's own"), default=False)
    language = models.CharField(_("language of its letters"), max_length=20, default="en")
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail of the office"), blank=True)
    # Kept beside the replies so that a list of all cities needs one query; the replies say who and when.
    answer = models.CharField(_("answer"), max_length=20, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registration handed in"), null=True, blank=True)
    # Kept beside the withdrawals, as the answer is beside the replies.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = DelegationQuerySet.as_manager()

    DATA = classified(
        public("id edition city is_host language answer answered_at registered_at withdrawn_at version"),
        personal("contact_name contact_email"),
    )

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.UniqueConstraint("edition", "city", name="one_delegation_per_city_and_edition"),
            models.UniqueConstraint("edition", condition=Q(is_host=True), name="one_host_delegation_per_edition"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answer_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.city)
