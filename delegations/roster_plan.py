"""What a spreadsheet would change in the lists of delegates, and what stands against it. Plain values in and out."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from delegations.likeness import may_be_another
from delegations.roster_columns import BY_KEY, CITY, ENTRY, ID, VERSION, Unfit, folded, short
from forum.spreadsheets import Line, address

Values = dict[str, Any]
ALL = ""  # everybody, whatever the role


@dataclass(frozen=True, slots=True)
class Known:
    """A delegate as the list has him now."""

    pk: int
    delegation: int
    version: int
    values: Values
    bound: bool = False  # flights, a part in the programme or papers hang on the entry

    @property
    def name(self) -> str:
        return name_of(self.values)


@dataclass(frozen=True, slots=True)
class House:
    """The delegations that a file may speak of: their names, which are closed, and who is on their lists."""

    known: Sequence[Known]
    names: Mapping[int, str]  # delegation → city in the reader's language
    spoken: Mapping[str, frozenset[int]]  # folded name of a city, in any language → delegations
    languages: Mapping[int, str]
    closed: Mapping[int, str] = field(default_factory=dict)  # delegation → why nothing is taken any more
    withdrawn: Mapping[int, str] = field(default_factory=dict)  # delegation → that it does not come
    late: frozenset[int] = frozenset()  # closed, but the sender may change them and say why
    limits: Mapping[int, Mapping[str, int]] = field(default_factory=dict)  # delegation → role, or "" for all → at most
    own: int | None = None  # the one delegation that the sender acts for


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where. Row 0 is the file as a whole, column 0 a whole row."""

    row: int
    column: int
    label: str
    words: str

    @property
    def cell(self) -> str:
        return address(self.row, self.column) if self.row and self.column else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that changes."""

    key: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return str(BY_KEY[self.key].label)


@dataclass(frozen=True, slots=True)
class Change:
    """One person who is new, changed or taken off."""

    kind: str
    row: int
    delegation: int
    city: str
    known: Known | None
    values: Values
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return name_of(self.values)


@dataclass(slots=True)
class Plan:
    """Every change the file would make, or every problem it has."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    absent: list[Known] = field(default_factory=list)
    late: bool = False  # it changes a list that is closed: its sender says why

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        kinds = {kind: len(self.of_kind(kind)) for kind in ("new", "changed", "removed")}
        return kinds | {"unchanged": self.unchanged, "rows": self.rows}

    @property
    def seal(self) -> str:
        """Two plans that would do the same have the same seal."""
        told = [
            (one.kind, one.delegation, one.known and (one.known.pk, one.known.version), sorted(one.values.items()))
            for one in self.changes
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def plan(
    lines: Sequence[Line], mapping: Mapping[int, str], house: House, *, doubts: Mapping[tuple[int, int], str],
    remove_absent: bool = False,
) -> Plan:  # fmt: skip
    """Compare rows with the lists. `mapping` says which column (from 1) is which; `doubts` are about cells."""
    planner = _Planner(mapping, house, doubts)
    planner.check_columns()
    if not planner.plan.problems:
        for line in lines:
            planner.take(line)
        planner.finish(remove_absent)
    planner.plan.problems.sort(key=lambda problem: (problem.row, problem.column))
    return planner.plan


def name_of(values: Values) -> str:
    parts = [values.get("given_name", ""), values.get("family_name", "")]
    return " ".join(part for part in (parts[::-1] if values.get("family_first") else parts) if part)


class _Planner:
    def __init__(self, mapping: Mapping[int, str], house: House, doubts: Mapping[tuple[int, int], str]) -> None:
        self.plan = Plan()
        self._house, self._doubts = house, doubts
        self._columns = {key: column for column, key in mapping.items() if key}
        self._twice = len(self._columns) < len([key for key in mapping.values() if key])
        self._by_pk = {known.pk: known for known in house.known}
        self._by_name: dict[tuple[int, str], list[Known]] = defaultdict(list)
        for known in house.known:
            self._by_name[known.delegation, folded(known.name)].append(known)
        self._taken: dict[int, int] = {}  # delegate → row that speaks of him
        self._new_names: dict[tuple[int, str], int] = {}
        self._spoken_of: set[int] = set()

    def check_columns(self) -> None:
        """Say what no row could make good."""
        names = self._columns.keys() & {"family_name", "given_name", ID}
        if not names:
            self._say(0, "", _("Choose the column that holds the family names, or the numbers of an export."))
        if self._house.own is None and not self._columns.keys() & {CITY, ID}:
            self._say(0, "", _("Choose the column that says which city a person belongs to."))
        if self._twice:
            self._say(0, "", _("Two columns are chosen for the same thing. Choose one of them."))

    def take(self, line: Line) -> None:
        """One row: read its cells, find whom it speaks of, note what changes."""
        before = len(self.plan.problems)
        cells = {key: self._cell(line, column) for key, column in self._columns.items()}
        if not any(cells.values()):
            return
        self.plan.rows += 1
        for key, column in self._columns.items():
            if words := self._doubts.get((line.number, column)):
                self._say(line.number, key, words)
        known = self._known_by_number(line, cells)
        delegation = self._delegation(line, cells, known)
        if len(self.plan.problems) > before or delegation is None:
            self._note_broken(cells, known, delegation)
            return
        if words := self._house.withdrawn.get(delegation):
            self._say(line.number, CITY, words)
            return
        known = known or self._known_by_name(line, cells, delegation)
        if len(self.plan.problems) > before:
            self._note_broken(cells, known, delegation)
            return
        values = self._values(line, cells, known, delegation)
        if known and known.pk in self._taken:
            self._say(line.number, "", _("Row %(row)d speaks of the same person.") % {"row": self._taken[known.pk]})
        if known:
            self._taken.setdefault(known.pk, line.number)
        self._spoken_of.add(delegation)
        if len(self.plan.problems) == before:
            self._compare(line, cells, known, delegation, values)

    def _note_broken(self, cells: dict[str, str], known: Known | None, delegation: int | None) -> None:
        if known:
            self._taken.setdefault(known.pk, 0)
        if delegation is not None:
            self._spoken_of.add(delegation)

    def _cell(self, line: Line, column: int) -> str:
        return line.cells[column - 1].strip() if column <= len(line.cells) else ""

    def _known_by_number(self, line: Line, cells: dict[str, str]) -> Known | None:
        typed = cells.get(ID, "")
        if not typed:
            return None
        try:
            known = self._by_pk.get(BY_KEY[ID].read(typed))
        except Unfit as wrong:
            self._say(line.number, ID, str(wrong))
            return None
        if known is None:
            words = _("Nobody has the number %(text)s on these lists; the entry may have been taken off. Empty the "
                      "cell to enter the person anew.")  # fmt: skip
            self._say(line.number, ID, words % {"text": short(typed)})
        return known

    def _delegation(self, line: Line, cells: dict[str, str], known: Known | None) -> int | None:
        typed, own = cells.get(CITY, ""), self._house.own
        if not typed:
            if known or own:
                return known.delegation if known else own
            self._say(line.number, CITY, _("The city is missing."))
            return None
        found = self._house.spoken.get(folded(typed), frozenset())
        if not found:
            words = _("“%(text)s” is not your city; this page takes your own delegation only.") if own else _(
                "No delegation of a city called “%(text)s” takes part.")  # fmt: skip
            self._say(line.number, CITY, words % {"text": short(typed)})
            return None
        if known and known.delegation in found:
            return known.delegation
        if known:
            self._say(line.number, CITY, _("%(name)s belongs to %(city)s. People are not moved between delegations by "
                "a spreadsheet.") % {"name": known.name, "city": self._house.names[known.delegation]})  # fmt: skip
            return None
        if len(found) > 1:
            self._say(line.number, CITY, _("Several cities are called “%(text)s”.") % {"text": short(typed)})
            return None
        return next(iter(found))

    def _known_by_name(self, line: Line, cells: dict[str, str], delegation: int) -> Known | None:
        """By city and name, and among namesakes by the address; who cannot be told apart is asked about."""
        if cells.get(ID):
            return None
        called = {key: cells.get(key, "") for key in ("family_name", "given_name")}
        found = self._by_name.get((delegation, folded(name_of(called))), [])
        found = found or self._by_name.get((delegation, folded(name_of(called | {"family_first": True}))), [])
        if len(found) > 1 and cells.get("email"):
            found = [one for one in found if folded(one.values["email"]) == folded(cells["email"])] or found
        if len(found) > 1:
            words = _("%(n)d people of %(city)s are called %(name)s. Write the number of the one who is meant.")
            about = {"n": len(found), "city": self._house.names[delegation], "name": found[0].name}
            self._say(line.number, "family_name", words % about)
            return None
        return found[0] if found else None

    def _values(self, line: Line, cells: dict[str, str], known: Known | None, delegation: int) -> Values:
        """All values of the entry as the row wants them; what has no column stays as it is."""
        values = dict(known.values) if known else {key: BY_KEY[key].absent for key in ENTRY}
        if not known:
            values["language"] = self._house.languages[delegation]
        for key in ENTRY:
            if key in self._columns:
                self._read(line, key, cells[key], values, known)
        if not (values["family_name"] or values["given_name"]):
            self._say(line.number, "family_name", _("Write at least one name."))
        return values

    def _read(self, line: Line, key: str, text: str, values: Values, known: Known | None) -> None:
        column = BY_KEY[key]
        # What shows the present value is no change, whatever else the column would say to it.
        if known and text == _shown(key, known.values[key]):
            return
        if not text and (column.words or column.absent is None):
            return  # a choice that is not made stays as it was
        try:
            values[key] = column.read(text)
        except Unfit as wrong:
            self._say(line.number, key, str(wrong))

    def _compare(self, line: Line, cells: dict[str, str], known: Known | None, delegation: int, values: Values) -> None:
        before = known.values if known else {key: BY_KEY[key].absent for key in ENTRY}
        changed = tuple(
            Cell(key, _shown(key, before[key]) if known else "", _shown(key, values[key]))
            for key in ENTRY
            if values[key] != before[key]
        )
        if known and not changed:
            self.plan.unchanged += 1
            return
        if why := self._house.closed.get(delegation):
            self._say(line.number, "", why)
            return
        if known and not (self._is_fresh(line, cells, known) and self._is_the_same(line, known, values)):
            return
        if not known and not self._is_first_of_the_name(line, delegation, values):
            return
        city = self._house.names[delegation]
        kind = "changed" if known else "new"
        self.plan.changes.append(Change(kind, line.number, delegation, city, known, values, changed))

    def _is_fresh(self, line: Line, cells: dict[str, str], known: Known) -> bool:
        typed = cells.get(VERSION, "")
        try:
            if not typed or BY_KEY[VERSION].read(typed) == known.version:
                return True
            words = _("Somebody else has changed the entry of %(name)s since this list was written. Export it anew.")
            self._say(line.number, VERSION, words % {"name": known.name})
        except Unfit as wrong:
            self._say(line.number, VERSION, str(wrong))
        return False

    def _is_the_same(self, line: Line, known: Known, values: Values) -> bool:
        """A number carries what hangs on the entry, flights and seats; a name far from the old one is asked about."""
        if not may_be_another(_called(known.values), _called(values)):
            return True
        words = _("Until now %(name)s stood here. If it is the same person, correct the name on the page of the "
                  "delegation; if not, take %(name)s off and enter the other person in a row without a "
                  "number.")  # fmt: skip
        if known.values["role"] == "head":
            words = _("Until now %(name)s, the head, stood here. If it is the same person, correct the name on the "
                      "page of the delegation; if not, use “Replace the head” there.")  # fmt: skip
        self._say(line.number, "family_name", words % {"name": known.name})
        return False

    def _is_first_of_the_name(self, line: Line, delegation: int, values: Values) -> bool:
        called = (delegation, folded(name_of(values)))
        first = self._new_names.setdefault(called, line.number)
        if first != line.number:
            words = _("Row %(row)d has the same name. If they are two people, register the second one by hand.")
            self._say(line.number, "family_name", words % {"row": first})
        return first == line.number

    def finish(self, remove_absent: bool) -> None:
        """What only the whole file shows: who is not in it, and whether the lists would still be right."""
        absent = [one for one in self._house.known if one.delegation in self._spoken_of and one.pk not in self._taken]
        self.plan.absent = absent
        for known in absent if remove_absent else []:
            self._take_off(known)
        self.plan.late = any(change.delegation in self._house.late for change in self.plan.changes)
        for rule in RULES:
            self.plan.problems.extend(rule(self.plan, self._house, self._columns))

    def _take_off(self, known: Known) -> None:
        if known.bound:
            words = _("%(name)s has flights, papers or a part in the programme: take the entry off by hand.")
            self._say(0, "", words % {"name": known.name})
        elif why := self._house.closed.get(known.delegation):
            self._say(0, "", why)
        else:
            city = self._house.names[known.delegation]
            self.plan.changes.append(Change("removed", 0, known.delegation, city, known, known.values, ()))

    def _say(self, row: int, key: str, words: str) -> None:
        label = str(BY_KEY[key].label) if key else ""
        self.plan.problems.append(Problem(row, self._columns.get(key, 0), label, words))


def _called(values: Values) -> tuple[str, str]:
    return values["family_name"], values["given_name"]


def _shown(key: str, value: Any) -> str:
    return "" if value is None or value == "" else BY_KEY[key].show(value)


Rule = Callable[[Plan, House, Mapping[str, int]], Iterator[Problem]]


def one_head_each(plan: Plan, house: House, columns: Mapping[str, int]) -> Iterator[Problem]:
    """A delegation has one head, counting those whom the file does not name."""
    touched = {change.known.pk for change in plan.changes if change.known}
    heads: dict[int, list[str]] = defaultdict(list)
    for known in house.known:
        if known.values["role"] == "head" and known.pk not in touched:
            heads[known.delegation].append(known.name)
    for change in plan.changes:
        if change.kind == "removed" or change.values["role"] != "head":
            continue
        if heads[change.delegation]:
            words = _("%(head)s is the head of the delegation of %(city)s. There can be only one.")
            about = {"head": heads[change.delegation][0], "city": change.city}
            yield Problem(change.row, columns.get("role", 0), str(BY_KEY["role"].label), words % about)
        heads[change.delegation].append(change.name)


def no_more_than_agreed(plan: Plan, house: House, columns: Mapping[str, int]) -> Iterator[Problem]:
    """Of a role that grows there are no more than the ceiling allows, and of all people together neither."""
    people: dict[int, Counter[str]] = defaultdict(Counter)
    for known in house.known:
        people[known.delegation].update(_counted(known.values))
    growing: dict[tuple[int, str], list[int]] = defaultdict(list)
    for change in plan.changes:
        before = set(_counted(change.known.values)) if change.known else set()
        after = set() if change.kind == "removed" else set(_counted(change.values))
        people[change.delegation].subtract(before)
        people[change.delegation].update(after)
        for role in after - before:
            growing[change.delegation, role].append(change.row)
    for (delegation, role), rows in growing.items():
        used, most = people[delegation][role], house.limits.get(delegation, {}).get(role)
        if most is None or used <= most:
            continue
        words = _("%(role)s of %(city)s: that would be %(used)d where %(most)d are agreed. Make an exception for this "
                  "delegation first, or take rows out.")  # fmt: skip
        if house.own is not None:
            words = _("%(role)s of %(city)s: that would be %(used)d where %(most)d are agreed. Ask the protocol office "
                      "for more on the page of the delegation, or take rows out.")  # fmt: skip
        label = _shown("role", role) or _("all people together")
        about = {"role": label, "city": house.names[delegation], "used": used, "most": most}
        for row in sorted(rows)[most - used :]:
            yield Problem(row, columns.get("role", 0), str(BY_KEY["role"].label), words % about)


def _counted(values: Values) -> tuple[str, str]:
    """What one person counts for: the role, and everybody."""
    return str(values["role"]), ALL


# What must hold of the lists as they would be. A rule of the house that concerns whole delegations is added here.
RULES: tuple[Rule, ...] = (one_head_each, no_more_than_agreed)
