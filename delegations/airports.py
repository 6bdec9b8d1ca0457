"""Airports by their three letters, with the zone of their clocks. Read once, from a package that collects them."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple

import airportsdata
from django.utils.translation import gettext as _

from forum import clock


class Airport(NamedTuple):
    code: str
    name: str
    city: str
    zone: str

    def instants(self, wall: datetime) -> list[datetime]:
        """When the clocks here show `wall`: once, or in the night in which they change never or twice."""
        return clock.instants(self.zone, wall)


@cache
def _all() -> dict[str, Airport]:
    rows = airportsdata.load("IATA")
    return {code: Airport(code, row["name"], row["city"], row["tz"]) for code, row in rows.items() if row["tz"]}


def find(code: str) -> Airport | None:
    return _all().get(code.strip().upper())


class NoSuchAirport(Exception):
    """No airport has these letters; `words` say so, with those that look like them."""

    def __init__(self, typed: str, usual: Iterable[str] = ()) -> None:
        alike = ", ".join(f"{one.code} ({one.city})" for one in near(typed, usual))
        hint = _("Did you mean %(near)s?") % {"near": alike} if alike else _("Look on the ticket for three letters.")
        self.words = _("We know no airport “%(typed)s”. %(hint)s") % {"typed": typed, "hint": hint}
        super().__init__(self.words)


def get(typed: str, usual: Iterable[str] = ()) -> Airport:
    """The airport of "pvg" or "PVG (Shanghai)". Raises NoSuchAirport, which suggests the `usual` ones first."""
    code = typed.strip()
    found = find(code[:3]) if len(code) == 3 or not code[3:4].isalnum() else None
    if found is None:
        raise NoSuchAirport(code, usual)
    return found


def near(typed: str, usual: Iterable[str] = ()) -> list[Airport]:
    """For whoever mistyped: the airports of a city of that name, or those that differ in one letter."""
    typed, first = typed.strip(), set(usual)
    found = [one for one in _all().values() if one.city.casefold() == typed.casefold()]
    if not found and len(typed) == 3:
        found = [one for one in _all().values() if sum(map(str.__eq__, one.code, typed.upper())) == 2]
    return sorted(found, key=lambda one: (one.code not in first, one.code))[:4]


def named(codes: list[str]) -> list[Airport]:
    """The airports among these codes that we know."""
    return [airport for code in codes if (airport := find(code))]
