"""What the words about a draft are made from: the reader's language, the clock, the rooms and who is who."""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import replace
from functools import partial

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.models import Edition, Room
from sessions import board
from sessions.checking import Checked
from sessions.clash_words import ClashWords, RoomFacts, Scene, in_words
from sessions.engine.mends import Move, Place, moves
from sessions.engine.values import Clash
from sessions.engine.writing import iso
from sessions.item_words import People, Telling


def telling_of(edition: Edition, people: People) -> Telling:
    """How this reader is told of the programme."""
    return Telling(get_language() or "en", edition.zone, people)


def people_in(edition: Edition, found: Iterable[Clash], known: Container[str] = ()) -> People:
    """The names of those whom the clashes concern, except of those whose names are known."""
    concerned = {who for clash in found for who in clash.people}
    return board.names_of(edition, {who for who in concerned if str(who) not in known})


MENDED = 8  # clashes on a page for which moves are looked for: each costs a few looks at the whole programme


def clashes_in_words(
    found: Iterable[Clash], checked: Checked, rooms: Iterable[Room], slug: str, telling: Telling
) -> list[ClashWords]:
    """The clashes as a page shows them, with who answers for which, and what would mend the first of them."""
    found, rooms = list(found), list(rooms)
    facts = tuple(RoomFacts(room.pk, str(room), room.capacity) for room in rooms)
    places = [Place(room.pk, room.venue_id, room.capacity) for room in rooms]
    scene = Scene(checked.programme, facts, telling, partial(_link, slug))
    told = in_words(found, scene)
    return [
        replace(
            words,
            accepted=checked.accepted.get(clash.key),
            mends=[
                _move(move, scene)
                for move in (moves(checked.programme, clash, places, checked.rules) if n < MENDED else ())
            ],
        )
        for n, (clash, words) in enumerate(zip(found, told, strict=True))
    ]


def _move(move: Move, scene: Scene) -> dict[str, str]:
    item = scene.items()[move.item]
    facts = {"title": scene.telling.title(item), "hour": scene.at(iso(move.start))}
    if move.room == item.room:
        words = _("Begin “%(title)s” on %(hour)s") % facts
    else:
        name = next((room.name for room in scene.rooms if room.pk == move.room), "")
        words = _("Move “%(title)s” to %(room)s") % (facts | {"room": name})
    return {"item": str(move.item), "room": str(move.room or ""), "start": iso(move.start), "words": words}


def grades_of(found: Iterable[Clash], checked: Checked) -> list[tuple[str, str, int]]:
    """How many clashes of each grade: those that somebody answers for are counted apart."""
    counts = Counter("accepted" if clash.key in checked.accepted else clash.grade for clash in found)
    words = {
        "block": _("stop a release"),
        "warn": _("warn"),
        "info": _("are mentioned"),
        "accepted": _("are accepted"),
    }
    return [(grade, text, counts[grade]) for grade, text in words.items() if counts[grade]]


def _link(slug: str, pk: int) -> str:
    return reverse("organizer:engagement", args=[slug, pk])
