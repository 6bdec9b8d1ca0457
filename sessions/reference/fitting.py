"""Do the rows of all files fit together? Keys that stand once, names that exist, one head, one holder."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast

from sessions.reference.cells import or_rather
from sessions.reference.columns import Reference, Row
from sessions.reference.delegation_rows import Assistant, Delegate, Policy
from sessions.reference.house_rows import Edition, Tenure, Tie, hour_that_never_comes
from sessions.reference.problems import Problem
from sessions.reference.rows import Engagement, Part, Signing, Speech, SubForum, Visit

Tables = Mapping[type[Row], tuple[Row, ...]]
Key = tuple[str, ...]
R = TypeVar("R", bound=Row)


def misfits(edition: Edition, tables: Tables) -> Iterator[Problem]:
    """Every place where rows contradict each other or name what does not exist."""
    known = {table.FILE: {_key(row, table.KEY) for row in rows} for table, rows in tables.items()}
    for rows in [(edition,), *tables.values()]:
        yield from _twice(
            rows,
            lambda row: _key(row, type(row).KEY),
            "stands there already, in line {line}.",
        )
        for row in rows:
            yield from _dangling(row, known)
    yield from _crowded(tables)
    yield from _wrong_kinds(tables)
    yield from _circles(tables)
    yield from _hours_that_never_come(edition, tables)


def _key(row: Row, columns: Iterable[str]) -> Key:
    return tuple(str(getattr(row, column)) for column in columns)


def _twice(rows: Iterable[Row], key: Callable[[Row], Key], sentence: str) -> Iterator[Problem]:
    """Rows with the key of an earlier one."""
    first: dict[Key, int] = {}
    for row in rows:
        present = key(row)
        if present in first:
            name = ", ".join(f"'{part}'" for part in present)
            said = f"{name} {sentence.format(line=first[present])}"
            yield Problem(type(row).FILE, row.line, type(row).KEY[0], said)
        first.setdefault(present, row.line)


def _dangling(row: Row, known: Mapping[str, set[Key]]) -> Iterator[Problem]:
    """References to rows that no file holds."""
    broken: set[str] = set()
    for reference in type(row).REFERENCES:
        wanted = _key(row, reference.columns)
        if all(wanted) and wanted not in known[reference.file] and not broken & set(reference.columns):
            broken |= set(reference.columns)
            yield Problem(
                type(row).FILE,
                row.line,
                reference.columns[-1],
                _missing(reference, wanted, known),
            )


def _missing(reference: Reference, wanted: Key, known: Mapping[str, set[Key]]) -> str:
    beside = sorted(key[-1] for key in known[reference.file] if key[:-1] == wanted[:-1])
    pairs = list(zip(reference.columns, wanted, strict=True))
    named = " of ".join(f"{column} '{part}'" for column, part in reversed(pairs))
    return f"{named} is not in {reference.file}{or_rather(wanted[-1], beside)}"


def _of(tables: Tables, table: type[R]) -> tuple[R, ...]:
    return cast("tuple[R, ...]", tables.get(table, ()))


def _crowded(tables: Tables) -> Iterator[Problem]:
    """Places for one that are taken by two."""
    heads = [row for row in _of(tables, Delegate) if row.role == "head"]
    yield from _twice(
        heads,
        lambda row: _key(row, ("city",)),
        "has a head of delegation already, in line {line}.",
    )
    focal_points = [row for row in _of(tables, Assistant) if row.focal_point]
    yield from _twice(
        focal_points,
        lambda row: _key(row, ("city",)),
        "has a focal point already, in line {line}.",
    )
    holders = [row for row in _of(tables, Tenure) if not row.until]
    yield from _twice(
        holders,
        lambda row: _key(row, ("city", "office")),
        "has a holder already, in line {line}; give one of the two an end in 'until'.",
    )
    yield from _twice(
        [row for row in _of(tables, Policy) if row.makes_order],
        lambda row: ("the order",),
        "is made by a policy already, in line {line}.",
    )
    ties = [row for row in _of(tables, Tie) if row.city > row.partner]
    stored = {_key(row, Tie.KEY): row.line for row in _of(tables, Tie)}
    for row in ties:
        if line := stored.get((row.partner, row.city, row.kind)):
            yield Problem(
                Tie.FILE,
                row.line,
                "city",
                f"The same tie is there already in line {line}, the other way round.",
            )


def _wrong_kinds(tables: Tables) -> Iterator[Problem]:
    """Special parts that hang on an engagement of another kind."""
    kinds = {row.key: row.kind for row in _of(tables, Engagement)}
    for table in (SubForum, Speech, Visit, Signing):
        for row in _of(tables, cast("type[Part]", table)):
            if kinds.get(row.engagement, row.KIND) != row.KIND:
                said = f"'{row.engagement}' is a {kinds[row.engagement]} in engagements.csv, not a {row.KIND}."
                yield Problem(row.FILE, row.line, "engagement", said)


def _circles(tables: Tables) -> Iterator[Problem]:
    """Engagements that are inside themselves."""
    parents = {row.key: row.parent for row in _of(tables, Engagement)}
    for row in _of(tables, Engagement):
        seen, above = {row.key}, row.parent
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == row.key:
            yield Problem(
                Engagement.FILE,
                row.line,
                "parent",
                f"'{row.key}' would be inside itself.",
            )


def _hours_that_never_come(edition: Edition, tables: Tables) -> Iterator[Problem]:
    """Engagements at an hour that the clocks of the edition leap over."""
    for row in _of(tables, Engagement):
        for column, wall in (("starts", row.starts), ("ends", row.ends)):
            if wall:
                for name, sentence in hour_that_never_comes(column, edition.zone, wall):
                    yield Problem(Engagement.FILE, row.line, name, sentence)
