"""Writes a table of text as XLSX, ODS or CSV so that `read` gives the same text back."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from itertools import zip_longest

import xlsxwriter

from forum.spreadsheets import odswriter
from forum.spreadsheets.csvs import guarded
from forum.spreadsheets.limits import CELL_LETTERS
from forum.spreadsheets.values import column_name

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
FORMATS = tuple(MEDIA)
NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
LISTS = "lists"
SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Choice:
    """In this column, counted from 0, only these words are meant."""

    column: int
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """What is to be written. `keys` stand in a hidden row above `headings`, so that no language hides what is what."""

    name: str
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    keys: Sequence[str] = ()
    choices: Sequence[Choice] = ()
    widths: Sequence[int] = ()
    right_to_left: bool = False
    hidden_columns: Sequence[int] = field(default=())


def write(tables: Sequence[Table], form: str) -> bytes:
    """The tables as a file; CSV holds the first alone. Raises ValueError for a cell that could not be read back."""
    for table in tables:
        if any(len(cell) > CELL_LETTERS for row in table.rows for cell in row):
            raise ValueError(f"A cell of “{table.name}” is longer than {CELL_LETTERS} characters.")
    return WRITERS[form](tables)


def _csv(tables: Sequence[Table]) -> bytes:
    table = tables[0]
    page = StringIO(newline="")
    writer = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows = [*([table.headings] if table.headings else []), *table.rows]
    writer.writerows([guarded(_clean(cell)) for cell in row] for row in rows)
    # With its mark, or Excel takes it for the letters of its own country.
    return page.getvalue().encode("utf-8-sig")


def _xlsx(tables: Sequence[Table]) -> bytes:
    file = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
               "strings_to_urls": False}  # fmt: skip
    with xlsxwriter.Workbook(file, options) as book:
        text = book.add_format({"num_format": "@", "text_wrap": False, "valign": "top"})
        head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "top"})
        long: list[Sequence[str]] = []
        for table in tables:
            _sheet(book.add_worksheet(SHEET_NAME.sub(" ", table.name)[:31]), table, text, head, long)
        _lists(book, long)
    return file.getvalue()


def _sheet(
    sheet: xlsxwriter.worksheet.Worksheet, table: Table, text: object, head: object, long: list[Sequence[str]]
) -> None:
    if table.right_to_left:
        sheet.right_to_left()
    for column, width in enumerate(table.widths):
        hidden = {"hidden": True} if column in table.hidden_columns else {}
        sheet.set_column(column, column, width, text, hidden)
    top = 0
    for cells, style in ((table.keys, text), (table.headings, head)):
        if cells:
            if cells is table.keys:
                sheet.set_row(top, None, None, {"hidden": True})
            _row(sheet, top, cells, style)
            top += 1
    if table.headings:
        sheet.freeze_panes(top, 0)
    for number, cells in enumerate(table.rows, start=top):
        _row(sheet, number, cells, text)
    for choice in table.choices:
        rule = {"validate": "list", "source": _source(list(choice.words), long), "error_type": "warning"}
        sheet.data_validation(top, choice.column, top + max(len(table.rows), 500), choice.column, rule)


def _source(words: Sequence[str], long: list[Sequence[str]]) -> object:
    """The words themselves, or where they stand if a rule cannot hold so many."""
    if len(",".join(words)) <= 255 and not any("," in word for word in words):
        return words
    long.append(words)
    column = column_name(len(long))
    return f"={LISTS}!${column}$1:${column}${len(words)}"


def _lists(book: xlsxwriter.Workbook, long: list[Sequence[str]]) -> None:
    if long:
        sheet = book.add_worksheet(LISTS)
        sheet.very_hidden()
        for number, words in enumerate(zip_longest(*long, fillvalue="")):
            _row(sheet, number, words, None)


def _row(sheet: xlsxwriter.worksheet.Worksheet, number: int, cells: Sequence[str], style: object) -> None:
    for column, cell in enumerate(cells):
        if cell:
            sheet.write_string(number, column, _clean(cell), style)


def _ods(tables: Sequence[Table]) -> bytes:
    return odswriter.write(tables, _clean)


def _clean(text: str) -> str:
    """Halves of pairs and what is no character can stand in no file."""
    return NOT_XML.sub("\ufffd", text)


WRITERS: dict[str, Callable[[Sequence[Table]], bytes]] = {"xlsx": _xlsx, "ods": _ods, "csv": _csv}
