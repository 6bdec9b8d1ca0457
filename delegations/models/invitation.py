from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegations.models.answers import Answer
from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class InvitationQuerySet(ScopedQuerySet):
    def sent(self) -> Self:
        return self.filter(state=Invitation.State.SENT)

    def drafts(self) -> Self:
        return self.filter(state=Invitation.State.DRAFT)

    def open(self) -> Self:
        return self.exclude(state=Invitation.State.WITHDRAWN)

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegation import Delegation

        return self.filter(delegation__in=Delegation.objects.held_by(user)).scoped()

    def with_addressee(self) -> Self:
        return self.select_related("delegation__city", "office__city", "edition__city", "edition__signatory")


class WrongMoment(Exception):
    """A letter cannot go from its state to this one."""

    def __init__(self, invitation: "Invitation", to: str) -> None:
        super().__init__(f"{invitation} is “{invitation.state}” and cannot become “{to}”.")
        self.invitation, self.to = invitation, to


class Invitation(ScopedModel):
    """A letter from the host's mayor to the holder of an office. Its number is given when it is sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MOVES = {
        State.DRAFT: frozenset({State.SENT, State.WITHDRAWN}),
        State.SENT: frozenset({State.WITHDRAWN}),
        State.WITHDRAWN: frozenset(),
    }

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="invitations")
    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="invitations")
    office = models.ForeignKey("forum.Office", models.PROTECT, related_name="invitations")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(_("letter number"), null=True, blank=True)
    # The names as they stood when the letter went out; the holder of the office may change afterwards.
    addressee = models.CharField(_("addressee"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    # Raising it makes every answer code given out before worthless.
    code_generation = models.PositiveSmallIntegerField(_("generation of the answer code"), default=1)
    document = models.ForeignKey("forum.Document", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    DATA = classified(
        public("id edition delegation office state number sent_at code_generation document", Keep.TWO_YEARS),
        personal("addressee sent_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint("edition", "number", name="letter_number_once_per_edition"),
            models.UniqueConstraint(
                "delegation", "office", condition=~Q(state="withdrawn"), name="one_open_invitation_per_office"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(number__isnull=False, sent_at__isnull=False),
                name="sent_invitation_has_a_number_and_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number or f"{self.office}"

    @property
    def letter_number(self) -> str:
        """As printed on the letter, "GMD-2025/007"; empty for a draft."""
        return f"{self.edition.letter_prefix}/{self.number:03d}" if self.number else ""

    def move(self, to: State) -> None:
        """Into another state, along the table. Raises WrongMoment."""
        if to not in self.MOVES[self.State(self.state)]:
            raise WrongMoment(self, to)
        self.state = to


class ReplyQuerySet(ScopedQuerySet):
    EDITION = "invitation__edition"


class Reply(ScopedModel):
    """What was answered, by whom, when and how. Nothing is ever changed here; the newest counts."""

    class Channel(models.TextChoices):
        LETTER = "letter", _("from the letter")
        PORTAL = "portal", _("in the portal")
        PHONE = "phone", _("by telephone")
        PAPER = "paper", _("on paper")

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="replies")
    answer = models.CharField(_("answer"), max_length=20, choices=Answer)
    representative_name = models.CharField(_("representative"), max_length=200, blank=True)
    representative_title = models.CharField(_("title of the representative"), max_length=200, blank=True)
    given_by = models.CharField(_("answered by"), max_length=200)
    given_by_email = models.EmailField(_("e-mail of whoever answered"), blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    user = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    objects = ReplyQuerySet.as_manager()

    DATA = classified(
        public("id invitation answer channel at", Keep.TWO_YEARS),
        personal("representative_name representative_title given_by given_by_email note user", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="represented") | ~Q(representative_name=""), name="representative_is_named"
            ),
            models.CheckConstraint(
                condition=Q(answer="represented") | Q(representative_name="", representative_title=""),
                name="representative_only_when_represented",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation}: {self.get_answer_display()}"
