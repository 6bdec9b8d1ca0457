"""Reads CSV: which letters, which separator, quoted line ends; and takes off the guard against formulas."""

import codecs
import csv
import re
from io import StringIO

from django.utils.translation import gettext as _

from forum.spreadsheets import numbers
from forum.spreadsheets.limits import CELL_LETTERS, Budget, damaged
from forum.spreadsheets.values import Book, Line, Sheet, Unreadable, lost_digits

BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What files without any mark may be in, by where our cities are.
LEGACY = ("windows-1252", "gb18030", "windows-1250", "windows-1251", "windows-1253", "windows-1256", "shift_jis",
          "euc_kr", "big5")  # fmt: skip
SEPARATORS = (",", ";", "\t", "|")
# A spreadsheet program takes a cell for a formula that begins like this, also in full width and behind blanks.
RISKY = r"'*\s*[=+\-@\t\r\n＝＋－＠]"
GUARD = "'"
_UNGUARDED, _GUARDED = re.compile(RISKY), re.compile(GUARD + RISKY)
HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def guarded(text: str) -> str:
    """The text so that no program takes it for a formula: with an apostrophe before it, if it looks like one."""
    return GUARD + text if _UNGUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if _GUARDED.match(text) else text


def read(content: bytes, encoding: str = "") -> Book:
    """The table in `encoding`, else in that for which there is evidence; `in_doubt` says that people should look."""
    found = encodings(content)
    if not found:
        raise Unreadable(damaged())
    chosen = encoding if encoding in found else found[0]
    text = content.decode(chosen).removeprefix("\ufeff")
    if "\0" in text:
        raise Unreadable(_("The file holds NUL characters: it is not a table of text, or it was cut on its way."))
    if not content.startswith(tuple(BOMS)) and _is_binary(text[:2000]):
        raise Unreadable(damaged())
    if re.match(r"\s*<(?:!doctype|html|table|\?xml)", text[:200], re.IGNORECASE):
        raise Unreadable(
            _("This is a web page, not a spreadsheet. Open it in your spreadsheet program and save it as XLSX.")
        )
    in_doubt = len(found) > 1 and not encoding and not _is_plain(content, found[0])
    return Book("csv", [""], [False], 0, _table(text), found, chosen, in_doubt)


def _is_binary(text: str) -> bool:
    return sum(1 for letter in text if letter < " " and letter not in "\t\r\n") > len(text) // 100


def encodings(content: bytes) -> list[str]:
    """In which encodings these bytes make sense, the likeliest first; one alone when the bytes say it themselves."""
    for bom, name in BOMS.items():
        if content.startswith(bom):
            return [name] if _decodes(content, name) else []
    if _decodes(content, "utf-8") and b"\0" not in content:
        return ["utf-8"]
    if wide := _wide(content):
        return [wide] if _decodes(content, wide) else []
    if b"\0" in content:
        raise Unreadable(_("The file holds NUL characters: it is not a table of text, or it was cut on its way."))
    able = [name for name in LEGACY if _decodes(content, name)]
    return sorted(able, key=lambda name: -_evidence(content, name))


def _is_plain(content: bytes, name: str) -> bool:
    """Whether the evidence for the likeliest one is clear: Chinese characters that are all common ones."""
    return name == "gb18030" and _evidence(content, name) > 0.98


def _decodes(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: of Latin text every second byte is zero."""
    sample = content[:2000]
    half = len(sample) // 2
    if half < 2:
        return ""
    if sample[1::2].count(0) > 0.4 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if sample[::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.1 * half else ""


def _evidence(content: bytes, name: str) -> float:
    """How well the bytes beyond ASCII fit the language of an encoding, 0 to 1. Latin ones stand alone in a word."""
    runs = HIGH_RUN.findall(content[:200_000])
    whole = sum(map(len, runs)) or 1
    if name == "gb18030":
        pairs = [run[at : at + 2] for run in runs if len(run) % 2 == 0 for at in range(0, len(run), 2)]
        return sum(2 for pair in pairs if 0xB0 <= pair[0] <= 0xF7 and pair[1] >= 0xA1) / whole
    letters = [letter for run in runs for letter in run.decode(name, "ignore")]
    sound = sum(1 for letter in letters if letter.isalpha()) / (len(letters) or 1)
    if name == "windows-1252":
        return sum(1 for run in runs if len(run) == 1) / len(runs) * sound if runs else 0.0
    if name == "windows-1256":
        return 0.9 * sum(1 for letter in letters if "\u0621" <= letter <= "\u064a") / (len(letters) or 1)
    return 0.5 * sound


def _table(text: str) -> Sheet:
    """By the separator that makes the rows most alike; one that breaks the rules of quoting only if no other does."""
    strict = [_parsed(text, separator, strict=True) for separator in SEPARATORS]
    able = [rows for rows in strict if rows is not None]
    if None in strict and not any(_score(rows) > (0.0, 1) for rows in able):
        able += [rows for separator in SEPARATORS if (rows := _parsed(text, separator, strict=False)) is not None]
    if not able:
        raise Unreadable(_("A cell of this file never ends: a quotation mark is missing, or it is too long."))
    return _sheet(max(able, key=_score))


def _parsed(text: str, separator: str, *, strict: bool) -> list[list[str]] | None:
    """All rows, empty ones too; None when they do not fit the separator. Raises Unreadable beyond the limits."""
    rows: list[list[str]] = []
    seen = 0
    budget = Budget()
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=strict):
            rows.append(row)
            seen += 1
            if any(row):
                budget.row()
            budget.look(len(row) or 1)
    except csv.Error:
        return None
    return rows


def _score(rows: list[list[str]]) -> tuple[float, int]:
    """How much alike the rows are in width, and how wide; one column is no evidence."""
    widths = [len(row) for row in rows[:200] if any(row)]
    if not widths:
        return 0.0, 0
    usual = max(set(widths), key=widths.count)
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual


def _sheet(rows: list[list[str]]) -> Sheet:
    sheet, budget = Sheet(), Budget()
    for number, row in enumerate(rows, start=1):
        cells = [unguarded(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        for column, cell in enumerate(cells, start=1):
            if cell:
                budget.cell(number, column, cell)
                if len(cell) < 20 and numbers.SCIENTIFIC.fullmatch(cell):
                    sheet.doubts[number, column] = lost_digits()
        if cells:
            sheet.lines.append(Line(number, cells))
    return sheet


assert csv.field_size_limit() > CELL_LETTERS
