"""How an edition orders its guests: policies, what was drawn, places given by hand, and orders that were frozen."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from delegations.precedence import CHAINED
from forum import clock
from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.shapes import check_tag


class RuleName(models.TextChoices):
    """The rules of a chain, as people call them."""

    RANK = "rank", _("rank class of the head")
    OFFICE = "office", _("date of taking office")
    TIE = "tie", _("date of the tie with the host")
    NOTIFIED = "notified", _("time the composition was notified")
    COUNTRY = "country", _("country in the alphabet")
    CITY = "city", _("city in the alphabet")
    LOT = "lot", _("lot")


def check_chain(value: object) -> None:
    """Raises ValidationError unless these are rules, at least one, each once."""
    known = isinstance(value, list) and all(rule in list(CHAINED) for rule in value)
    if not (isinstance(value, list) and known and value and len(set(value)) == len(value)):
        raise ValidationError(_("Choose at least one rule, and each only once."))


class OrderPolicyQuerySet(ScopedQuerySet):
    def current(self) -> Self:
        return self.filter(is_current=True)


class OrderPolicy(ScopedModel):
    """A chain of rules by which the guests of an edition are ordered."""

    class NameForm(models.TextChoices):
        COMMON = "common", _("usual names (South Korea)")
        ISO = "iso", _("names of ISO 3166 (Korea, Republic of)")

    class Variant(models.TextChoices):
        PINYIN = "pinyin", _("by pinyin")
        STROKE = "stroke", _("by strokes")

    class StandIn(models.TextChoices):
        AFTER = "after", _("after the principals of the same class")
        PRINCIPAL = "principal", _("in the principal's place")
        OWN = "own", _("by the office the deputy holds")

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="order_policies")
    name = models.CharField(_("name"), max_length=120)
    chain = models.JSONField(_("rules"), default=list, validators=[check_chain])
    language = models.CharField(_("language of the alphabet"), max_length=20, default="en", validators=[check_tag])
    name_form = models.CharField(_("form of the names"), max_length=20, choices=NameForm, default=NameForm.COMMON)
    variant = models.CharField(_("order of Chinese characters"), max_length=20, choices=Variant, blank=True)
    stand_in = models.CharField(_("deputies standing in"), max_length=20, choices=StandIn, default=StandIn.AFTER)
    # What was drawn last; each draw keeps a row of its own.
    seed = models.CharField(_("lot"), max_length=40, blank=True)
    start = models.CharField(_("country drawn to begin"), max_length=2, blank=True)
    is_current = models.BooleanField(_("the order is made by it"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = OrderPolicyQuerySet.as_manager()

    DATA = classified(public("id edition name chain language name_form variant stand_in seed start is_current version"))

    class Meta:
        verbose_name = _("policy of precedence")
        verbose_name_plural = _("policies of precedence")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("edition", "name", name="policy_name_once_per_edition"),
            models.UniqueConstraint("edition", condition=Q(is_current=True), name="one_current_policy_per_edition"),
        ]

    def __str__(self) -> str:
        return self.name


class DrawQuerySet(ScopedQuerySet):
    EDITION = "policy__edition"


class Draw(ScopedModel):
    """What was drawn for a policy, by whom and when. A new draw does not hide the one before it."""

    class What(models.TextChoices):
        START = "start", _("country to begin with")
        SEED = "seed", _("lot of each delegation")

    policy = models.ForeignKey(OrderPolicy, models.CASCADE, related_name="draws")
    what = models.CharField(_("drawn"), max_length=20, choices=What)
    drawn = models.CharField(_("result"), max_length=40)
    drawn_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(_("at"), default=clock.now)

    objects = DrawQuerySet.as_manager()

    DATA = classified(public("id policy what drawn drawn_at", Keep.TWO_YEARS), personal("drawn_by", Keep.TWO_YEARS))

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.drawn}"


class PlaceByHandQuerySet(ScopedQuerySet):
    EDITION = "delegation__edition"

    def standing(self) -> Self:
        return self.filter(taken_back_at=None)

    def in_turn(self) -> Self:
        """As they are obeyed: the oldest first."""
        return self.order_by("id").select_related("given_by")


class PlaceByHand(ScopedModel):
    """A place that somebody gives against the rules, with a reason. Taken back, it stays on record."""

    class Where(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        AT = "at", _("at the place")

    delegation = models.ForeignKey("delegations.Delegation", models.CASCADE, related_name="places_by_hand")
    where = models.CharField(_("where"), max_length=20, choices=Where)
    other = models.ForeignKey("delegations.Delegation", models.CASCADE, null=True, blank=True, related_name="+")
    place = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    given_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(_("given"), default=clock.now)
    taken_back_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = PlaceByHandQuerySet.as_manager()

    DATA = classified(
        public("id delegation where other place reason given_at taken_back_at", Keep.TWO_YEARS),
        personal("given_by taken_back_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("place by hand")
        verbose_name_plural = _("places by hand")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("delegation", condition=Q(taken_back_at=None), name="one_place_by_hand_at_a_time"),
            models.CheckConstraint(
                condition=Q(where="at", other=None, place__isnull=False, place__gte=1)
                | Q(where__in=["before", "after"], other__isnull=False, place=None),
                name="place_by_hand_is_beside_another_or_a_number",
            ),
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("delegation")), name="nobody_is_placed_beside_himself"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="place_by_hand_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.get_where_display()} {self.other or self.place}"


class FrozenOrderQuerySet(ScopedQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-number")

    def in_force(self, edition: models.Model) -> "FrozenOrder | None":
        """The newest; the ones before it are history."""
        found: FrozenOrder | None = self.within(edition).newest_first().first()
        return found


class FrozenOrder(ScopedModel):
    """An order of precedence as it was fixed: numbered, with its policy, places and reasons. Never changed."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="frozen_orders")
    number = models.PositiveIntegerField(_("version"))
    value: Any = models.JSONField(_("order"))
    checksum = models.CharField(_("checksum"), max_length=64)
    note = models.CharField(_("note"), max_length=300, blank=True)
    frozen_by = models.ForeignKey("forum.User", models.SET_NULL, null=True, related_name="+")
    frozen_at = models.DateTimeField(_("frozen"), default=clock.now)

    objects = FrozenOrderQuerySet.as_manager()

    DATA = classified(
        public("id edition number checksum note frozen_at", Keep.TWO_YEARS),
        personal("value frozen_by", Keep.TWO_YEARS),
    )

    class Meta:
        verbose_name = _("frozen order")
        verbose_name_plural = _("frozen orders")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("edition", "number", name="order_number_once_per_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="order_numbers_begin_with_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
