"""A clash in words: what is wrong, for whom, and what would mend it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import clock
from sessions.engine.values import Clash, Item, Programme, Span
from sessions.engine.writing import instant
from sessions.item_words import Telling, language_names
from sessions.rule_words import WORDS as RULES_IN_WORDS


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room that a remedy may propose."""

    pk: int
    name: str
    seats: int | None


@dataclass(frozen=True, slots=True)
class ClashWords:
    """A clash as a page shows it."""

    rule: str
    sentence: str
    remedy: str
    soft: bool
    items: list[dict[str, str]]
    grade: str = "block"
    checksum: str = ""
    accepted: object = None  # who answers for it, when and why
    mends: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the clashes happen: the programme, its rooms, who is who, and where each item has its page."""

    programme: Programme
    rooms: tuple[RoomFacts, ...]
    telling: Telling
    link: Callable[[int], str]

    def items(self) -> Mapping[int, Item]:
        return {item.id: item for item in self.programme.items}

    def free_room(self, item: Item, seats: int = 0) -> RoomFacts | None:
        """The first room that nobody uses while the item runs, other than its own."""
        if item.span is None:
            return None
        held = (i for i in self.programme.items_as_held() if i.span and not i.cancelled)
        taken = {i.room for i in held if i.span and i.span.meets(item.span)}
        free = (room for room in self.rooms if room.pk not in taken and (room.seats or seats) >= seats)
        return next(free, None)

    def at(self, iso: str) -> str:
        """The instant as the clocks of the edition show it, with its day."""
        moment: datetime = instant(iso)
        return clock.moment_text(self.telling.language, self.telling.zone, moment)

    def day(self, iso: str) -> str:
        zone = self.telling.zone
        return clock.day_text(self.telling.language, clock.day_at(zone, instant(iso)), "long")

    def hour(self, iso: str) -> str:
        return clock.hour_text(self.telling.zone, instant(iso))


def in_words(found: Iterable[Clash], scene: Scene) -> list[ClashWords]:
    """Every clash in words, in the order given."""
    items = scene.items()
    return [_words(clash, [items[number] for number in clash.items], scene) for clash in found]


def _words(clash: Clash, items: list[Item], scene: Scene) -> ClashWords:
    sentence, remedy = WORDS[clash.rule](clash, items, scene)
    return ClashWords(
        rule=str(RULES_IN_WORDS[clash.rule].name),
        grade=clash.grade,
        checksum=clash.checksum,
        sentence=sentence,
        remedy=remedy,
        soft=clash.grade != "block",
        items=[
            {
                "title": scene.telling.title(item),
                "url": scene.link(item.id),
                "when": scene.telling.when(item.span),
            }
            for item in items
        ],
    )


Words = tuple[str, str]


def _same_room(clash: Clash, items: list[Item], scene: Scene) -> Words:
    one, other = _by_start(items)
    facts = _titles(one, other, scene) | {
        "room": scene.telling.place(one),
        "since": scene.hour(clash.facts["starts_at"]),
        "until": scene.hour(clash.facts["ends_at"]),
    }
    sentence = _("“%(one)s” and “%(other)s” are both in %(room)s from %(since)s to %(until)s.") % facts
    return sentence, _elsewhere(one, other, facts, scene)


def _elsewhere(one: Item, other: Item, facts: dict[str, str], scene: Scene) -> str:
    facts = facts | {"end": _end(one, scene)}
    if room := scene.free_room(other, len(other.people())):
        facts["free"] = room.name
        return _("Move “%(other)s” to %(free)s, which is free then, or begin it at %(end)s.") % facts
    return _("Begin “%(other)s” at %(end)s, when “%(one)s” has ended.") % facts


def _torn(clash: Clash, items: list[Item], scene: Scene) -> Words:
    one, other = _by_start(items)
    facts = _titles(one, other, scene) | {
        "who": scene.telling.names(clash.people),
        "since": scene.hour(clash.facts["starts_at"]),
        "until": scene.hour(clash.facts["ends_at"]),
        "end": _end(one, scene),
    }
    sentence = _("%(who)s: at “%(one)s” and at “%(other)s” at once, from %(since)s to %(until)s.") % facts
    return sentence, _("Begin “%(other)s” at %(end)s or later, or give one of the two parts to somebody else.") % facts


def _before_landing(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = _journey(clash, items[0], scene) | {
        "lands": scene.at(clash.facts["lands_at"]),
        "clear": scene.at(clash.facts["clear_at"]),
    }
    by_land = _(
        "%(who)s arrives on %(lands)s. With baggage and the drive nobody is there before %(clear)s, "
        "but “%(title)s” begins at %(starts)s."
    )
    by_air = _(
        "%(who)s: flight %(flight)s lands at %(destination)s on %(lands)s. "
        "With passport, baggage and the drive nobody is there before %(clear)s, "
        "but “%(title)s” begins at %(starts)s."
    )
    sentence = (by_land if clash.facts.get("mode") else by_air) % facts
    return sentence, _("Begin it on %(clear)s or later, or let somebody else of the delegation take the part.") % facts


def _after_departure(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = _journey(clash, items[0], scene) | {
        "leaves": scene.at(clash.facts["leaves_at"]),
        "gone": scene.at(clash.facts["gone_at"]),
    }
    by_land = _("%(who)s leaves on %(leaves)s and sets out on %(gone)s, but “%(title)s” lasts until %(ends)s.")
    by_air = _(
        "%(who)s: flight %(flight)s leaves %(origin)s on %(leaves)s and the car for it on %(gone)s, "
        "but “%(title)s” lasts until %(ends)s."
    )
    sentence = (by_land if clash.facts.get("mode") else by_air) % facts
    return sentence, _("End it by %(gone)s, or let somebody else of the delegation take the part.") % facts


def _outside(clash: Clash, items: list[Item], scene: Scene) -> Words:
    child, parent = items
    facts = _titles(child, parent, scene) | {
        "child_when": scene.telling.when(child.span),
        "parent_when": scene.telling.when(parent.span),
    }
    sentence = _("“%(one)s” (%(child_when)s) is not within “%(other)s” (%(parent_when)s).") % facts
    return sentence, _("Move “%(one)s” into those hours, or make “%(other)s” longer.") % facts


def _too_small(clash: Clash, items: list[Item], scene: Scene) -> Words:
    item = items[0]
    facts = dict(clash.facts) | {"title": scene.telling.title(item), "room": scene.telling.place(item)}
    sentence = _("“%(title)s” has %(people)s people with a part, and %(room)s seats %(capacity)s.") % facts
    if room := scene.free_room(item, int(clash.facts["people"])):
        return sentence, _("Move it to %(free)s, which is free then and large enough.") % {"free": room.name}
    return sentence, _("No larger room is free then: choose another hour, or fewer people.")


def _too_few_seats(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = dict(clash.facts) | {"title": scene.telling.title(items[0])}
    sentence = _("“%(title)s” has %(people)s people with a part, and the bus seats %(seats)s.") % facts
    return sentence, _("Order a larger bus, or take parts away.")


def _declined(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"who": scene.telling.names(clash.people), "title": scene.telling.title(items[0])}
    sentence = _("%(who)s: named in “%(title)s”, but the city has declined the invitation.") % facts
    return sentence, _("Give the part to somebody who comes: a release prints the name all the same.")


def _closed(clash: Clash, items: list[Item], scene: Scene) -> Words:
    item = items[0]
    facts = {"title": scene.telling.title(item), "room": scene.telling.place(item)}
    facts |= {"since": scene.at(clash.facts["since"]), "until": scene.at(clash.facts["until"])}
    sentence = _("%(room)s is closed from %(since)s to %(until)s, and “%(title)s” is in it.") % facts
    return sentence, _("Choose another room, or an hour at which it is open.")


def _not_set_up(clash: Clash, items: list[Item], scene: Scene) -> Words:
    one, other = _by_start(items)
    facts = _titles(one, other, scene) | {name: clash.facts[name] for name in ("needed", "there_is")}
    facts |= {"room": scene.telling.place(other), "ready": scene.hour(clash.facts["ready_at"])}
    sentence = _(
        "Between “%(one)s” and “%(other)s” lie %(there_is)s minutes; clearing and setting up %(room)s takes %(needed)s."
    )
    return sentence % facts, _("Begin “%(other)s” at %(ready)s or later, or take another room.") % facts


def _drive(clash: Clash, items: list[Item], scene: Scene) -> Words:
    one, other = _by_start(items)
    facts = _titles(one, other, scene) | {name: clash.facts[name] for name in ("needed", "there_is")}
    facts |= {"who": _whom(clash, scene), "from": scene.telling.place(one), "to": scene.telling.place(other)}
    facts |= {"there": scene.hour(clash.facts["there_at"])}
    known = _(
        "%(who)s: the drive from %(from)s to %(to)s takes %(needed)s minutes, "
        "and between “%(one)s” and “%(other)s” lie %(there_is)s."
    )
    assumed = _(
        "%(who)s: nobody has entered the drive from %(from)s to %(to)s; at the usual %(needed)s minutes "
        "the %(there_is)s between “%(one)s” and “%(other)s” are too few."
    )
    sentence = (assumed if "assumed" in clash.facts else known) % facts
    return sentence, _(
        "Begin “%(other)s” at %(there)s or later, or give one of the two parts to somebody else."
    ) % facts


def _unconfirmed(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"who": _whom(clash, scene), "title": scene.telling.title(items[0])}
    sentence = _("%(who)s: has a part in “%(title)s”, but has not been confirmed.") % facts
    return sentence, _("Ask the city, or name somebody who is confirmed.")


def _deputy(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"who": _whom(clash, scene), "title": scene.telling.title(items[0])}
    sentence = _("“%(title)s” wants heads of delegations in person, and %(who)s has the part.") % facts
    return sentence, _("Give the part to the head, or agree with the other side that a deputy will do.")


def _hosts_day(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"who": _whom(clash, scene), "day": scene.day(clash.facts["starts_at"])}
    if "since" in clash.facts:
        facts |= {"since": scene.hour(clash.facts["since"]), "until": scene.hour(clash.facts["until"])}
        facts |= {"break": clash.facts["break"]}
        sentence = _("%(who)s: from %(since)s to %(until)s on %(day)s without a break of %(break)s minutes.") % facts
        return sentence, _("Leave a break, or let a deputy stand in for one of these.")
    facts |= {"minutes": clash.facts["minutes"], "most": clash.facts["most"]}
    sentence = _("%(who)s: %(minutes)s minutes of programme on %(day)s; at most %(most)s are meant.") % facts
    return sentence, _("Let a deputy stand in for one of these, or move one to another day.")


def _short_night(clash: Clash, items: list[Item], scene: Scene) -> Words:
    one, other = _by_start(items)
    facts = _titles(one, other, scene) | {"who": _whom(clash, scene)}
    facts |= {
        "ends": scene.at(clash.facts["ends_at"]),
        "starts": scene.at(clash.facts["starts_at"]),
        "rested": scene.hour(clash.facts["rested_at"]),
    }
    sentence = _("%(who)s: “%(one)s” ends on %(ends)s and “%(other)s” begins on %(starts)s, too short a night.") % facts
    return sentence, _("Begin “%(other)s” at %(rested)s or later, or end the evening before it earlier.") % facts


def _no_meal(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"who": _whom(clash, scene), "day": scene.day(clash.facts["since"]), "needed": clash.facts["needed"]}
    facts |= {"since": scene.hour(clash.facts["since"]), "until": scene.hour(clash.facts["until"])}
    sentence = _("%(who)s: no %(needed)s minutes to eat between %(since)s and %(until)s on %(day)s.") % facts
    return sentence, _("Leave a break at noon, or serve a meal.")


def _disturbed(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"who": _whom(clash, scene), "title": scene.telling.title(items[0])}
    facts |= {"since": scene.at(clash.facts["since"]), "until": scene.hour(clash.facts["until"])}
    sentence = _("%(who)s: “%(title)s” falls into quiet hours, from %(since)s to %(until)s.") % facts
    return sentence, _("Move it out of these hours, or let somebody else take the part.")


def _not_understood(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"title": scene.telling.title(items[0]), "language": _tongues(clash.facts["language"], scene)}
    if "offered" in clash.facts:
        facts |= {"offered": _tongues(clash.facts["offered"], scene)}
        sentence = _("“%(title)s” is given in %(language)s; its hall offers %(offered)s.") % facts
        return sentence, _("Ask for the text beforehand, or for an interpreter of the delegation’s own.")
    facts |= {"missing": _tongues(clash.facts["missing"], scene)}
    sentence = _("“%(title)s” is given in %(language)s, and nobody interprets it into %(missing)s.") % facts
    return sentence, _("Assign an interpreter for it on the page of interpreters.")


def _small_booth(clash: Clash, items: list[Item], scene: Scene) -> Words:
    booths = clash.facts["booths"].split()
    told = [
        _("%(languages)s: %(number)s") % {"languages": _tongues(pair.replace("-", " "), scene), "number": number}
        for pair, number in zip(booths, clash.facts["there_are"].split(), strict=True)
    ]
    facts = {"title": scene.telling.title(items[0]), "minutes": clash.facts["minutes"]}
    facts |= {"needed": clash.facts["needed"], "booths": _("; ").join(told)}
    sentence = (
        _("“%(title)s” lasts %(minutes)s minutes and takes %(needed)s interpreters a booth (%(booths)s).") % facts
    )
    return sentence, _("Assign more interpreters, so that they can take turns.")


def _worn_out(clash: Clash, items: list[Item], scene: Scene) -> Words:
    facts = {"who": clash.facts["name"], "day": scene.day(clash.facts["starts_at"])}
    facts |= {"minutes": clash.facts["minutes"], "most": clash.facts["most"]}
    sentence = _("%(who)s interprets for %(minutes)s minutes on %(day)s; at most %(most)s are meant.") % facts
    return sentence, _("Give one of these items to another interpreter.")


def _two_booths(clash: Clash, items: list[Item], scene: Scene) -> Words:
    one, other = _by_start(items)
    facts = _titles(one, other, scene) | {"who": clash.facts["names"]}
    facts |= {"since": scene.hour(clash.facts["starts_at"]), "until": scene.hour(clash.facts["ends_at"])}
    sentence = _("%(who)s interprets in “%(one)s” and in “%(other)s” at once, from %(since)s to %(until)s.") % facts
    return sentence, _("Give one of these items to another interpreter.")


MOST_NAMED = 4


def _whom(clash: Clash, scene: Scene) -> str:
    """Those whom it concerns; of a crowd the first, and how many more."""
    if len(clash.people) <= MOST_NAMED + 1:
        return scene.telling.names(clash.people)
    more = len(clash.people) - MOST_NAMED
    words = ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more)
    return words % {"names": scene.telling.names(clash.people[:MOST_NAMED]), "n": more}


def _tongues(tags: str, scene: Scene) -> str:
    return language_names(tags.split(), scene.telling.language)


WORDS: Mapping[str, Callable[[Clash, list[Item], Scene], Words]] = {
    "one_item_per_room": _same_room,
    "nobody_twice_at_once": _torn,
    "nobody_before_landing": _before_landing,
    "nobody_after_departure": _after_departure,
    "child_inside_parent": _outside,
    "room_large_enough": _too_small,
    "seats_enough": _too_few_seats,
    "nobody_who_declined": _declined,
    "room_closed": _closed,
    "set_up_too_short": _not_set_up,
    "travel_time_between_venues": _drive,
    "speaker_not_confirmed": _unconfirmed,
    "head_required_but_deputy": _deputy,
    "host_mayors_time": _hosts_day,
    "rest_window": _short_night,
    "meal_window": _no_meal,
    "quiet_window": _disturbed,
    "interpreter_language_missing": _not_understood,
    "booth_too_small": _small_booth,
    "interpreter_on_duty_too_long": _worn_out,
    "interpreter_twice_at_once": _two_booths,
}


def _journey(clash: Clash, item: Item, scene: Scene) -> dict[str, str]:
    return {
        "who": scene.telling.names(clash.people),
        "flight": clash.facts["flight"],
        "origin": clash.facts["origin"],
        "destination": clash.facts["destination"],
        "title": scene.telling.title(item),
        "starts": scene.at(clash.facts["starts_at"]),
        "ends": scene.at(clash.facts["ends_at"]),
    }


def _titles(one: Item, other: Item, scene: Scene) -> dict[str, str]:
    return {"one": scene.telling.title(one), "other": scene.telling.title(other)}


def _by_start(items: list[Item]) -> list[Item]:
    """The one to keep where it is comes first: it begins earlier, or it is the longer."""
    return sorted(items, key=lambda item: (_span(item).start, -_span(item).minutes, item.id))


def _end(item: Item, scene: Scene) -> str:
    return clock.hour_text(scene.telling.zone, _span(item).end)


def _span(item: Item) -> Span:
    assert item.span is not None, "an item that clashes in time has a time"
    return item.span
