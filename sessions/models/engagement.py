from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Max, Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.texts import pick

TIMES = frozenset({"starts_at", "ends_at"})


class EngagementQuerySet(ScopedQuerySet):
    def placed(self) -> Self:
        return self.exclude(starts_at=None)

    def unplaced(self) -> Self:
        return self.filter(starts_at=None)

    def in_order(self) -> Self:
        return self.order_by(F("starts_at").asc(nulls_last=True), "position", "pk")

    def fingerprint(self) -> str:
        """Changes whenever an item is added, changed or deleted. One query, whatever there is."""
        seen = self.order_by().aggregate(many=Count("pk"), versions=Sum("version"), newest=Max("pk"))
        return "-".join(str(seen[name] or 0) for name in ("many", "versions", "newest"))

    def with_places(self) -> Self:
        return self.select_related("room__venue", "delegation__city")


class Engagement(ScopedModel):
    """Everything with a time and a place: the draft that organizers move about. Readers see releases, never this."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("plenary")
        SUB_FORUM = "sub_forum", _("sub-forum")
        SPEECH = "speech", _("speech")
        SITE_VISIT = "site_visit", _("site visit")
        SIGNING = "signing", _("signing ceremony")
        BILATERAL = "bilateral", _("bilateral meeting")
        RECEPTION = "reception", _("reception")
        TRANSFER = "transfer", _("transfer")
        SIDE_PROGRAMME = "side_programme", _("side programme")
        MEAL = "meal", _("meal")
        BREAK = "break", _("break")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("public")
        DELEGATES = "delegates", _("all delegates")
        DELEGATION = "delegation", _("one delegation")
        PROTOCOL = "protocol", _("protocol office only")

    class Dress(models.TextChoices):
        BUSINESS = "business", _("business dress")
        FORMAL = "formal", _("dark suit or formal dress")
        BLACK_TIE = "black_tie", _("black tie")
        NATIONAL = "national", _("business or national dress")
        SMART_CASUAL = "smart_casual", _("smart casual")
        OUTDOOR = "outdoor", _("outdoor clothes and flat shoes")

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="engagements")
    key = models.SlugField(_("key"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    titles = models.JSONField(_("titles"), default=dict)
    notes = models.JSONField(_("notes"), default=dict, blank=True)
    room = models.ForeignKey("forum.Room", models.PROTECT, null=True, blank=True, related_name="engagements")
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    # What the room needs before and after: chairs, booths, flags. Readers never see it; the rules and the board do.
    set_up_minutes = models.PositiveSmallIntegerField(_("minutes of set-up before"), default=0)
    clear_minutes = models.PositiveSmallIntegerField(_("minutes to clear afterwards"), default=0)
    # Where a deputy will not do: the rules look at it, readers do not see it.
    head_required = models.BooleanField(_("the head of delegation in person"), default=False)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, default=Audience.DELEGATES)
    delegation = models.ForeignKey(
        "delegations.Delegation", models.CASCADE, null=True, blank=True, related_name="engagements"
    )
    # One of a list, not words of one's own: every guest reads it in his own language.
    dress = models.CharField(_("dress"), max_length=20, choices=Dress, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    # What is heard on which channel of the receivers: a language and its number.
    channels = models.JSONField(_("channels of the interpreters"), default=dict, blank=True)
    # The hour that was promised, as the clocks of a zone show it; the instants follow it when the zone's rules change.
    starts_local = models.CharField(_("starts, by the clock of the place"), max_length=90, blank=True)
    ends_local = models.CharField(_("ends, by the clock of the place"), max_length=90, blank=True)
    cancelled = models.BooleanField(_("cancelled"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = EngagementQuerySet.as_manager()

    DATA = classified(
        public(
            "id edition key kind titles notes room starts_at ends_at set_up_minutes clear_minutes parent position "
            "audience delegation dress languages channels starts_local ends_local cancelled version head_required"
        )
    )

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints = [
            models.UniqueConstraint("edition", "key", condition=~Q(key=""), name="engagement_key_once_per_edition"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="engagement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(audience="delegation") | Q(delegation__isnull=False),
                name="engagement_of_one_delegation_names_it",
            ),
        ]

    def __str__(self) -> str:
        return pick(self.titles, get_language() or "en") or self.get_kind_display()

    def save(self, **options: Any) -> None:
        """Whoever gives it a time promises an hour on the clocks of the forum: both are kept."""
        self.keep_promise()
        if (named := options.get("update_fields")) is not None and TIMES.intersection(named):
            options["update_fields"] = {*named, "starts_local", "ends_local"}
        super().save(**options)

    def keep_promise(self) -> None:
        """Write down the local hours of instants that are new; of instants that stayed the old promise stands."""
        self.starts_local = self._promised(self.starts_at, self.starts_local)
        self.ends_local = self._promised(self.ends_at, self.ends_local)

    def _promised(self, moment: datetime | None, known: str) -> str:
        if moment is None:
            return ""
        promise = clock.promise_in(known)
        if promise and promise.instant_then == moment:
            return known
        try:
            return clock.promised(self.edition.zone, moment)
        except OverflowError:  # at the end of time no clock shows it: then nothing is promised
            return ""


class AttendanceQuerySet(ScopedQuerySet):
    EDITION = "engagement__edition"


class Attendance(ScopedModel):
    """A delegate's part in an engagement."""

    class Part(models.TextChoices):
        CHAIR = "chair", _("chair")
        MODERATOR = "moderator", _("moderator")
        RAPPORTEUR = "rapporteur", _("rapporteur")
        SPEAKER = "speaker", _("speaker")
        SIGNATORY = "signatory", _("signatory")
        WITNESS = "witness", _("witness")
        GUEST = "guest", _("guest of honour")
        ATTENDEE = "attendee", _("participant")

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="attendances")
    delegate = models.ForeignKey("delegations.Delegate", models.CASCADE, related_name="attendances")
    part = models.CharField(_("part"), max_length=20, choices=Part, default=Part.ATTENDEE)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = AttendanceQuerySet.as_manager()

    DATA = classified(public("id engagement part position"), personal("delegate"))

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint("engagement", "delegate", name="one_part_per_delegate_and_engagement")]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.engagement}"
