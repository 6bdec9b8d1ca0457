"""Reads XLSX: one sheet's values as they are shown, and what is odd about them. Macros and links are not looked at."""

import posixpath
import re

from django.utils.translation import gettext as _

from forum.spreadsheets import numbers
from forum.spreadsheets.limits import CELL_LETTERS, LETTERS, Archive, Budget, damaged
from forum.spreadsheets.values import Book, Line, Sheet, Unreadable, column_number, lost_digits
from forum.spreadsheets.xml import Reader, attribute

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(archive: Archive, sheet: int | None) -> Book:
    """One sheet of the book: that of this place, else the first that is not hidden."""
    book, links = _Workbook(), _Links()
    book.read(archive.pieces("xl/workbook.xml"))
    links.read(archive.pieces("xl/_rels/workbook.xml.rels"))
    if not book.sheets:
        raise Unreadable(damaged())
    hidden = [state for _name, state, _link in book.sheets]
    chosen = (
        sheet if sheet is not None and 0 <= sheet < len(hidden) else (hidden.index(False) if False in hidden else 0)
    )
    texts, styles = _Texts(), _Styles()
    for name, reader in (("xl/sharedStrings.xml", texts), ("xl/styles.xml", styles)):
        if name in archive.names:
            reader.read(archive.pieces(name))
    page = _Page(texts.found, styles.kinds(), book.since_1904)
    page.read(archive.pieces(links.targets.get(book.sheets[chosen][2], "")))
    return Book("xlsx", [name for name, _state, _link in book.sheets], hidden, chosen, page.sheet)


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Workbook(Reader):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.since_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            state = attributes.get("state", "visible")
            if state != "veryHidden":  # which no menu shows: lists behind other sheets, such as our own
                self.sheets.append((attributes["name"], state == "hidden", attribute(attributes, "id")))
        elif tag == "workbookPr":
            self.since_1904 = attributes.get("date1904") in {"1", "true"}


class _Links(Reader):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            self.targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


class _Texts(Reader):
    """The shared strings, in order; readings beside Chinese and Japanese characters are left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._aside = 0
        self._letters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._aside += 1
        elif tag == "t":
            self._in_text = not self._aside

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)
            self._letters += len(text)
            if self._letters > LETTERS:
                raise Unreadable(_("The sheet holds more than can be read at once. Send it in parts."))

    def end(self, tag: str) -> None:
        if tag == "t":
            self._in_text = False
        elif tag == "rPh":
            self._aside -= 1
        elif tag == "si":
            self.found.append(_unescaped("".join(self._parts)))


class _Styles(Reader):
    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._in_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            self._formats.append(int(attributes.get("numFmtId", 0)))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False

    def kinds(self) -> list[str]:
        return [numbers.kind_of(number, self._codes.get(number, "")) for number in self._formats]


class _Page(Reader):
    """One sheet. Cells without a value cost nothing but the look."""

    def __init__(self, texts: list[str], kinds: list[str], since_1904: bool) -> None:
        self.sheet = Sheet()
        self._texts, self._kinds, self._since_1904 = texts, kinds, since_1904
        self._budget = Budget()
        self._row = self._column = self._aside = 0
        self._cells: list[str] = []
        self._type = self._style = ""
        self._formula = self._listening = False
        self._parts: list[str] | None = None
        self._letters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._budget.look()
            found = REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = column_number(found[1]) if found else self._column + 1
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._formula, self._parts, self._letters = False, None, 0
        elif tag == "v" or (tag == "t" and not self._aside):
            self._listening = True
            self._parts = [] if self._parts is None else self._parts
        elif tag == "rPh":
            self._aside += 1
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "mergeCell":
            self.sheet.merged.append(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        if self._listening and self._parts is not None:
            self._letters += len(text)
            if self._letters <= 4 * CELL_LETTERS:  # enough to be refused for its length
                self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self._listening = False
        elif tag == "rPh":
            self._aside -= 1
        elif tag == "c":
            self._end_cell()
        elif tag == "row" and self._cells:
            self._budget.row()
            self.sheet.lines.append(Line(self._row, self._cells))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._budget.look()
        self._row = int(attributes.get("r", self._row + 1))
        self._column, self._cells = 0, []
        if attributes.get("hidden") in {"1", "true"}:
            self.sheet.hidden_rows.append(self._row)

    def _end_cell(self) -> None:
        here = (self._row, self._column)
        if self._parts is None:
            if self._formula:
                self.sheet.doubts[here] = _("This formula holds no result: open the file in your spreadsheet "
                                            "program and save it once.")  # fmt: skip
                self._put("")
            return
        raw = "".join(self._parts)
        if self._type == "s":
            self._put(self._texts[int(raw)])
        elif self._type in {"inlineStr", "str", "d"}:
            self._put(_unescaped(raw))
        elif self._type == "b":
            self._put("TRUE" if raw.strip() == "1" else "FALSE")
        elif self._type == "e":
            self.sheet.doubts[here] = _("This cell shows the error %(error)s.") % {"error": raw[:20]}
            self._put(raw)
        elif raw.strip():
            self._number(raw)

    def _number(self, raw: str) -> None:
        style = int(self._style or 0)
        kind = self._kinds[style] if style < len(self._kinds) else ""
        if kind != "date" and numbers.has_lost_digits(raw):
            self.sheet.doubts[self._row, self._column] = lost_digits()
        self._put(numbers.shown(raw, kind, self._since_1904))

    def _put(self, text: str) -> None:
        if not text and (self._row, self._column) not in self.sheet.doubts:
            return
        self._budget.cell(self._row, self._column, text)
        self._cells.extend([""] * (self._column - len(self._cells)))
        self._cells[self._column - 1] = text
