"""Reads ODS: one sheet's cells as they are shown. Repeated empty cells and rows, however many, cost nothing."""

import re

from django.utils.translation import gettext as _

from forum.spreadsheets import numbers
from forum.spreadsheets.limits import CELL_LETTERS, Archive, Budget, damaged, locked
from forum.spreadsheets.values import Book, Line, Sheet, Unreadable, address, lost_digits
from forum.spreadsheets.xml import Reader, attribute

BLANKS = re.compile(r"[ \t\r\n]+")
MOST_REPEATED = 10**7


def read(archive: Archive, sheet: int | None) -> Book:
    """One sheet of the book: that of this place, else the first that is not hidden."""
    if any(b"encryption-data" in piece for piece in archive.pieces("META-INF/manifest.xml")):
        raise Unreadable(locked())
    names = _Names()
    names.read(archive.pieces("content.xml"))
    if not names.sheets:
        raise Unreadable(damaged())
    hidden = [style in names.unseen for _name, style in names.sheets]
    chosen = (
        sheet if sheet is not None and 0 <= sheet < len(hidden) else (hidden.index(False) if False in hidden else 0)
    )
    page = _Page(chosen)
    page.read(archive.pieces("content.xml"))
    return Book("ods", [name for name, _style in names.sheets], hidden, chosen, page.sheet)


class _Names(Reader):
    """The names of the sheets, and the styles that hide one."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.unseen: set[str] = set()
        self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.sheets.append((attribute(attributes, "name"), attribute(attributes, "style-name")))
        elif tag == "style":
            self._style = attribute(attributes, "name")
        elif tag == "table-properties" and attribute(attributes, "display") == "false":
            self.unseen.add(self._style)


class _Page(Reader):
    def __init__(self, place: int) -> None:
        self.sheet = Sheet()
        self._place, self._table = place, -1
        self._budget = Budget()
        self._row, self._column, self._rows, self._times = 1, 1, 1, 1
        self._cells: list[str] = []
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[list[str]] = []
        self._aside = self._depth = self._letters = 0
        self._hidden = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self._table += 1
            return
        if self._table != self._place:
            return
        if tag in {"table-cell", "covered-table-cell"}:
            self._budget.look()
            self._cell = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            self._paragraphs, self._letters = [], 0
        elif tag == "table-row":
            self._budget.look()
            self._rows = _times(attribute(attributes, "number-rows-repeated"))
            self._column, self._cells = 1, []
            self._hidden = attribute(attributes, "visibility") in {"collapse", "filter"}
        elif self._cell is not None:
            self._inside(tag, attributes)

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        """What stands in a cell. A note beside it is none of the value."""
        if tag in {"annotation", "ruby-text"}:
            self._aside += 1
        elif self._aside:
            return
        elif tag == "p":
            self._depth += 1
            self._paragraphs.append([])
        elif self._depth and tag == "s":
            self._say(" " * min(_times(attribute(attributes, "c")), CELL_LETTERS + 1), exact=True)
        elif self._depth and tag == "tab":
            self._say("\t", exact=True)
        elif self._depth and tag == "line-break":
            self._say("\n", exact=True)

    def text(self, text: str) -> None:
        if self._depth and not self._aside:
            self._say(text)

    def _say(self, text: str, *, exact: bool = False) -> None:
        self._letters += len(text)
        if self._letters <= 4 * CELL_LETTERS:
            self._paragraphs[-1].append(text if exact else BLANKS.sub(" ", text))

    def end(self, tag: str) -> None:
        if self._table != self._place:
            return
        if tag in {"annotation", "ruby-text"}:
            self._aside -= 1
        elif tag == "p" and self._depth and not self._aside:
            self._depth -= 1
        elif tag in {"table-cell", "covered-table-cell"}:
            self._end_cell(self._cell or {}, covered=tag != "table-cell")
            self._cell = None
        elif tag == "table-row":
            self._end_row()

    def _end_cell(self, cell: dict[str, str], *, covered: bool) -> None:
        times = _times(cell.get("number-columns-repeated", ""))
        wide, high = _times(cell.get("number-columns-spanned", "")), _times(cell.get("number-rows-spanned", ""))
        if wide > 1 or high > 1:
            corner = address(self._row + high - 1, self._column + wide - 1)
            self.sheet.merged.append(f"{address(self._row, self._column)}:{corner}")
        text = "" if covered else self._shown(cell)
        if text or (self._row, self._column) in self.sheet.doubts:
            for column in range(self._column, self._column + times):
                self._budget.cell(self._row, column, text)
                self._cells.extend([""] * (column - len(self._cells)))
                self._cells[column - 1] = text
        self._column += times

    def _shown(self, cell: dict[str, str]) -> str:
        text = "\n".join("".join(parts) for parts in self._paragraphs)
        kind, here = cell.get("value-type", ""), (self._row, self._column)
        if kind == "date":
            day, _t, hour = cell.get("date-value", "").partition("T")
            return f"{day} {hour[:5]}" if hour and hour[:5] != "00:00" else day
        if kind == "boolean":
            return cell.get("boolean-value", "").upper()
        if kind == "float":
            if numbers.has_lost_digits(cell.get("value", "0")):
                self.sheet.doubts[here] = lost_digits()
            return numbers.shown(cell["value"], "") if not text or numbers.SCIENTIFIC.fullmatch(text) else text
        if text.startswith(("#", "Err:")) and cell.get("formula"):
            self.sheet.doubts[here] = _("This cell shows the error %(error)s.") % {"error": text[:20]}
        elif cell.get("formula") and not kind:
            self.sheet.doubts[here] = _("This formula holds no result: open the file in your spreadsheet "
                                        "program and save it once.")  # fmt: skip
        return text

    def _end_row(self) -> None:
        if self._hidden and (self._cells or self._rows == 1):
            self.sheet.hidden_rows.append(self._row)
        if self._cells:
            for number in range(self._row, self._row + self._rows):
                self._budget.row()
                if number > self._row:
                    for column, text in enumerate(self._cells, start=1):
                        self._budget.cell(number, column, text)
                self.sheet.lines.append(Line(number, self._cells))
        self._row += self._rows


def _times(typed: str) -> int:
    return min(max(int(typed or 1), 1), MOST_REPEATED)
