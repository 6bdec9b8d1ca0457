"""A folder of files → typed rows that fit together. No database, nothing half read: all of it, or every problem."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar, cast

from sessions.reference import cells
from sessions.reference.columns import Column, Row
from sessions.reference.files import Line, read_csv, read_toml, toml_line
from sessions.reference.fitting import misfits
from sessions.reference.house_rows import Edition
from sessions.reference.problems import Problem, UnreadableForum
from sessions.reference.rows import REQUIRED, TABLES

R = TypeVar("R", bound=Row)
REMARK = "remark"  # a column for whoever keeps the files; it is never loaded


@dataclass(frozen=True, slots=True)
class Forum:
    """One forum as its files tell it."""

    edition: Edition
    tables: Mapping[type[Row], tuple[Row, ...]]

    def rows(self, table: type[R]) -> tuple[R, ...]:
        return cast("tuple[R, ...]", self.tables.get(table, ()))


def read(folder: Path) -> Forum:
    """The forum of a folder. Raises UnreadableForum with everything that must be mended."""
    problems = list(_stray_files(folder))
    edition = _edition(folder / Edition.FILE, problems)
    tables = {table: _table(folder / table.FILE, table, problems) for table in TABLES}
    # A row that could not be read would seem to be missing elsewhere: look for misfits only in whole files.
    if edition is None or problems:
        raise UnreadableForum(problems)
    forum = Forum(edition, tables)
    if found := [_pinned(folder, problem) for problem in misfits(edition, tables)]:
        raise UnreadableForum(found)
    return forum


def _stray_files(folder: Path) -> Iterator[Problem]:
    known = {Edition.FILE, *(table.FILE for table in TABLES)}
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.toml")]):
        if path.name not in known:
            yield Problem(
                path.name,
                0,
                "",
                f"No file of this name is read{cells.or_rather(path.name, known)}",
            )
    for name in sorted({Edition.FILE, *REQUIRED}):
        if not (folder / name).is_file():
            yield Problem(name, 0, "", f"The file is missing in {folder}.")


def _edition(path: Path, problems: list[Problem]) -> Edition | None:
    if not path.is_file():
        return None
    try:
        line = read_toml(path)
    except UnreadableForum as broken:
        problems.extend(broken.problems)
        return None
    found: list[Problem] = []
    _check_names(Edition, list(line.cells), found)
    edition = _row(Edition, line, found)
    problems.extend(_pinned(path.parent, problem) for problem in found)
    return edition


def _table(path: Path, table: type[R], problems: list[Problem]) -> tuple[R, ...]:
    if not path.is_file():
        return ()
    try:
        columns, lines = read_csv(path)
    except UnreadableForum as broken:
        problems.extend(broken.problems)
        return ()
    before = len(problems)
    _check_names(table, columns, problems)
    if len(problems) > before:
        return ()
    rows = (_row(table, line, problems) for line in lines)
    return tuple(row for row in rows if row is not None)


def _check_names(table: type[Row], names: list[str], problems: list[Problem]) -> None:
    """Every column is known, and none that is needed is missing."""
    line = 0 if table is Edition else 1
    columns = _columns(table)
    first: dict[str, str] = {}
    for name in names:
        family, tag = _family(name)
        if name in columns and not columns[name].family:
            continue
        if family in columns and columns[family].family and tag:
            try:
                same = first.setdefault(f"{family}_{cells.language(tag)}", name)
            except cells.Unreadable as trouble:
                problems.append(Problem(table.FILE, line, name, str(trouble)))
            else:
                if same != name:
                    problems.append(
                        Problem(table.FILE, line, name, f"This is '{same}' once more; keep one of the two.")
                    )
        elif name != REMARK:
            problems.append(Problem(table.FILE, line, name, _unknown(name, columns)))
    for name, column in columns.items():
        if column.required and not column.family and name not in names:
            problems.append(Problem(table.FILE, line, name, "This is missing, and is needed."))


def _unknown(name: str, columns: Mapping[str, Column]) -> str:
    if name in columns:
        return f"Say which language: write '{name}_en', '{name}_fr' and so on (in TOML en = … under [{name}])."
    return f"This name is not known{cells.or_rather(name, columns)}"


def _row(table: type[R], line: Line, problems: list[Problem]) -> R | None:
    """One typed row; None when a cell is wrong or missing, after every wrong cell was noted."""
    before = len(problems)
    columns = _columns(table)
    values = {name: _value(table, line, name, column, problems) for name, column in columns.items()}
    whole = all(name in line.cells for name, column in columns.items() if column.required and not column.family)
    if len(problems) > before or not whole:
        return None
    row = table(line=line.number, **values)
    problems.extend(Problem(table.FILE, line.number, name, sentence) for name, sentence in row.complaints())
    return row if len(problems) == before else None


def _value(table: type[Row], line: Line, name: str, column: Column, problems: list[Problem]) -> object:
    if column.family:
        return _texts(table, line, name, column, problems)
    cell = line.cells.get(name, "")
    if not cell:
        if column.required and name in line.cells:
            problems.append(
                Problem(
                    table.FILE,
                    line.number,
                    name,
                    "The cell is empty, and it is needed.",
                )
            )
        return column.absent
    return _parsed(table, line, name, cell, column, problems)


def _texts(table: type[Row], line: Line, name: str, column: Column, problems: list[Problem]) -> dict[str, object]:
    found = {
        cells.language(_family(label)[1]): _parsed(table, line, label, cell, column, problems)
        for label, cell in line.cells.items()
        if cell and _family(label)[0] == name and _is_tag(_family(label)[1])
    }
    if column.required and not found:
        problems.append(
            Problem(
                table.FILE,
                line.number,
                f"{name}_en",
                "A text in at least one language is needed.",
            )
        )
    return found


def _parsed(
    table: type[Row],
    line: Line,
    label: str,
    cell: str,
    column: Column,
    problems: list[Problem],
) -> object:
    try:
        return column.parse(cell)
    except cells.Unreadable as trouble:
        problems.append(Problem(table.FILE, line.number, label, str(trouble)))
        return None


def _columns(table: type[Row]) -> dict[str, Column]:
    return {item.name: item.metadata["column"] for item in fields(table) if "column" in item.metadata}


def _family(label: str) -> tuple[str, str]:
    """The two parts of "title_zh-hans" or "title.zh-hans": the text, and the tag of its language."""
    name, _, tag = label.replace(".", "_").rpartition("_")
    return name, tag


def _is_tag(tag: str) -> bool:
    try:
        cells.language(tag)
    except cells.Unreadable:
        return False
    return True


def _pinned(folder: Path, problem: Problem) -> Problem:
    """The problem with its line, which a TOML file tells only when asked for the key."""
    if problem.file != Edition.FILE or problem.line or not problem.column:
        return problem
    line = toml_line(folder / Edition.FILE, problem.column)
    return Problem(problem.file, line, problem.column, problem.sentence)
