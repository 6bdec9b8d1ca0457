"""What strangers, screens and other programs get of a release beside the page, the book and the calendar.

Everything here is made from `listing.open_items_of`: what a stranger may not know does not come in.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sessions.board import Published
from sessions.engine.comparison import item_edits
from sessions.engine.values import ItemEdit, Programme
from sessions.item_words import Row, Telling, changes_of
from sessions.listing import open_items_of


def public_edits(older: Published, newer: Published) -> Sequence[ItemEdit]:
    """What became of the public items between two releases."""
    return item_edits(*(Programme(tuple(open_items_of(of)), zone=of.programme.zone) for of in (older, newer)))


def news(older: Published, newer: Published, language: str) -> list[Row]:
    """The same in words of the reader's language; what he cannot see is no news."""
    return [row for edit in public_edits(older, newer) for row in _rows(edit, _telling(older, newer, language))]


def marks(older: Published, newer: Published, language: str) -> dict[int, str]:
    """What is new about each public item, in a few words."""
    telling = _telling(older, newer, language)
    said = {edit: _rows(edit, telling) for edit in public_edits(older, newer) if edit.new}
    return {edit.new.id: _(", ").join(row["word"] for row in rows) for edit, rows in said.items() if rows and edit.new}


def _rows(edit: ItemEdit, telling: Telling) -> list[Row]:
    return [row for row in changes_of([edit], telling) if row["old"] != row["new"]]


def _telling(older: Published, newer: Published, language: str) -> Telling:
    return Telling(language, newer.programme.zone, {**older.people, **newer.people})
