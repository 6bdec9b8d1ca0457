from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet

if TYPE_CHECKING:
    from forum.models import User


class SubForum(models.Model):
    """What only a sub-forum has: its theme, how many delegations it takes, and until when cities may wish for it."""

    engagement = models.OneToOneField("programme.Engagement", models.CASCADE, related_name="subforum")
    themes = models.JSONField(_("theme"), default=dict, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    wishes_by = models.DateTimeField(_("wishes until"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    DATA = classified(public("id engagement themes seats wishes_by version"))

    class Meta:
        verbose_name = _("sub-forum")
        verbose_name_plural = _("sub-forums")

    def __str__(self) -> str:
        return str(self.engagement)


class WishQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def in_order(self) -> Self:
        return self.order_by("delegation_id", "rank")


class SubForumWish(ScopedModel):
    """A sub-forum that a delegation would like to sit in: the first wish, the second …"""

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="subforum_wishes")
    subforum = models.ForeignKey(SubForum, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField(_("which wish"))
    wished_at = models.DateTimeField(_("wished"), default=clock.now)
    wished_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")

    objects = WishQuerySet.as_manager()

    DATA = classified(public("id delegation subforum rank wished_at"), personal("wished_by"))

    class Meta:
        verbose_name = _("wish for a sub-forum")
        verbose_name_plural = _("wishes for sub-forums")
        constraints = [
            models.UniqueConstraint("delegation", "subforum", name="subforum_wished_once_per_delegation"),
            models.UniqueConstraint("delegation", "rank", name="one_subforum_per_rank_of_wish"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="wishes_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.rank}. {self.subforum}"


class PlaceQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def standing(self) -> Self:
        """Of delegations that have neither declined nor withdrawn."""
        from delegations.models.answers import Answer

        return self.filter(delegation__withdrawn_at=None).exclude(delegation__answer=Answer.NO)


class SubForumPlace(ScopedModel):
    """The sub-forum that a delegation sits in, as the organizers accepted it, and who of it sits there."""

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="subforum_places")
    subforum = models.ForeignKey(SubForum, models.CASCADE, related_name="places")
    delegate = models.ForeignKey("delegations.Delegate", models.SET_NULL, null=True, related_name="+")
    because = models.CharField(_("why"), max_length=20, default="wish")
    wish = models.PositiveSmallIntegerField(_("which wish was met"), default=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    placed_at = models.DateTimeField(_("placed"), default=clock.now)
    placed_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")

    objects = PlaceQuerySet.as_manager()

    DATA = classified(public("id delegation subforum because wish placed_at"), personal("delegate reason placed_by"))

    class Meta:
        verbose_name = _("place in a sub-forum")
        verbose_name_plural = _("places in sub-forums")
        constraints = [
            models.UniqueConstraint("delegation", name="one_subforum_per_delegation"),
            models.CheckConstraint(condition=~Q(because="hand") | ~Q(reason=""), name="subforum_by_hand_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.subforum}"


class SpeakersList(models.Model):
    """How the speeches of a sub-forum or a plenary follow each other, and when their texts are due."""

    class OrderedBy(models.TextChoices):
        PRECEDENCE = "precedence", _("precedence, then time of inscription")
        INSCRIPTION = "inscription", _("time of inscription, then precedence")

    engagement = models.OneToOneField("programme.Engagement", models.CASCADE, related_name="speakers_list")
    ordered_by = models.CharField(
        _("speakers stand in order of"), max_length=20, choices=OrderedBy, default=OrderedBy.PRECEDENCE
    )
    opening_minutes = models.PositiveSmallIntegerField(_("minutes of welcome before the first speech"), default=10)
    changeover_minutes = models.PositiveSmallIntegerField(_("minutes between two speeches"), default=2)
    text_hours = models.PositiveSmallIntegerField(_("hours before a speech when its text is due"), default=24)
    version = models.PositiveIntegerField(_("version"), default=1)

    DATA = classified(public("id engagement ordered_by opening_minutes changeover_minutes text_hours version"))

    class Meta:
        verbose_name = _("list of speakers")
        verbose_name_plural = _("lists of speakers")

    def __str__(self) -> str:
        return str(self.engagement)


class Speech(models.Model):
    """What only a speech has: how long it may be, the language, the interpretation, and its turn."""

    class Interpretation(models.TextChoices):
        SIMULTANEOUS = "simultaneous", _("simultaneous, from the booths of the hall")
        CONSECUTIVE = "consecutive", _("consecutive, which doubles the slot")
        OWN = "own", _("by the speaker’s own interpreter")
        WRITTEN = "written", _("by a written translation, with a pointer who guides the booths")

    engagement = models.OneToOneField("programme.Engagement", models.CASCADE, related_name="speech")
    topics = models.JSONField(_("title of the speech"), default=dict, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=8)
    language = models.CharField(_("language"), max_length=20, blank=True)
    interpretation = models.CharField(
        _("interpretation"), max_length=20, choices=Interpretation, default=Interpretation.SIMULTANEOUS
    )
    pointer = models.CharField(_("pointer or own interpreter"), max_length=120, blank=True)
    inscribed_at = models.DateTimeField(_("inscribed"), null=True, blank=True)
    # A turn that somebody gave: which, why, and who did.
    hand_place = models.PositiveSmallIntegerField(_("turn by hand"), null=True, blank=True)
    hand_reason = models.CharField(_("reason of the turn"), max_length=300, blank=True)
    hand_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    # The city is asked for its text once the office has said so; what was said then is kept.
    asked_at = models.DateTimeField(_("text asked for"), null=True, blank=True)
    text_due_at = models.DateTimeField(_("text due"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    DATA = classified(
        public(
            "id engagement topics minutes language interpretation inscribed_at hand_place asked_at text_due_at version"
        ),
        personal("pointer hand_reason hand_by"),
    )

    class Meta:
        verbose_name = _("speech")
        verbose_name_plural = _("speeches")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="speech_lasts_a_minute"),
            models.CheckConstraint(condition=Q(hand_place=None) | ~Q(hand_reason=""), name="speech_by_hand_says_why"),
            models.CheckConstraint(
                condition=Q(asked_at=None, text_due_at=None) | Q(asked_at__isnull=False),
                name="text_is_due_once_it_is_asked_for",
            ),
        ]

    def __str__(self) -> str:
        return str(self.engagement)


class PaperQuerySet(ScopedQuerySet):
    EDITION = "speech__engagement__edition"

    def held_by(self, user: "User") -> Self:
        """Papers of speeches that this account, or a principal of its, gives."""
        from delegations.models import Delegate
        from delegations.models.mandate import Power
        from sessions.models.engagement import Attendance

        speakers = Attendance.objects.filter(
            part=Attendance.Part.SPEAKER, delegate__in=Delegate.objects.held_by(user, Power.REGISTER)
        ).scoped()
        return self.filter(speech__engagement__in=speakers.values("engagement")).scoped()

    def newest_first(self) -> Self:
        return self.order_by("kind", "-number")


class SpeechPaper(ScopedModel):
    """A text or slides of a speech. Versions are kept: the third text stands beside the first two."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        SLIDES = "slides", _("slides")

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        WITH_BOOTHS = "with_booths", _("with the booths")
        CHECKED = "checked", _("checked")
        RETURNED = "returned", _("returned")

    MOVES = {
        Status.RECEIVED: {Status.WITH_BOOTHS, Status.CHECKED, Status.RETURNED},
        Status.WITH_BOOTHS: {Status.CHECKED, Status.RETURNED},
        Status.CHECKED: {Status.WITH_BOOTHS, Status.RETURNED},
        Status.RETURNED: {Status.RECEIVED},
    }

    speech = models.ForeignKey(Speech, models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    number = models.PositiveSmallIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=20, blank=True)
    document = models.ForeignKey("forum.Document", models.SET_NULL, null=True, related_name="+")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.RECEIVED)
    reason = models.CharField(_("why it was returned"), max_length=500, blank=True)
    late = models.BooleanField(_("late"), default=False)
    sent_at = models.DateTimeField(_("sent"), default=clock.now)
    sent_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")

    objects = PaperQuerySet.as_manager()

    DATA = classified(public("id speech kind number language status late sent_at"), personal("document reason sent_by"))

    class Meta:
        verbose_name = _("paper of a speech")
        verbose_name_plural = _("papers of speeches")
        constraints = [
            models.UniqueConstraint("speech", "kind", "number", name="paper_number_once_per_speech_and_kind"),
            models.CheckConstraint(condition=~Q(status="returned") | ~Q(reason=""), name="returned_paper_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.speech}: {self.get_kind_display()} {self.number}"


class SwapQuerySet(ScopedQuerySet):
    EDITION = "one__engagement__edition"

    def waiting(self) -> Self:
        return self.filter(state=SpeechSwap.State.ASKED)

    def with_speeches(self) -> Self:
        return self.select_related("one__engagement__edition__city", "other__engagement", "asked_by", "answered_by")


class SpeechSwap(ScopedModel):
    """One speaker asks another to change turns. It happens only when both agree."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")

    one = models.ForeignKey(Speech, models.CASCADE, related_name="swaps_asked")
    other = models.ForeignKey(Speech, models.CASCADE, related_name="swaps_answered")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # The turns as they were when it was asked: what was agreed is these two and no others.
    one_starts_at = models.DateTimeField(_("first begins"))
    other_starts_at = models.DateTimeField(_("second begins"))
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    asked_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SwapQuerySet.as_manager()

    DATA = classified(
        public("id one other state one_starts_at other_starts_at asked_at answered_at"),
        personal("note asked_by answered_by"),
    )

    class Meta:
        verbose_name = _("swap of two speeches")
        verbose_name_plural = _("swaps of speeches")
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="nobody_swaps_with_himself"),
            models.UniqueConstraint("one", "other", condition=Q(state="asked"), name="swap_asked_once"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="answered_swap_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ↔ {self.other}"
