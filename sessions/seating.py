"""The bridge between wishes for sub-forums as rows and the engine that assigns delegations to them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from delegations import orders
from delegations.models import Delegate, Delegation
from delegations.models.answers import Answer
from forum.models import Edition
from sessions.engine.assignment import LAST, Hall, Limits, Placing, Wisher, assign, balance
from sessions.engine.regions import region_of
from sessions.engine.writing import fingerprint
from sessions.models import Attendance, Engagement, SubForum, SubForumPlace, SubForumWish


@dataclass(frozen=True)
class Proposal:
    """Who would sit where, and what it was made of."""

    halls: tuple[SubForum, ...]
    delegations: dict[int, Any]
    wishers: dict[int, Wisher]
    placings: tuple[Placing, ...]
    kept: dict[int, SubForumPlace]

    @cached_property
    def seal(self) -> str:
        """The same as long as nothing that it was made of has changed."""
        return fingerprint([[one.delegation, one.hall, one.because, one.wish] for one in self.placings])[:32]

    def regions(self) -> dict[int, Counter[str]]:
        return balance(self.placings, {one.id: one.region for one in self.wishers.values()})

    def languages(self) -> dict[int, Counter[str]]:
        return balance(self.placings, {one.id: one.language for one in self.wishers.values()})

    def granted(self) -> Counter[int]:
        """How many got their first wish, their second …; under 0 those who had a wish and got none of them."""
        wished = [one for one in self.placings if self.wishers[one.delegation].wishes]
        return Counter(one.wish for one in wished)

    @property
    def differs(self) -> bool:
        """Whether accepting it would change anything."""
        now = {pk: place.subforum_id for pk, place in self.kept.items()}
        return now != {one.delegation: one.hall for one in self.placings if one.hall is not None}


def subforums_of(edition: Edition) -> "QuerySet[SubForum]":
    """Those that delegations may wish for and sit in: open to them, and not cancelled."""
    open_to = [Engagement.Audience.PUBLIC, Engagement.Audience.DELEGATES]
    rows = SubForum.objects.filter(engagement__edition=edition, engagement__cancelled=False)
    rows = rows.filter(engagement__audience__in=open_to)
    return rows.select_related("engagement__edition").order_by("engagement__position", "pk")


def wishes_close(edition: Edition, halls: Sequence[SubForum]) -> datetime:
    """Until when cities may wish: the earliest that was set, else when registration closes."""
    return min((hall.wishes_by for hall in halls if hall.wishes_by), default=edition.register_by)


def wish_of(delegation: Delegation) -> list[int]:
    """The sub-forums that a delegation wishes for, the first wish first."""
    rows = SubForumWish.objects.filter(delegation=delegation).scoped().order_by("rank")
    return list(rows.values_list("subforum_id", flat=True))


def propose(edition: Edition, limits: Limits | None = None) -> Proposal:
    """Who would sit where by the wishes and facts of now. Always as many queries."""
    halls = tuple(subforums_of(edition))
    rows = {row.pk: row for row in delegations_of(edition)}
    kept = {
        row.subforum_places_now[0].delegation_id: row.subforum_places_now[0]
        for row in rows.values()
        if row.subforum_places_now
    }
    places, fixed = orders.places(edition), _fixed(edition, halls)
    wishers = {pk: _wisher(row, places.get(pk, LAST), fixed.get(pk)) for pk, row in rows.items()}
    placings = assign([Hall(hall.pk, hall.seats) for hall in halls], wishers.values(), limits)
    return Proposal(halls, rows, wishers, placings, kept)


def delegations_of(edition: Edition) -> Any:
    """Guests that come or may come, with their wishes and the place that was accepted."""
    rows = Delegation.objects.within(edition).guests().standing().exclude(answer=Answer.NO).select_related("city")
    wishes = SubForumWish.objects.scoped().order_by("rank")
    heads = Delegate.objects.scoped().in_order().select_related("person")
    return rows.order_by("city__key").prefetch_related(
        Prefetch("subforum_wishes", wishes, to_attr="wishes"),
        Prefetch("subforum_places", SubForumPlace.objects.scoped(), to_attr="subforum_places_now"),
        Prefetch("delegates", heads, to_attr="people"),
    )


def _fixed(edition: Edition, halls: Sequence[SubForum]) -> dict[int, int]:
    """The sub-forum in which somebody of a delegation speaks or presides; the first, if there are several."""
    by_item = {hall.engagement_id: hall.pk for hall in halls}
    busy = Attendance.objects.within(edition).exclude(part__in=[Attendance.Part.ATTENDEE, Attendance.Part.GUEST])
    found: dict[int, int] = {}
    fields = ("delegate__delegation_id", "engagement_id", "engagement__parent_id")
    for delegation, item, parent in busy.order_by("engagement__position", "pk").values_list(*fields):
        hall = by_item.get(item) or by_item.get(parent or 0)
        if hall:
            found.setdefault(delegation, hall)
    return found


def _wisher(row: Any, place: int, fixed: int | None) -> Wisher:
    hand = next((one.subforum_id for one in row.subforum_places_now if one.because == "hand"), None)
    return Wisher(
        id=row.pk,
        place=place,
        region=region_of(row.city.zone),
        language=row.language,
        wishes=tuple(one.subforum_id for one in row.wishes),
        wished_at=max((one.wished_at for one in row.wishes), default=None),
        fixed=fixed,
        by_hand=hand,
    )
