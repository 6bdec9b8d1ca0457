"""What a spreadsheet is once it has been read: lines of text cells, and what must be said about them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Unreadable(ValueError):
    """The file cannot be read, or would cost too much. The sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not empty, by its number on the sheet; `cells` begin at column A and may end early."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Sheet:
    """The rows of one sheet that hold something. `doubts` are sentences about cells, by row and column from 1."""

    lines: list[Line] = field(default_factory=list)
    doubts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)

    def remarks(self, below: int = 0) -> list[str]:
        """What a reader should know of the rows below row `below`."""
        found = []
        if self.merged:
            words = ngettext(
                "%(n)d area of merged cells: only its first cell counts, the others are empty (%(areas)s).",
                "%(n)d areas of merged cells: only the first cell of each counts, the others are empty (%(areas)s).",
                len(self.merged),
            )
            found.append(words % {"n": len(self.merged), "areas": _few(self.merged)})
        if hidden := [number for number in self.hidden_rows if number > below]:
            words = ngettext(
                "%(n)d hidden row is read like the others (%(rows)s).",
                "%(n)d hidden rows are read like the others (%(rows)s).",
                len(hidden),
            )
            found.append(words % {"n": len(hidden), "rows": _few([str(number) for number in hidden])})
        return found


@dataclass(slots=True)
class Book:
    """A file with one of its sheets read. `encodings` are those in which a text file makes sense, likeliest first."""

    format: str
    names: list[str]
    hidden: list[bool]
    chosen: int
    sheet: Sheet
    encodings: list[str] = field(default_factory=list)
    encoding: str = ""
    in_doubt: bool = False

    @property
    def visible(self) -> list[str]:
        return [name for name, hidden in zip(self.names, self.hidden, strict=True) if not hidden]


def column_name(column: int) -> str:
    """The letters of a column counted from 1: 3 is "C", 28 is "AB"."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column by its letters: "AB" is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """How people call a cell: "C17"."""
    return f"{column_name(column)}{row}"


def lost_digits() -> str:
    return _("The spreadsheet turned this into a number and lost digits; type it anew into a cell formatted as text.")


def _few(words: list[str], most: int = 5) -> str:
    return ", ".join(words[:most]) + (" …" if len(words) > most else "")
