"""Where guests sleep: hotels, blocks of rooms, rooms that are booked, who sleeps in them, and what they wish."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public
from forum.scope import ScopedModel, ScopedQuerySet
from forum.shapes import check_texts
from forum.texts import pick

if TYPE_CHECKING:
    from forum.models import User


class RoomKind(models.TextChoices):
    SINGLE = "single", _("single room")
    DOUBLE = "double", _("double room")
    TWIN = "twin", _("twin room")
    SUITE = "suite", _("suite")


BEDS = {RoomKind.SINGLE: 1, RoomKind.DOUBLE: 2, RoomKind.TWIN: 2, RoomKind.SUITE: 2}


class Hotel(ScopedModel):
    """A hotel of the forum, named and addressed also in the language of the host, for the taxi."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="hotels")
    names = models.JSONField(_("names"), default=dict, validators=[check_texts])
    addresses = models.JSONField(_("addresses"), default=dict, blank=True, validators=[check_texts])
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = ScopedQuerySet.as_manager()

    DATA = classified(public("id edition names addresses phone version"))

    class Meta:
        verbose_name = _("hotel")
        verbose_name_plural = _("hotels")
        ordering = ["id"]

    def __str__(self) -> str:
        return pick(self.names, get_language() or "en")

    @property
    def address(self) -> str:
        return pick(self.addresses, get_language() or "en")


class RoomBlockQuerySet(ScopedQuerySet):
    EDITION = "hotel__edition"


class RoomBlock(ScopedModel):
    """So many rooms of a kind that a hotel holds for us; the last night is exclusive."""

    hotel = models.ForeignKey(Hotel, models.CASCADE, related_name="blocks")
    kind = models.CharField(_("kind of room"), max_length=6, choices=RoomKind)
    rooms = models.PositiveSmallIntegerField(_("rooms"))
    first_night = models.DateField(_("first night"))
    until = models.DateField(_("until"))
    cut_off_on = models.DateField(_("cut-off day"), null=True, blank=True)
    price = models.DecimalField(_("price of a night"), max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = RoomBlockQuerySet.as_manager()

    DATA = classified(public("id hotel kind rooms first_night until cut_off_on price currency version"))

    class Meta:
        verbose_name = _("block of rooms")
        verbose_name_plural = _("blocks of rooms")
        ordering = ["first_night", "kind", "id"]
        constraints = [
            models.UniqueConstraint("hotel", "kind", "first_night", "until", name="one_block_per_kind_and_nights"),
            models.CheckConstraint(condition=Q(until__gt=F("first_night")), name="block_holds_at_least_one_night"),
            models.CheckConstraint(condition=Q(rooms__gte=1), name="block_holds_at_least_one_room"),
            models.CheckConstraint(condition=Q(price=None) | ~Q(currency=""), name="price_has_a_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.rooms} × {self.get_kind_display()}"


class BookedRoomQuerySet(ScopedQuerySet):
    EDITION = "hotel__edition"

    def slept_in(self) -> Self:
        """Those with somebody in them: a room whose guests are gone is free."""
        return self.filter(Exists(Stay.objects.scoped().filter(room=OuterRef("pk"))))


class BookedRoom(ScopedModel):
    """One room for some nights. Those who share it share its nights, since there is only one room."""

    hotel = models.ForeignKey(Hotel, models.PROTECT, related_name="booked")
    kind = models.CharField(_("kind of room"), max_length=6, choices=RoomKind)
    first_night = models.DateField(_("first night"))
    until = models.DateField(_("until"))
    number = models.CharField(_("room number"), max_length=12, blank=True)

    objects = BookedRoomQuerySet.as_manager()

    DATA = classified(public("id hotel kind"), personal("first_night until number", Keep.ONE_MONTH))

    class Meta:
        verbose_name = _("booked room")
        verbose_name_plural = _("booked rooms")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("first_night")), name="room_is_booked_for_at_least_one_night"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hotel}, {self.get_kind_display()}"

    @property
    def nights(self) -> int:
        return (self.until - self.first_night).days


class StayQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"

    def held_by(self, user: "User") -> Self:
        from delegations.models.delegate import Delegate
        from delegations.models.mandate import Power

        return self.filter(delegate__in=Delegate.objects.held_by(user, Power.TRAVEL)).scoped()


class Stay(ScopedModel):
    """Where a delegate sleeps: a bed in a booked room, or elsewhere. The host pays its nights, the guest the others."""

    delegate = models.OneToOneField("delegations.Delegate", models.CASCADE, related_name="stay")
    room = models.ForeignKey(BookedRoom, models.CASCADE, null=True, blank=True, related_name="stays")
    bed = models.PositiveSmallIntegerField(_("bed"), default=1)
    elsewhere = models.CharField(_("stays elsewhere"), max_length=120, blank=True)
    host_from = models.DateField(_("first night that the host pays"), null=True, blank=True)
    host_until = models.DateField(_("until"), null=True, blank=True)
    early = models.BooleanField(_("early check-in"), default=False)
    late = models.BooleanField(_("late check-out"), default=False)
    note = models.CharField(_("note for the hotel"), max_length=200, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = StayQuerySet.as_manager()

    DATA = classified(
        public("id delegate bed version"),
        personal("room elsewhere host_from host_until early late note", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.UniqueConstraint("room", "bed", name="one_guest_per_bed"),
            models.CheckConstraint(condition=Q(bed__in=[1, 2]), name="a_room_has_at_most_two_beds"),
            models.CheckConstraint(
                condition=Q(room=None) & ~Q(elsewhere="") | Q(room__isnull=False, elsewhere=""),
                name="sleeps_in_a_room_or_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(host_from=None, host_until=None) | Q(host_until__gt=F("host_from")),
                name="the_host_pays_whole_nights",
            ),
        ]

    def __str__(self) -> str:
        return str(self.room or self.elsewhere)


class StayWishQuerySet(ScopedQuerySet):
    EDITION = "delegate__delegation__edition"


class StayWish(ScopedModel):
    """What the guest would like: nights, kind of room, with whom; or to stay elsewhere."""

    delegate = models.OneToOneField("delegations.Delegate", models.CASCADE, related_name="stay_wish")
    elsewhere = models.CharField(_("stays elsewhere"), max_length=120, blank=True)
    kind = models.CharField(_("kind of room"), max_length=6, choices=RoomKind, blank=True)
    first_night = models.DateField(_("first night"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    shares_with = models.CharField(_("shares with"), max_length=120, blank=True)
    early = models.BooleanField(_("early check-in"), default=False)
    late = models.BooleanField(_("late check-out"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = StayWishQuerySet.as_manager()

    DATA = classified(
        public("id delegate version"),
        personal("elsewhere kind first_night until shares_with early late", Keep.ONE_MONTH),
    )

    class Meta:
        verbose_name = _("wish for a room")
        verbose_name_plural = _("wishes for rooms")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_night=None) | Q(until=None) | Q(until__gt=F("first_night")),
                name="wish_is_for_at_least_one_night",
            ),
        ]

    def __str__(self) -> str:
        return self.elsewhere or str(self.get_kind_display())


def with_stay_state(delegates: Any) -> Any:
    """`stay_state` of each delegate: "booked", "elsewhere", "wished", or "" while nobody knows."""
    mine = Stay.objects.scoped().filter(delegate=OuterRef("pk"))
    wishes = StayWish.objects.scoped().filter(delegate=OuterRef("pk"))
    return delegates.annotate(
        stay_state=Case(
            When(Exists(mine.filter(room__isnull=False)), then=Value("booked")),
            When(Exists(mine), then=Value("elsewhere")),
            When(Exists(wishes), then=Value("wished")),
            default=Value(""),
        )
    )
