"""A spreadsheet of delegates as it is looked at: where its headings are, which column is what, what would change."""

from collections.abc import Mapping
from dataclasses import dataclass

from delegations import roster_columns
from delegations.actions.roster_house import house_of
from delegations.models import RosterImport
from delegations.roster_plan import House, Plan, plan
from forum.spreadsheets import Book, Line, read

HEADER_ROWS = 20
MAPPED_COLUMNS = 60


class FileGone(Exception):
    """The file was removed after its hour, or its import is done."""

    def __init__(self, sent: RosterImport) -> None:
        super().__init__(f"The file {sent} is no longer here.")
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a file is to be read: which sheet, in which letters, which row has the headings, which column is what."""

    sheet: int | None = None
    encoding: str = ""
    header: int | None = None
    mapping: Mapping[int, str] | None = None
    remove_absent: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was read, and what it would change."""

    book: Book
    header: int
    headings: list[str]
    mapping: dict[int, str]
    plan: Plan


def look(sent: RosterImport, chosen: Chosen) -> Look:
    """What the file would change. Raises FileGone or Unreadable. The cost in queries does not depend on its length."""
    if sent.content is None or sent.state != RosterImport.State.WAITING:
        raise FileGone(sent)
    return look_at(sent, chosen, house_of(sent.edition, sent.delegation))


def look_at(sent: RosterImport, chosen: Chosen, house: House) -> Look:
    book = read(bytes(sent.content or b""), sheet=chosen.sheet, encoding=chosen.encoding)
    lines = book.sheet.lines
    header = chosen.header if chosen.header is not None else guess_header(lines)
    headings = next((line.cells[:MAPPED_COLUMNS] for line in lines if line.number == header), [])
    mapping = dict(chosen.mapping) if chosen.mapping is not None else _guess_mapping(sent, headings)
    below = [line for line in lines if line.number > header]
    found = plan(below, mapping, house, doubts=book.sheet.doubts, remove_absent=chosen.remove_absent)
    return Look(book, header, headings, mapping, found)


def guess_header(lines: list[Line]) -> int:
    """The row whose cells are mostly headings that we know; of two alike the lower, for the upper holds our keys."""
    best, row = 0, lines[0].number if lines else 1
    for line in lines[:HEADER_ROWS]:
        known = len({key for cell in line.cells if (key := roster_columns.guess(cell))})
        if known and known >= best:
            best, row = known, line.number
    return row


def _guess_mapping(sent: RosterImport, headings: list[str]) -> dict[int, str]:
    """By what the same sender's last file called its columns, else by our own words in any language."""
    remembered = _remembered(sent)
    mapping: dict[int, str] = {}
    for column, heading in enumerate(headings, start=1):
        key = remembered.get(roster_columns.folded(heading)) or roster_columns.guess(heading)
        if key in roster_columns.BY_KEY and key not in mapping.values():
            mapping[column] = key
    return mapping


def _remembered(sent: RosterImport) -> dict[str, str]:
    """Heading → column, of the last file that this account, or else a colleague, imported for the same city."""
    rows = RosterImport.objects.within(sent.edition).filter(delegation=sent.delegation_id).done().newest_first()
    found = list(rows.values_list("user_id", "mapping")[:50])
    own = next((mapping for user, mapping in found if user == sent.user_id), None)
    return own or (found[0][1] if found else {})
