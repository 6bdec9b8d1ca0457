from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from delegations.models.answers import Answer
from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.shapes import check_tags, check_texts

if TYPE_CHECKING:
    from forum.models import Office, User


class Way(models.TextChoices):
    """How a letter reaches the addressee."""

    EMAIL = "email", _("e-mail of the city's office")
    INTERNATIONAL_OFFICE = "international_office", _("the city's international office")
    MISSION = "mission", _("its embassy or consulate")
    REPRESENTATIVE = "representative", _("its representative office in the host city")
    HAND = "hand", _("by hand or courier")


class InvitationQuerySet(ScopedQuerySet):
    def sent(self) -> Self:
        return self.filter(state=Invitation.State.SENT)

    def drafts(self) -> Self:
        return self.filter(state=Invitation.State.DRAFT)

    def open(self) -> Self:
        return self.exclude(state=Invitation.State.WITHDRAWN)

    def held_by(self, user: "User") -> Self:
        """Those to delegations that this account acts for or belongs to; `policies.may_answer` says who answers."""
        from delegations.models.delegation import Delegation

        return self.filter(delegation__in=Delegation.objects.held_by(user)).scoped()

    def with_addressee(self) -> Self:
        return self.select_related(
            "delegation__city", "office__city", "edition__city", "edition__signatory__city", "signatory__city"
        )

    def declined(self) -> Self:
        """Whose newest answer is a no."""
        return self.with_latest_answer().filter(latest_answer=Answer.NO)

    def with_latest_answer(self) -> Self:
        """`latest_answer`, `latest_at`: what was answered to this very letter last, and when; None before that."""
        newest = Reply.objects.filter(invitation=OuterRef("pk")).scoped().order_by("-pk")
        return self.annotate(
            latest_answer=models.Subquery(newest.values("answer")[:1]),
            latest_at=models.Subquery(newest.values("at")[:1]),
        )

    def vacant(self) -> Self:
        """Places of the first choice that are free again: declined, with no deputy invited and no reserve moved up."""
        followed = Invitation.objects.filter(follows=OuterRef("pk")).exclude(state="withdrawn").scoped()
        filled = Invitation.objects.filter(moved_up_for=OuterRef("pk")).scoped()
        return self.declined().filter(~Exists(followed), ~Exists(filled), tier=1).open()

    def reserves(self) -> Self:
        """Drafts of a later choice, the nearest first."""
        return self.drafts().filter(tier__gt=1).order_by("tier", "wave", "delegation__city__key")


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

    class FollowsAs(models.TextChoices):
        DEPUTY = "deputy", _("to the deputy, after the principal declined")
        REISSUE = "reissue", _("to a new holder of the office")

    MOVES = {
        State.DRAFT: frozenset({State.SENT, State.WITHDRAWN}),
        State.SENT: frozenset({State.WITHDRAWN}),
        State.WITHDRAWN: frozenset(),
    }
    LAST_TIER = 9

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

    tier = models.PositiveSmallIntegerField(_("choice"), default=1)
    wave = models.DateField(_("planned for"), null=True, blank=True)
    # Empty means the edition's. Who signs and on which terms is written down when the letter goes out, so that it
    # stays as it was sent; only the deadline may still move with the edition's.
    signatory = models.ForeignKey("forum.Office", models.PROTECT, null=True, blank=True, related_name="+")
    languages = models.JSONField(_("languages"), default=list, blank=True, validators=[check_tags])
    hospitality = models.JSONField(_("hospitality terms"), default=dict, blank=True, validators=[check_texts])
    ordering = models.JSONField(_("how delegations are ordered"), default=dict, blank=True, validators=[check_texts])
    reply_by = models.DateTimeField(_("reply by"), null=True, blank=True)
    way = models.CharField(_("way"), max_length=30, choices=Way, default=Way.EMAIL)
    via_name = models.CharField(_("through"), max_length=200, blank=True)
    via_email = models.EmailField(_("e-mail of whoever passes it on"), blank=True)
    enclosures = models.ManyToManyField("delegations.Enclosure", related_name="invitations", blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    follows_as = models.CharField(_("follows"), max_length=20, choices=FollowsAs, blank=True)
    moved_up_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_why = models.CharField(_("reason"), max_length=300, blank=True)
    is_held = models.BooleanField(_("not to be reminded"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = InvitationQuerySet.as_manager()

    DATA = classified(
        public(
            "id edition delegation office state number sent_at code_generation document tier wave signatory languages "
            "hospitality ordering reply_by way follows follows_as moved_up_for withdrawn_at is_held version",
            Keep.TWO_YEARS,
        ),
        personal("addressee sent_by via_name via_email withdrawn_why", Keep.TWO_YEARS),
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
            models.CheckConstraint(condition=Q(tier__gte=1, tier__lte=9), name="choice_is_from_one_to_nine"),
            models.CheckConstraint(
                condition=Q(follows=None, follows_as="") | Q(follows__isnull=False) & ~Q(follows_as=""),
                name="letter_that_follows_says_why",
            ),
            models.UniqueConstraint("follows", condition=~Q(state="withdrawn"), name="one_open_letter_follows_another"),
            models.UniqueConstraint("moved_up_for", name="one_reserve_moves_up_for_a_place"),
            models.CheckConstraint(
                condition=Q(state="withdrawn") | Q(withdrawn_at=None, withdrawn_why=""),
                name="only_a_withdrawn_invitation_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number or f"{self.office}"

    @property
    def letter_number(self) -> str:
        """As printed on the letter, "GMD-2025/007"; empty for a draft."""
        return f"{self.edition.letter_prefix}/{self.number:03d}" if self.number else ""

    @property
    def answer_by(self) -> datetime:
        """Until when an answer is asked: the letter's own day, else the edition's."""
        return self.reply_by or self.edition.reply_by

    @property
    def signed_by(self) -> "Office | None":
        """The office whose holder signs: the letter's own, else the edition's."""
        return self.signatory or self.edition.signatory

    @property
    def mail_address(self) -> str:
        """Where the mail goes: to whoever passes it on, else to the city's office."""
        return self.via_email or self.delegation.contact_email

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
    # By which day one hears, from a city that has not decided.
    expected_on = models.DateField(_("decision expected on"), null=True, blank=True)
    # When it was said or written, if somebody of the host entered it afterwards.
    said_at = models.DateTimeField(_("said at"), null=True, blank=True)
    why_late = models.CharField(_("reason for taking it after the deadline"), max_length=300, blank=True)

    objects = ReplyQuerySet.as_manager()

    DATA = classified(
        public("id invitation answer channel at expected_on said_at", Keep.TWO_YEARS),
        personal("representative_name representative_title given_by given_by_email note user why_late", Keep.TWO_YEARS),
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
            models.CheckConstraint(
                condition=Q(answer="pending") | Q(expected_on=None), name="only_an_open_answer_says_when_to_expect_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation}: {self.get_answer_display()}"


def by_day(day: date | None) -> str:
    """The address of a wave: its day, or "none"."""
    return day.isoformat() if day else "none"
