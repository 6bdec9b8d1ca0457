"""Files → lines of named cells. Knows how CSV and TOML can be broken, and nothing about forums."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sessions.reference.problems import Problem, UnreadableForum

LARGEST = 10_000_000  # bytes; a forum of a thousand delegates has a file of a tenth of this


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line, under the names of their columns."""

    number: int
    cells: dict[str, str]


def read_csv(path: Path) -> tuple[list[str], list[Line]]:
    """The columns and the lines of a CSV file. Raises UnreadableForum."""
    found = list(_csv_rows(path))
    if not found:
        raise _unreadable(path, 0, "The file is empty; its first line must name the columns.")
    columns = [name.strip() for name in found[0][1]]
    _check_columns(path, columns)
    lines, problems = [], []
    for number, row in found[1:]:
        if len(row) == len(columns):
            lines.append(
                Line(
                    number,
                    dict(zip(columns, (cell.strip() for cell in row), strict=True)),
                )
            )
        else:
            problems.append(Problem(path.name, number, "", _misfit(len(row), len(columns))))
    if problems:
        raise UnreadableForum(problems)
    return columns, lines


def read_toml(path: Path) -> Line:
    """A TOML file as one line of cells; what stands in a table `[name]` under `en` is the cell `name.en`."""
    source = _source(path)
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as broken:
        line = re.search(r"line (\d+)", str(broken))
        raise _unreadable(path, int(line[1]) if line else 0, f"This is not TOML: {broken}.") from None
    found = dict(_flat(data))
    if nested := [name for name, value in found.items() if _holds_a_table(value)]:
        sentence = "Here stands a table within a table; write one text, in quotation marks."
        raise UnreadableForum([Problem(path.name, toml_line(path, name), name, sentence) for name in nested])
    return Line(0, {name: _cell(value) for name, value in found.items()})


def toml_line(path: Path, key: str) -> int:
    """The line on which a key of a TOML file stands; 0 when it stands nowhere."""
    table, _dot, name = key.rpartition(".")
    present = ""
    for number, line in enumerate(_source(path).splitlines(), start=1):
        if heading := re.match(r"\s*\[([^\]]+)\]", line):
            present = heading[1].strip("[ \t")
            if present == key:
                return number
        elif present == table and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return number
    return 0


def _source(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise _unreadable(path, 0, f"The file is larger than {LARGEST // 1_000_000} MB.")
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as broken:
        line = broken.object[: broken.start].count(b"\n") + 1
        sentence = "The text is not UTF-8; save it anew, in a spreadsheet as “CSV UTF-8”."
        raise _unreadable(path, line, sentence) from None
    except OSError as trouble:
        raise _unreadable(path, 0, f"The file cannot be opened: {trouble.strerror}.") from None


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins; a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(_source(path), newline=""), strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as broken:
        raise _unreadable(
            path,
            begins,
            f"This is not CSV ({broken}); look for a quotation mark too many.",
        ) from None


def _check_columns(path: Path, columns: list[str]) -> None:
    if len(columns) == 1 and ";" in columns[0]:
        raise _unreadable(path, 1, "The cells are set apart by semicolons; save the file with commas.")
    for name in columns:
        if not name:
            raise _unreadable(path, 1, "A column has no name.")
        if columns.count(name) > 1:
            raise _unreadable(path, 1, f"The column '{name}' stands there twice.")


def _misfit(cells: int, columns: int) -> str:
    return f"The line has {cells} cells for {columns} columns; put a cell that holds a comma in quotation marks."


def _flat(data: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", content) for inner, content in value.items())
        else:
            yield name, value


def _holds_a_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(_holds_a_table(item) for item in value))


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if isinstance(value, datetime):
        # Seconds and another clock are not dropped in silence: whoever reads the cell refuses them in words.
        whole = value.tzinfo is None and not (value.second or value.microsecond)
        return value.strftime("%Y-%m-%d %H:%M") if whole else value.isoformat(" ")
    return str(value).strip()


def _unreadable(path: Path, line: int, sentence: str) -> UnreadableForum:
    return UnreadableForum([Problem(path.name, line, "", sentence)])
