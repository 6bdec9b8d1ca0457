"""What a release would do, before it is made: what changes, who is told what, what stands against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from forum.models import Edition
from sessions import board, checking, forms
from sessions.actions import itineraries
from sessions.clash_words import ClashWords
from sessions.engine.comparison import item_edits
from sessions.engine.fair_copy import FairCopy
from sessions.engine.itinerary import Guide, edits
from sessions.engine.values import Edit, Entry, ItemEdit, Programme
from sessions.hosted import hosting_of
from sessions.item_words import KIND_WORDS, People, Row, Telling, changes_of
from sessions.notices import Known
from sessions.views.audience import LettersDue, letters_due
from sessions.views.scene import clashes_in_words, people_in, telling_of

LONGEST_SUGGESTION = 250


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a page shows before the button is pressed."""

    edits: Sequence[ItemEdit]
    changes: list[Row]
    letters: LettersDue
    clashes: list[ClashWords]
    grave: int
    comment: str


def outlook(
    edition: Edition, latest: board.Published | None, after: Programme, people: People, checked: checking.Checked
) -> Outlook:
    """From the latest release to this programme with these names, which has these clashes."""
    before = latest.programme if latest else Programme((), zone=edition.zone)
    names = {**(latest.people if latest else {}), **people}
    telling = telling_of(edition, {**people_in(edition, checked.clashes, names), **names})
    changed = item_edits(before, after)
    return Outlook(
        edits=changed,
        changes=changes_of(changed, telling),
        letters=letters_due(edition, news_of(edition, after), telling),
        clashes=clashes_in_words(checked.clashes, checked, forms.rooms_of(edition), edition.slug, telling),
        grave=len(checked.blocking()),
        comment=suggestion(changed, telling) if latest else _("First release"),
    )


def news_of(edition: Edition, true: Programme) -> dict[int, tuple[Edit, ...]]:
    """What the letters that a release posts would tell; nobody stands here who would get none."""
    newest, guide = itineraries.newest_of(edition), Guide.to(true, hosting_of(edition))
    copy, fresh = FairCopy(), Fresh()
    days = {pk: guide.entries_of(pk, delegation) for pk, delegation in board.delegates_of(edition)}
    changed = {pk: entries for pk, entries in days.items() if newest.get(pk) != copy.checksum(entries)}
    known = itineraries.known_of(edition, [pk for pk in changed if pk in newest]) if newest else {}
    found = {pk: _told(known.get(pk, Known()), entries, fresh) for pk, entries in changed.items()}
    return {pk: told for pk, told in found.items() if told is not None}


def _told(known: Known, entries: tuple[Entry, ...], fresh: "Fresh") -> tuple[Edit, ...] | None:
    """What the letter about this itinerary would tell; None where none is posted, as in `bring_up_to_date`."""
    if known.told is None:
        return fresh.edits(entries)  # the first letter goes out even if it has nothing to tell yet
    return known.news_of(entries) or None


class Fresh:
    """First letters: what `edits` tells to whoever knows nothing. A line that many share is one edit for all."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Entry, tuple[Edit, ...]]] = {}

    def edits(self, entries: tuple[Entry, ...]) -> tuple[Edit, ...]:
        """These lines, which come in the order of the day, each as new."""
        return tuple(edit for entry in entries for edit in self._edits(entry))

    def _edits(self, entry: Entry) -> tuple[Edit, ...]:
        # By identity, as in FairCopy; the entry is kept, so that nobody else gets its number.
        if id(entry) not in self._known:
            self._known[id(entry)] = (entry, edits((), [entry]))
        return self._known[id(entry)][1]


def suggestion(changed: Iterable[ItemEdit], telling: Telling) -> str:
    """A comment made from the changes: "Another time: Opening, Dinner; New: Gala"."""
    titles: dict[str, list[str]] = {}
    for edit in changed:
        if (item := edit.new or edit.old) and edit.kinds:
            titles.setdefault(edit.kinds[0], []).append(telling.title(item))
    parts = [
        _("%(what)s: %(items)s") % {"what": KIND_WORDS[kind], "items": telling.comma(of)} for kind, of in titles.items()
    ]
    whole = "; ".join(parts)
    if len(whole) <= LONGEST_SUGGESTION:
        return whole
    counted = [_("%(what)s: %(items)s") % {"what": KIND_WORDS[kind], "items": len(of)} for kind, of in titles.items()]
    return "; ".join(counted)
