"""What the words about a draft are made from: the reader's language, the clock, the rooms and who is who."""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse
from django.utils.translation import get_language

from forum.models import Edition, Room
from sessions import board
from sessions.clash_words import ClashWords, RoomFacts, Scene, in_words
from sessions.engine.values import Clash, Programme
from sessions.item_words import People, Telling


def telling_of(edition: Edition, people: People) -> Telling:
    """How this reader is told of the programme."""
    return Telling(get_language() or "en", edition.zone, people)


def people_in(edition: Edition, found: Iterable[Clash]) -> People:
    """The names of those whom the clashes concern."""
    return board.names_of(edition, {who for clash in found for who in clash.people})


def clashes_in_words(
    found: Iterable[Clash], draft: Programme, rooms: Iterable[Room], slug: str, telling: Telling
) -> list[ClashWords]:
    """The clashes as a page shows them."""
    facts = tuple(RoomFacts(room.pk, str(room), room.capacity) for room in rooms)
    return in_words(found, Scene(draft, facts, telling, partial(_link, slug)))


def _link(slug: str, pk: int) -> str:
    return reverse("organizer:engagement", args=[slug, pk])
