"""The board as a page shows it: days, lanes and cards of the draft."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from forum import clock
from forum.models import Edition, Room
from sessions.engine.values import Item, Span
from sessions.item_words import Telling, kind_label
from sessions.models import RoomClosure

ALL_DAY = timedelta(hours=8)  # longer than this is shown above the hours, not among them
LOOKS = {"signing": "signing", "site_visit": "visit"} | dict.fromkeys(
    ("side_programme", "transfer", "meal", "break"), "quiet"
)
MOST_NOTES = 6


@dataclass(frozen=True, slots=True)
class Inside:
    """A smaller item, shown within the card of the larger."""

    pk: int
    title: str
    when: str
    clash: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One item on the board or in the tray."""

    pk: int
    version: int
    title: str
    kind: str
    look: str
    when: str
    start: str
    note: str
    at: int
    quarters: int
    minutes: int
    clash: bool
    warned: bool  # a rule only warns here: worth a look, and calm
    cancelled: bool
    inside: list[Inside]
    more: int


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a lane in which nothing else can be: set-up, clearing, or a closed room."""

    look: str
    at: int
    quarters: int
    words: str

    def within(self, first: int, last: int) -> "Band | None":
        """What of it falls into the quarters that are shown."""
        start, end = max(self.at, first), min(self.at + self.quarters, last)
        return replace(self, at=start, quarters=end - start) if start < end else None


@dataclass(frozen=True, slots=True)
class Lane:
    room: str
    name: str
    seats: int | None
    cards: list[Card]
    bands: list[Band] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    heading: str
    through: list[Card]
    lanes: list[Lane]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything on the board; the hours are the first one shown and how many."""

    first_hour: int
    hours: int
    days: list[Day]
    tray: list[Card]
    marks: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the cards are drawn from."""

    edition: Edition
    items: tuple[Item, ...]  # as they are held: cancelled with what is around them
    versions: Mapping[int, int]
    clashing: frozenset[int]  # what stops a release
    telling: Telling
    warned: frozenset[int] = frozenset()
    buffers: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # item → minutes before and after
    closures: tuple[RoomClosure, ...] = ()
    lengths: Mapping[int, int] = field(default_factory=dict)  # of what lies in the tray and says how long it is

    def plan(self, rooms: Iterable[Room]) -> Plan:
        """Days × rooms; the lane at the end is for what happens in no room of the house."""
        inside = self._inside()
        hidden = {child.id for children in inside.values() for child in children}
        placed = [item for item in self.items if item.span and item.id not in hidden]
        first, hours = self._hours(placed)
        days: defaultdict[date, list[Item]] = defaultdict(list)
        for item in placed:
            days[clock.day_at(self.edition.zone, _span(item).start)].append(item)
        shown = (first * 4, (first + hours) * 4)
        lanes = [(str(room.pk), str(room), room.capacity) for room in rooms]
        return Plan(
            first_hour=first,
            hours=hours,
            days=[self._day(day, days.get(day, []), lanes, inside, shown) for day in self._dates(days)],
            tray=[self._card(item, []) for item in self.items if item.span is None],
            marks=[(hour * 4, f"{hour:02}:00") for hour in range(first, first + hours)],
        )

    def _dates(self, busy: Iterable[date]) -> list[date]:
        edition = self.edition
        own = {edition.starts_on + timedelta(days=n) for n in range((edition.ends_on - edition.starts_on).days + 1)}
        return sorted(own | set(busy))

    def _inside(self) -> dict[int, list[Item]]:
        """Items that share room and hours with the item around them: they are shown within its card."""
        by_id = {item.id: item for item in self.items if item.span}
        inside: defaultdict[int, list[Item]] = defaultdict(list)
        for item in by_id.values():
            around = by_id.get(item.parent) if item.parent is not None else None
            if around and item.room in (None, around.room) and _span(around).contains(_span(item)):
                inside[around.id].append(item)
        return {number: sorted(items, key=lambda i: _span(i).start) for number, items in inside.items()}

    def _hours(self, placed: list[Item]) -> tuple[int, int]:
        spans = [_span(item) for item in placed if not self._through_the_day(_span(item))]
        starts = [clock.local(self.edition.zone, span.start).hour for span in spans]
        ends = [self._quarter(span) + _quarters(span) for span in spans]
        first = min([8, *starts])
        last = max([20, *(-(-end // 4) for end in ends)])
        return first, min(last, 24) - first

    def _through_the_day(self, span: Span) -> bool:
        midnight = clock.day_at(self.edition.zone, span.start) != clock.day_at(
            self.edition.zone, span.end - timedelta(microseconds=1)
        )
        return midnight or span.end - span.start > ALL_DAY

    def _day(
        self,
        day: date,
        items: list[Item],
        lanes: list[tuple[str, str, int | None]],
        inside: Mapping[int, list[Item]],
        shown: tuple[int, int],
    ) -> Day:
        through = [item for item in items if self._through_the_day(_span(item))]
        known = {room for room, _name, _seats in lanes}
        by_lane: defaultdict[str, list[Card]] = defaultdict(list)
        for item in sorted(items, key=lambda i: (_span(i).start, i.id)):
            if item not in through:
                lane = str(item.room) if str(item.room) in known else ""
                by_lane[lane].append(self._card(item, inside.get(item.id, [])))
        return Day(
            on=day,
            heading=clock.day_text(self.telling.language, day),
            through=[self._card(item, []) for item in through],
            lanes=[*self._lanes(day, items, lanes, by_lane, shown), _elsewhere(by_lane[""])],
        )

    def _lanes(
        self,
        day: date,
        items: list[Item],
        rooms: list[tuple[str, str, int | None]],
        cards: Mapping[str, list[Card]],
        shown: tuple[int, int],
    ) -> list[Lane]:
        return [
            Lane(room, name, seats, cards.get(room, []), self._bands(day, room, items, shown))
            for room, name, seats in rooms
        ]

    def _bands(self, day: date, room: str, items: list[Item], shown: tuple[int, int]) -> list[Band]:
        """What a room needs around its items that day, and when it is closed."""
        found = []
        for item in items:
            before, after = self.buffers.get(item.id, (0, 0))
            if str(item.room) != room or item.cancelled or self._through_the_day(_span(item)):
                continue
            start, end = _span(item).start, _span(item).end
            if before:
                words = _("set-up: %(n)s min") % {"n": before}
                found.append(self._band(day, "set-up", start - timedelta(minutes=before), start, words))
            if after:
                words = _("clearing: %(n)s min") % {"n": after}
                found.append(self._band(day, "set-up", end, end + timedelta(minutes=after), words))
        for closure in self.closures:
            if str(closure.room_id) == room:
                words = _("closed: %(why)s") % {"why": closure.reason} if closure.reason else _("closed")
                found.append(self._band(day, "closed", closure.starts_at, closure.ends_at, words))
        return [cut for band in found if band and (cut := band.within(*shown))]

    def _band(self, day: date, look: str, since: datetime, until: datetime, words: str) -> Band | None:
        """The part of a stretch that falls on this day, in quarters: a begun quarter counts whole."""
        midnight = clock.instant(self.edition.zone, datetime.combine(day, datetime.min.time()))
        first = max(0, int((since - midnight).total_seconds() // 900))
        last = min(96, -int(-(until - midnight).total_seconds() // 900))
        return Band(look, first, last - first, words) if first < last else None

    def _card(self, item: Item, inside: list[Item]) -> Card:
        room_for = max(0, (_quarters(item.span) if item.span else 0) - 3)
        shown = inside[: min(room_for, MOST_NOTES)]
        whole = {item.id, *(child.id for child in inside)}
        clash = not self.clashing.isdisjoint(whole)
        return Card(
            pk=item.id,
            version=self.versions.get(item.id, 1),  # added since the versions were read: then it is in its first
            title=self.telling.title(item),
            kind=kind_label(item.kind),
            look=LOOKS.get(item.kind, ""),
            when=self.telling.hours(item.span) if item.span else "",
            start=clock.hour_text(self.edition.zone, item.span.start) if item.span else "",
            note="" if item.room else self.telling.place(item),
            at=self._quarter(item.span) if item.span else 0,
            quarters=_quarters(item.span) if item.span else 0,
            minutes=item.span.minutes if item.span else self.lengths.get(item.id, 60),
            clash=clash,
            warned=not clash and not self.warned.isdisjoint(whole),
            cancelled=item.cancelled,
            inside=[self._note(child) for child in shown],
            more=len(inside) - len(shown),
        )

    def _note(self, item: Item) -> Inside:
        start = clock.hour_text(self.edition.zone, _span(item).start)
        return Inside(item.id, self.telling.title(item), start, item.id in self.clashing)

    def _quarter(self, span: Span) -> int:
        start = clock.local(self.edition.zone, span.start)
        return start.hour * 4 + start.minute // 15


def _elsewhere(cards: list[Card]) -> Lane:
    return Lane("", "", None, cards)


def _quarters(span: Span) -> int:
    """How many quarters of the clock it touches; every zone is whole quarters from the next."""
    return max(1, -(-(span.start.minute % 15 + span.minutes) // 15))


def _span(item: Item) -> Span:
    assert item.span is not None, "only items with a time stand on the board"
    return item.span
