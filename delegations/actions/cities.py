"""Cities' ties and offices: entered and corrected. They belong to all forums, and whoever corrects one does for all."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from delegations.actions.sealing import refuse_other, values_of
from forum import ledger
from forum.models import City, Edition, Office, Tie, User

TIE_FIELDS = ("kind", "signed", "note")
OFFICE_FIELDS = ("rank_class", "titles", "salutations", "honorifics", "envelope_lines", "spoken_forms")


class TieWithItself(Exception):
    """A city cannot be tied to itself."""

    def __init__(self, city: City) -> None:
        super().__init__(f"{city} cannot have a tie with itself.")
        self.city = city


class TieIsThere(Exception):
    """The two cities have a tie of this kind already, with another date or note: that one is corrected instead."""

    def __init__(self, tie: Tie) -> None:
        super().__init__(f"{tie} is on file already.")
        self.tie = tie


@dataclass(frozen=True, slots=True)
class TieSaid:
    """A tie as it was entered; `signed` is a date known at least in part, or empty."""

    kind: str
    signed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfficeSaid:
    """An office as it was entered, each text by its language."""

    rank_class: str
    titles: dict[str, str] = field(default_factory=dict)
    salutations: dict[str, str] = field(default_factory=dict)
    honorifics: dict[str, str] = field(default_factory=dict)
    envelope_lines: dict[str, str] = field(default_factory=dict)
    spoken_forms: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def add_tie(city: City, partner: City, said: TieSaid, *, edition: Edition, by: User) -> Tie:
    """Enter a tie; the same sent twice is one. Raises TieWithItself or TieIsThere."""
    if city.pk == partner.pk:
        raise TieWithItself(city)
    one, other = sorted((city, partner), key=lambda each: each.pk)
    # Two at once: the city's row lets one after the other in.
    City.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if there := Tie.objects.filter(one=one, other=other, kind=said.kind).first():
        if values_of(there, TIE_FIELDS) == asdict(said):
            return there
        raise TieIsThere(there)
    tie = Tie.objects.create(one=one, other=other, **asdict(said))
    _record("tie.added", tie, {}, {"one": one.key, "other": other.key, **asdict(said)}, edition, by)
    return tie


@transaction.atomic
def correct_tie(tie: Tie, said: TieSaid, *, seen: str, edition: Edition, by: User) -> Tie:
    """Correct a tie; the same again changes nothing. Raises Stale, TieIsThere or Tie.DoesNotExist."""
    row = Tie.objects.select_for_update(of=("self",)).get(pk=tie.pk)
    before = values_of(row, TIE_FIELDS)
    if before == asdict(said):
        return row
    refuse_other(row, seen, TIE_FIELDS)
    if twin := Tie.objects.filter(one=row.one_id, other=row.other_id, kind=said.kind).exclude(pk=row.pk).first():
        raise TieIsThere(twin)
    _set(row, asdict(said))
    _record("tie.changed", row, before, asdict(said), edition, by)
    return row


@transaction.atomic
def add_office(city: City, said: OfficeSaid, *, edition: Edition, by: User) -> Office:
    """Enter an office; the same sent twice is one."""
    City.objects.select_for_update(of=("self",)).get(pk=city.pk)
    for there in city.offices.all():
        if values_of(there, OFFICE_FIELDS) == asdict(said):
            return there
    office = Office.objects.create(city=city, key=_free_key(city, said), **asdict(said))
    _record("office.added", office, {}, {"city": city.key, "key": office.key, **asdict(said)}, edition, by)
    return office


@transaction.atomic
def correct_office(office: Office, said: OfficeSaid, *, seen: str, edition: Edition, by: User) -> Office:
    """Correct an office; the same again changes nothing. Raises Stale or Office.DoesNotExist."""
    row = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    before = values_of(row, OFFICE_FIELDS)
    if before == asdict(said):
        return row
    refuse_other(row, seen, OFFICE_FIELDS)
    _set(row, asdict(said))
    _record("office.changed", row, before, asdict(said), edition, by)
    return row


def _free_key(city: City, said: OfficeSaid) -> str:
    """A key that the city has not used: "deputy-mayor", "deputy-mayor-2"."""
    stem = slugify(said.titles.get("en", ""))[:50] or said.rank_class.replace("_", "-")
    taken, number = set(city.offices.values_list("key", flat=True)), 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def _set(row: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _record(
    verb: str, row: models.Model, before: dict[str, Any], now: dict[str, Any], edition: Edition, by: User
) -> None:
    after = {name: value for name, value in now.items() if before.get(name) != value}
    was = {name: before[name] for name in after if name in before}
    ledger.record(verb, subject=row, by=by, edition=edition, before=was, after=after)
