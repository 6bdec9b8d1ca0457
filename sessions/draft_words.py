"""What was done to the draft, in words: who did what to which item when, with old and new side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Change, Edition, Room
from forum.texts import pick
from sessions import board
from sessions.engine.values import Span
from sessions.item_words import (
    NOTHING_THERE,
    People,
    Telling,
    dress_label,
    kind_label,
    language_names,
    part_label,
)
from sessions.models import Engagement

SUBJECT = Engagement._meta.label_lower
PLACE = {"room", "starts_at", "ends_at"}

FIELD_WORDS = {
    "titles": gettext_lazy("Title"),
    "notes": gettext_lazy("Note"),
    "audience": gettext_lazy("For whom"),
    "delegation_id": gettext_lazy("Delegation"),
    "dress": gettext_lazy("Dress"),
    "languages": gettext_lazy("Languages"),
    "cancelled": gettext_lazy("Cancelled"),
    "set_up_minutes": gettext_lazy("Minutes of set-up before"),
    "clear_minutes": gettext_lazy("Minutes to clear afterwards"),
    "parent_id": gettext_lazy("Within"),
    "position": gettext_lazy("Place in the order"),
}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing about an item, before and after."""

    word: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the history of an item."""

    at: datetime
    who: str
    did: str
    title: str
    aspects: list[Aspect]

    @property
    def sentence(self) -> str:
        """In one line: "Olga Chen moved “Opening”: 29 May, 15:00–16:30, Main hall"."""
        said = _("%(who)s %(did)s “%(title)s”") % {"who": self.who, "did": self.did, "title": self.title}
        place = next((one.new for one in self.aspects if one.word == str(PLACE_WORD)), "")
        return _("%(said)s: %(place)s") % {"said": said, "place": place} if place else said


PLACE_WORD = gettext_lazy("When and where")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ledger's numbers stand for."""

    telling: Telling
    rooms: Mapping[int, str]
    titles: Mapping[int, Mapping[str, str]]

    @classmethod
    def of(cls, edition: Edition, changes: Iterable[Change], language: str) -> "Facts":
        """Three queries, however many changes."""
        sides = [side for change in changes for side in (change.before, change.after)]
        delegates = {side["delegate"] for side in sides if "delegate" in side}
        people: People = board.names_of(edition, delegates) if delegates else {}
        rooms = {
            room.pk: str(room) for room in Room.objects.filter(pk__in={side.get("room") for side in sides} - {None})
        }
        items = {_item(change) for change in changes} | {side.get("parent_id") for side in sides}
        titles = Engagement.objects.within(edition).filter(pk__in=items - {None}).values_list("pk", "titles")
        return cls(Telling(language, edition.zone, people), rooms, dict(titles))

    def title(self, item: int | None) -> str:
        return pick(self.titles.get(item or 0, {}), self.telling.language)

    def place(self, side: Mapping[str, Any]) -> str:
        if not side.get("starts_at"):
            return _("in the tray")
        span = Span(datetime.fromisoformat(side["starts_at"]), datetime.fromisoformat(side["ends_at"]))
        return self.telling.comma([self.telling.when(span), self.rooms.get(side.get("room") or 0, "")])


def deeds_of(edition: Edition, changes: Iterable[Change], language: str) -> list[Deed]:
    """These changes of items in words, in the order given."""
    changes = list(changes)
    facts = Facts.of(edition, changes, language)
    return [_deed(change, facts) for change in changes]


def _deed(change: Change, facts: Facts) -> Deed:
    told = change.after.get("titles") or change.before.get("titles")
    title = facts.title(_item(change)) or pick(told or {}, facts.telling.language)
    kind = (change.after | change.before).get("kind", "")
    return Deed(change.at, change.who, _did(change), title or kind_label(kind), list(_aspects(change, facts)))


def _item(change: Change) -> int:
    return int(change.subject.partition(":")[2])


def _did(change: Change) -> str:
    match change.verb:
        case "engagement.added":
            return _("copied") if "copy_of" in change.after else _("added")
        case "engagement.removed":
            return _("deleted")
        case "engagement.taken_off":
            return _("put back into the tray")
        case "engagement.placed":
            return _did_place(change.before, change.after)
        case "engagement.taken_back":
            return _("took back a step with")
        case "engagement.done_again":
            return _("did again a step with")
    return _("changed")


def _did_place(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if not before.get("starts_at"):
        return _("placed")
    if (before["starts_at"], before["room"]) == (after["starts_at"], after["room"]):
        return _("changed the length of")
    return _("moved")


def _aspects(change: Change, facts: Facts) -> Iterable[Aspect]:
    before, after = change.before, change.after
    if PLACE & (before.keys() | after.keys()):
        old = facts.place(before) if PLACE & before.keys() else ""
        new = facts.place(after) if PLACE & after.keys() else ""
        if (old, new) != ("", _("in the tray")):
            yield Aspect(str(PLACE_WORD), old, new)
    if "delegate" in before or "delegate" in after:
        yield Aspect(_("Part"), _part(before, facts), _part(after, facts))
    for name, word in FIELD_WORDS.items():
        if name in before and name in after:
            yield Aspect(str(word), _value(name, before[name], facts), _value(name, after[name], facts))


def _part(side: Mapping[str, Any], facts: Facts) -> str:
    if "delegate" not in side:
        return NOTHING_THERE
    return f"{facts.telling.name(side['delegate'])}: {part_label(side['part'])}"


def _value(name: str, value: Any, facts: Facts) -> str:
    match name:
        case "titles" | "notes":
            said = pick(value or {}, facts.telling.language)
        case "audience":
            said = str(dict(Engagement.Audience.choices).get(value, value))
        case "dress":
            said = dress_label(value)
        case "languages":
            said = language_names(value or (), facts.telling.language)
        case "cancelled":
            said = _("yes") if value else _("no")
        case "parent_id":
            said = facts.title(value)
        case "delegation_id":
            said = _("another") if value else ""
        case _:
            said = str(value)
    return said or NOTHING_THERE
