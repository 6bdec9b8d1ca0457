from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public

# What people call each kind of letter.
LABELS = {
    "sign_in_code": _("code to sign in"),
    "invitation": _("invitation"),
    "invitation_withdrawn": _("withdrawal of an invitation"),
    "reply_reminder": _("reminder of an answer"),
    "composition_receipt": _("receipt for a list of delegates"),
    "reply_receipt": _("receipt for an answer"),
    "itinerary": _("itinerary"),
    "delegate_replaced": _("notice of a replacement"),
    "withdrawal_confirmed": _("confirmation of a withdrawal"),
    "size_answered": _("answer to a request for more people"),
    "mandate_given": _("mandate given"),
    "mandate_revoked": _("mandate revoked"),
}


class MessageQuerySet(models.QuerySet["Message"]):
    def open(self) -> Self:
        """Not yet sent and still wanted."""
        return self.filter(state__in=[Message.State.WAITING, Message.State.SENDING])

    def due(self) -> Self:
        """Whatever may be claimed now: waiting and due, or claimed by somebody whose lease ran out."""
        wanted = Q(expires_at=None) | Q(expires_at__gt=Now())
        return self.filter(
            wanted,
            Q(state=Message.State.WAITING, due_at__lte=Now()) | Q(state=Message.State.SENDING, lease_until__lt=Now()),
        )

    def sent(self) -> Self:
        return self.filter(state=Message.State.SENT)

    def on_the_call_list(self) -> Self:
        """Somebody must be telephoned: the letter will not arrive by itself."""
        return self.filter(state__in=[Message.State.REFUSED, Message.State.EXPIRED, Message.State.UNREACHABLE])


class Message(models.Model):
    """One letter to one recipient, on record from the moment its reason was saved. Only the outbox writes it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        SUPERSEDED = "superseded", _("overtaken by a newer letter")
        NEEDLESS = "needless", _("nothing left to say")
        EXPIRED = "expired", _("too late to be of use")
        REFUSED = "refused", _("refused by the mail server")
        UNREACHABLE = "unreachable", _("no address")

    key = models.CharField(_("key"), max_length=120, unique=True)
    letter = models.CharField(_("letter"), max_length=60)
    # Letters on one topic overtake each other: of a delegate's itinerary letters only the newest counts.
    topic = models.CharField(_("topic"), max_length=120, blank=True)
    edition = models.ForeignKey("forum.Edition", models.CASCADE, null=True, related_name="letters")
    to_address = models.CharField(_("address"), max_length=254, blank=True)
    to_name = models.CharField(_("recipient"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=20)
    context = models.JSONField(_("what it is about"), default=dict)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    posted_at = models.DateTimeField(_("posted"), default=clock.now)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("of no use after"), null=True)
    lease_until = models.DateTimeField(_("claimed until"), null=True)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    version = models.PositiveIntegerField(_("version it tells"), null=True)
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    last_reply = models.CharField(_("last answer of the mail server"), max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    DATA = classified(
        public(
            "id key letter topic edition language state posted_at due_at expires_at lease_until attempt version "
            "message_id sent_at",
            Keep.TWO_YEARS,
        ),
        personal("to_address to_name context last_reply", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="letter_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="letter_sending"),
            models.Index(fields=["topic", "id"], condition=~Q(topic=""), name="letter_topic"),
            models.Index(fields=["edition", "-id"], name="letter_of_edition"),
        ]
        constraints = [
            models.UniqueConstraint(
                "topic", condition=Q(state="sending") & ~Q(topic=""), name="one_letter_at_a_time_on_a_topic"
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False) | ~Q(state="sending"),
                name="claimed_letter_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"), name="sent_letter_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} → {self.to_address}"

    @property
    def on_call_list(self) -> bool:
        return self.state in {self.State.REFUSED, self.State.EXPIRED, self.State.UNREACHABLE}

    @property
    def state_kind(self) -> str:
        """Which sign stands beside the state: good, wait, wrong or off."""
        if self.on_call_list:
            return "wrong"
        return {self.State.SENT: "good", self.State.WAITING: "wait", self.State.SENDING: "wait"}.get(
            self.State(self.state), "off"
        )

    @property
    def letter_label(self) -> str:
        return str(LABELS.get(self.letter, self.letter))
