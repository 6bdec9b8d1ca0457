"""A map of the world as dots, made here: no tiles, no borders to quarrel about. Where people live, there are airports.

Equirectangular: x grows with the longitude, y falls with the latitude, one unit is one degree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import airportsdata

GRID = 2  # degrees between dots
NORTH, SOUTH = 78, -56  # nobody lives beyond
WIDTH, HEIGHT = 360, NORTH - SOUTH


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point of the map."""

    x: float
    y: float


def place(latitude: float, longitude: float) -> Place:
    """Where a point of the earth lies on the map, kept within its edges."""
    return Place(round(longitude + 180, 1), round(NORTH - min(max(latitude, SOUTH), NORTH), 1))


@cache
def land() -> str:
    """The dots as the data of one SVG path: strokes of no length, which a round cap makes visible."""
    cells = {
        (int(row["lon"] // GRID) * GRID, int(row["lat"] // GRID) * GRID)
        for row in airportsdata.load("ICAO").values()
        if SOUTH < row["lat"] < NORTH
    }
    dots = sorted(place(south + GRID / 2, west + GRID / 2) for west, south in cells)
    return "".join(f"M{dot.x:g} {dot.y:g}h0" for dot in dots)


def arc(start: Place, end: Place) -> str:
    """A curve from one point to the other as SVG path data, bent towards the north."""
    bend = abs(end.x - start.x) / 6
    middle_x, middle_y = (start.x + end.x) / 2, min(start.y, end.y) - bend
    return f"M{start.x:g} {start.y:g}Q{middle_x:g} {max(middle_y, 1):g} {end.x:g} {end.y:g}"


def bars(numbers: Iterable[int], most: int = 100) -> list[float]:
    """Lengths of bars, the longest `most`."""
    found = list(numbers)
    longest = max(found, default=0)
    return [round(number * most / longest, 1) if longest else 0.0 for number in found]
