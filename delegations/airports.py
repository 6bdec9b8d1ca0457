"""Airports by their three letters, with the zone of their clocks. Read once, from a package that collects them."""

from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

import airportsdata
from django.utils.translation import gettext as _


class Airport(NamedTuple):
    code: str
    name: str
    city: str
    zone: str


@cache
def _all() -> dict[str, Airport]:
    rows = airportsdata.load("IATA")
    return {code: Airport(code, row["name"], row["city"], row["tz"]) for code, row in rows.items() if row["tz"]}


def find(code: str) -> Airport | None:
    return _all().get(code.strip().upper())


class NoSuchAirport(Exception):
    """No airport has these letters; `words` say so, with those that look like them."""

    def __init__(self, typed: str) -> None:
        alike = ", ".join(f"{one.code} ({one.city})" for one in near(typed))
        hint = _("Did you mean %(near)s?") % {"near": alike} if alike else _("Look on the ticket for three letters.")
        self.words = _("We know no airport “%(typed)s”. %(hint)s") % {"typed": typed, "hint": hint}
        super().__init__(self.words)


def get(typed: str) -> Airport:
    """The airport of "pvg" or "PVG (Shanghai)". Raises NoSuchAirport."""
    code = typed.strip()
    found = find(code[:3]) if len(code) == 3 or not code[3:4].isalnum() else None
    if found is None:
        raise NoSuchAirport(code)
    return found


def near(code: str) -> list[Airport]:
    """Airports whose letters look like these, for whoever mistyped."""
    return [_all()[match] for match in get_close_matches(code.strip().upper(), _all(), n=3, cutoff=0.6)]


def named(codes: list[str]) -> list[Airport]:
    """The airports among these codes that we know."""
    return [airport for code in codes if (airport := find(code))]
