"""The programme in words: when and where an item is, who takes part, and what became of it between two releases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegations.models import Vehicle
from forum import clock, locales
from forum.texts import pick
from sessions.engine.values import Edit, Entry, Item, ItemEdit, Span
from sessions.models import Attendance, Engagement

People = Mapping[str, Mapping[str, Mapping[str, str]]]

FLIGHTS = frozenset({"flight_in", "flight_out"})
RIDE, HOTEL, LIAISON = "ride", "hotel", "liaison"
HOSTED = frozenset({RIDE, HOTEL, LIAISON})

KIND_WORDS = {
    "added": gettext_lazy("New"),
    "removed": gettext_lazy("Taken off"),
    "cancelled": gettext_lazy("Cancelled"),
    "restored": gettext_lazy("Takes place after all"),
    "moved": gettext_lazy("Another time"),
    "resized": gettext_lazy("Another length"),
    "retitled": gettext_lazy("Another title"),
    "room": gettext_lazy("Another place"),
    "role": gettext_lazy("Another part"),
    "people": gettext_lazy("Other people"),
    "language": gettext_lazy("Other languages"),
    "dress": gettext_lazy("Other dress"),
    "notes": gettext_lazy("Another note"),
    "flight": gettext_lazy("Another flight"),
    "channel": gettext_lazy("Another channel of the interpreters"),
    "companion": gettext_lazy("Another companion"),
    "ride": gettext_lazy("Another car"),
    "hotel": gettext_lazy("Another hotel or other nights"),
    "liaison": gettext_lazy("Another liaison officer"),
}


NOTHING_THERE = "–"


class Row(TypedDict):
    """One line of the table of old and new."""

    word: str
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Telling:
    """How an item is told to one reader: the language, the clock and the names of those with a part.

    `own_zone` is the clock at home, for a second line; without it there is none. `own_place` is where that clock hangs.
    """

    language: str
    zone: str
    people: People
    own_zone: str = ""
    own_place: str = ""

    def without_home(self) -> "Telling":
        """The same by the clock of the forum alone."""
        return replace(self, own_zone="")

    def title(self, item: Item | Entry) -> str:
        if isinstance(item, Entry) and item.kind in FLIGHTS:
            return _journey(item) % item.details
        if isinstance(item, Entry) and item.kind == RIDE:
            return _("Car from %(origin)s to %(destination)s") % item.details
        if isinstance(item, Entry) and item.kind == LIAISON:
            return _("Liaison officer")
        return pick(item.titles, self.language) or kind_label(item.kind)

    def topic(self, item: Item | Entry) -> str:
        """What a speech is about; nothing of anything else, or where nobody has said it yet."""
        return pick(item.topics, self.language)

    def times(self, item: Item | Entry) -> str:
        """When it is: on the edition's clock, or a flight on the clocks of its two airports."""
        if isinstance(item, Entry) and item.kind in FLIGHTS and item.span:
            if "mode" in item.details:
                return self._by_land(item, item.span)
            return _("leaves %(leaves)s (%(origin)s time), lands %(lands)s (%(destination)s time)") % {
                **item.details,
                "leaves": self._local(item.details["origin_zone"], item.span.start),
                "lands": self._local(item.details["destination_zone"], item.span.end),
            }
        if isinstance(item, Entry) and item.kind == RIDE and item.span:
            return _("leaves %(leaves)s") % {"leaves": self._local(self.zone, item.span.start)}
        if isinstance(item, Entry) and item.kind == HOTEL and item.span:
            days = {"first": self._day(self.zone, item.span.start), "last": self._day(self.zone, item.span.end)}
            return _("from %(first)s to %(last)s") % days
        if item.kind == LIAISON:
            return ""
        home = at_home(item, self).words if isinstance(item, Entry) else ""
        return self.comma([self.when(item.span), home])

    def _by_land(self, entry: Entry, span: Span) -> str:
        """A train at both ends; of whoever comes on their own only the hour in the host city is known."""
        facts = {
            "leaves": self._local(entry.details["origin_zone"], span.start),
            "lands": self._local(entry.details["destination_zone"], span.end),
        }
        if entry.details["mode"] == "train":
            return _("leaves %(leaves)s, arrives %(lands)s (time there)") % facts
        return (_("expected on %(lands)s") if entry.kind == "flight_in" else _("leaves on %(leaves)s")) % facts

    def when(self, span: Span | None) -> str:
        """Day and hours: "29 May, 14:30–16:00"; another day's end says its day."""
        if span is None:
            return _("not placed yet")
        days = [clock.day_at(self.zone, moment) for moment in (span.start, span.end)]
        end = clock.hour_text(self.zone, span.end)
        if days[0] != days[1]:
            end = self.comma([self._day(self.zone, span.end), end])
        start = clock.hour_text(self.zone, span.start)
        return self.comma([self._day(self.zone, span.start), f"{start}–{end}"])

    def hours(self, span: Span) -> str:
        return f"{clock.hour_text(self.zone, span.start)}–{clock.hour_text(self.zone, span.end)}"

    def place(self, item: Item | Entry) -> str:
        if isinstance(item, Entry) and item.kind == RIDE:
            vehicle = vehicle_label(item.details["vehicle"])
            return _("%(vehicle)s, number plate %(plate)s") % {"vehicle": vehicle, "plate": item.details["plate"]}
        return self.comma([pick(item.room_names, self.language), pick(item.venue_names, self.language)])

    def meeting_point(self, item: Item | Entry) -> str:
        where = pick(item.meeting_points, self.language)
        return _("Meeting point: %(place)s") % {"place": where} if where else ""

    def contact(self, entry: Entry) -> str:
        """Whom to ring up: the officer in a car, the desk of a hotel, or the delegation's own liaison officer."""
        facts = entry.details
        if entry.kind == RIDE and "liaison" in facts:
            words = _("Liaison officer: %(name)s") % {"name": facts["liaison"]}
            return self.comma([words, facts.get("liaison_phone", "")])
        if entry.kind == LIAISON:
            spoken = language_names(facts.get("languages", "").split("+"), self.language)
            return self.comma([facts["name"], facts.get("phone", ""), spoken])
        return _("Telephone: %(number)s") % {"number": facts["phone"]} if facts.get("phone") else ""

    def channel(self, item: Item | Entry) -> str:
        """On which channel of the receiver the reader hears the own language; else what is heard on which."""
        heard = sorted(item.channels.items(), key=itemgetter(1))
        mine = _base(self.language)
        own = [(tag, number) for tag, number in heard if _base(tag) == mine]
        return self.comma(
            _("Channel %(number)s: %(language)s")
            % {"number": number, "language": locales.language_name(tag, self.language)}
            for tag, number in own or heard
        )

    def companions(self, entry: Entry) -> str:
        who = pick(entry.companions, self.language)
        return _("with %(names)s") % {"names": who} if who else ""

    def name(self, delegate: int) -> str:
        """Name and city: "Dan Boyle (Cork)"."""
        known = self.people.get(str(delegate))
        if known is None:
            return _("somebody no longer registered")
        return f"{pick(known['names'], self.language)} ({pick(known['city'], self.language)})"

    def names(self, delegates: Iterable[int]) -> str:
        return self.comma(sorted(self.name(delegate) for delegate in delegates))

    def comma(self, words: Iterable[str]) -> str:
        return _(", ").join(word for word in words if word)

    def _local(self, zone: str, moment: datetime) -> str:
        return self.comma([self._day(zone, moment), clock.hour_text(zone, moment)])

    def _day(self, zone: str, moment: datetime) -> str:
        return clock.day_text(self.language, clock.day_at(zone, moment), "long")


@dataclass(frozen=True, slots=True)
class Home:
    """Hours by the clock at home, and the day where it is another one there."""

    start: str = ""
    end: str = ""
    day: str = ""
    clock: str = ""  # "your time (Cork)"

    @property
    def words(self) -> str:
        """The whole of it: "09:00–10:30 your time (Cork)"."""
        hours = f"{self.start}–{self.end}" if self.end else self.start
        return " ".join(filter(None, [_(", ").join(filter(None, [self.day, hours])), self.clock]))


def at_home(entry: Entry, telling: Telling) -> Home:
    """An entry by the reader's own clock; nothing where it shows the same, or where there are no hours.

    A flight is told by the clocks of its two ends: a third would only be in the way.
    """
    if not telling.own_zone or entry.kind in {HOTEL, LIAISON, *FLIGHTS}:
        return Home()
    moments = entry.span.start, entry.span.end
    here, home = (
        [clock.local(zone, m).replace(tzinfo=None) for m in moments] for zone in (telling.zone, telling.own_zone)
    )
    if here == home:
        return Home()
    start, end = (clock.hour_text(telling.own_zone, moment) for moment in moments)
    day = home[0].date()
    return Home(
        start=start,
        end="" if entry.kind == RIDE else end,
        day=clock.day_text(telling.language, day, "long") if day != here[0].date() else "",
        clock=_("your time (%(place)s)") % {"place": telling.own_place} if telling.own_place else _("your time"),
    )


def kind_label(kind: str) -> str:
    return str(Engagement.Kind(kind).label) if kind in Engagement.Kind.values else kind


def vehicle_label(kind: str) -> str:
    return str(Vehicle.Kind(kind).label) if kind in Vehicle.Kind.values else kind


def _base(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


def part_label(part: str) -> str:
    return str(Attendance.Part(part).label) if part in Attendance.Part.values else part


def roles_in_words(entry: Entry) -> str:
    return _(", ").join(part_label(part) for part in entry.role.split("+") if part)


def audience_label(audience: str) -> str:
    """For whom an item is; nothing where that is not said."""
    return str(Engagement.Audience(audience).label) if audience in Engagement.Audience.values else ""


def dress_label(dress: str) -> str:
    return str(Engagement.Dress(dress).label) if dress in Engagement.Dress.values else dress


def language_names(tags: Iterable[str], reader: str) -> str:
    """The languages in which something is held, in the reader's language."""
    return _(", ").join(dict.fromkeys(locales.language_name(tag, reader) for tag in tags))


def changes_of(edits: Iterable[ItemEdit | Edit], telling: Telling) -> list[Row]:
    """Old and new side by side, a line for each aspect of each item that has changed.

    Of an itinerary only what this reader can see: a title mended in another language is no news to him. Of the
    programme everything, for an organizer must see that a release would change something.
    """
    rows = [(edit, row) for edit in edits for row in _rows(edit, telling)]
    return [row for edit, row in rows if isinstance(edit, ItemEdit) or row["old"] != row["new"]]


def _rows(edit: ItemEdit | Edit, telling: Telling) -> list[Row]:
    standing = edit.new or edit.old
    if standing is None:
        return []
    title = telling.title(standing)
    return [
        Row(
            word=str(KIND_WORDS[kind]),
            title=title,
            old=ASPECTS[kind](edit.old, telling) or NOTHING_THERE if edit.old else "",
            new=ASPECTS[kind](edit.new, telling) or NOTHING_THERE if edit.new else "",
        )
        for kind in _kinds_told(edit)
    ]


def _kinds_told(edit: ItemEdit | Edit) -> tuple[str, ...]:
    """A changed flight is told in one line: by both its ends, and by its number if that is another.

    So is a car, a hotel and a liaison officer: whoever reads one aspect of it wants to know the whole.
    """
    if isinstance(edit, Edit) and edit.old and edit.new:
        if edit.new.kind in FLIGHTS:
            return ("flight",) if "flight" in edit.kinds else ("moved",)
        if edit.new.kind in HOSTED:
            return (edit.new.kind,)
    return edit.kinds


def _journey(entry: Entry) -> str:
    match entry.details.get("mode"):
        case "train":
            return _("Train %(number)s, %(origin)s–%(destination)s")
        case "own":
            return _("Own arrival") if entry.kind == "flight_in" else _("Own departure")
    return _("Flight %(number)s, %(origin)s–%(destination)s")


def journey_kind(entry: Entry) -> str:
    """What kind of journey this line is."""
    if entry.kind == RIDE:
        return _("Car")
    if entry.kind == HOTEL:
        return _("Hotel")
    if entry.kind == LIAISON:
        return _("Liaison officer")
    match entry.details.get("mode"):
        case "train":
            return _("Train")
        case "own":
            return _("On their own")
    return _("Flight")


def _whole(item: Item | Entry, telling: Telling) -> str:
    words = [telling.times(item), telling.place(item), telling.meeting_point(item)]
    return telling.comma([*words, telling.contact(item) if isinstance(item, Entry) else ""])


def _hosted(item: Item | Entry, telling: Telling) -> str:
    title = "" if item.kind == LIAISON else telling.title(item)
    return telling.comma([title, _whole(item, telling)])


def _channels(item: Item | Entry, telling: Telling) -> str:
    """To a guest what concerns him; to an organizer all of it."""
    if isinstance(item, Entry):
        return telling.channel(item)
    heard = sorted(item.channels.items(), key=itemgetter(1))
    return telling.comma(f"{number}: {locales.language_name(tag, telling.language)}" for tag, number in heard)


def _flight(item: Item | Entry, telling: Telling) -> str:
    return telling.comma([telling.title(item), telling.times(item)])


def _where(item: Item | Entry, telling: Telling) -> str:
    return telling.comma([telling.place(item), telling.meeting_point(item)]) or _("no place yet")


def _state(item: Item | Entry, telling: Telling) -> str:
    return _("cancelled") if item.cancelled else _("takes place")


def _title(item: Item | Entry, telling: Telling) -> str:
    named = " – ".join(filter(None, [telling.title(item), telling.topic(item)]))
    return f"{named} ({kind_label(item.kind)})"


def _length(item: Item | Entry, _telling: Telling) -> str:
    return _("%(minutes)s minutes") % {"minutes": item.span.minutes} if item.span else ""


def _part(item: Item | Entry, telling: Telling) -> str:
    if isinstance(item, Entry):
        return roles_in_words(item) or _("no part of your own")
    return _people(item, telling)


def _people(item: Item | Entry, telling: Telling) -> str:
    if isinstance(item, Entry):
        return telling.names(item.people)
    named = (f"{telling.name(p.delegate)}: {part_label(p.role)}" for p in item.parts)
    return telling.comma([*named, audience_label(item.audience)])


ASPECTS: Mapping[str, Callable[[Item | Entry, Telling], str]] = {
    "added": _whole,
    "removed": _whole,
    "cancelled": _state,
    "restored": _state,
    "moved": lambda item, telling: telling.times(item),
    "resized": _length,
    "retitled": _title,
    "room": _where,
    "role": _part,
    "people": _people,
    "language": lambda item, telling: language_names(item.languages, telling.language),
    "dress": lambda item, _telling: dress_label(item.dress),
    "notes": lambda item, telling: pick(item.notes, telling.language),
    "flight": _flight,
    "channel": _channels,
    "companion": lambda item, telling: telling.companions(item) if isinstance(item, Entry) else "",
    "ride": _hosted,
    "hotel": _hosted,
    "liaison": _hosted,
}
