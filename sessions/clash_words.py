"""A clash in words: what is wrong, for whom, and what would mend it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import clock
from sessions.engine.values import Clash, Item, Programme, Span
from sessions.engine.writing import instant
from sessions.item_words import Telling

RULE_WORDS = {
    "one_item_per_room": gettext_lazy("One item at a time in a room"),
    "nobody_twice_at_once": gettext_lazy("Nobody in two places at once"),
    "nobody_before_landing": gettext_lazy("Nobody before landing"),
    "nobody_after_departure": gettext_lazy("Nobody after leaving for the airport"),
    "child_inside_parent": gettext_lazy("A part lies within its whole"),
    "room_large_enough": gettext_lazy("A room large enough"),
    "seats_enough": gettext_lazy("A seat on the bus for everybody"),
    "nobody_who_declined": gettext_lazy("Nobody of a city that has declined"),
}


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

    def hour(self, iso: str) -> str:
        return clock.hour_text(self.telling.zone, instant(iso))


def in_words(found: Iterable[Clash], scene: Scene) -> list[ClashWords]:
    """Every clash in words, in the order given."""
    items = scene.items()
    return [_words(clash, [items[number] for number in clash.items], scene) for clash in found]


def _words(clash: Clash, items: list[Item], scene: Scene) -> ClashWords:
    sentence, remedy = WORDS[clash.rule](clash, items, scene)
    return ClashWords(
        rule=str(RULE_WORDS[clash.rule]),
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


WORDS: Mapping[str, Callable[[Clash, list[Item], Scene], Words]] = {
    "one_item_per_room": _same_room,
    "nobody_twice_at_once": _torn,
    "nobody_before_landing": _before_landing,
    "nobody_after_departure": _after_departure,
    "child_inside_parent": _outside,
    "room_large_enough": _too_small,
    "seats_enough": _too_few_seats,
    "nobody_who_declined": _declined,
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
