"""The lists of delegates as spreadsheets: to fill in, to correct, to keep."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from delegations.actions.roster_house import values_of
from delegations.models import Delegate, Delegation, Flight
from delegations.roster_columns import COLUMNS, Column, joined
from forum import clock
from forum.models import Edition
from forum.spreadsheets import Choice, Table, write


def export(edition: Edition, groups: Sequence[Delegation], form: str, *, empty: bool = False) -> bytes:
    """The delegates of these delegations as a file that can be corrected and sent back; `empty` is one to fill in.

    Its queries are always as many.
    """
    return as_file([] if empty else people_of(edition, groups), groups, form, empty=empty)


def as_file(people: Sequence[Delegate], groups: Sequence[Delegation], form: str, *, empty: bool = False) -> bytes:
    """These people, in the order of these delegations."""
    cities = {group.pk: city_name(group, groups) for group in groups}
    rows = [_row(one, cities) for one in people]
    return write([_roster(rows, groups), *([] if empty else [_flights(people)]), _instructions(groups)], form)


def people_of(edition: Edition, groups: Sequence[Delegation]) -> list[Delegate]:
    """Everybody of these delegations, with all that the file shows."""
    rows = Delegate.objects.within(edition).filter(delegation__in=[group.pk for group in groups])
    place = {group.pk: at for at, group in enumerate(groups)}
    found = rows.in_order().select_related("person", "delegation__city").prefetch_related("flights")
    return sorted(found, key=lambda one: place[one.delegation_id])


def _row(one: Delegate, cities: Mapping[int, str]) -> list[str]:
    values: dict[str, Any] = values_of(one)
    values |= {"id": one.pk, "version": one.version, "city": cities[one.delegation_id]}
    return ["" if values[column.key] in (None, "") else column.show(values[column.key]) for column in COLUMNS]


def city_name(group: Delegation, groups: Sequence[Delegation]) -> str:
    """The city in the reader's language; its key where another city of the forum has the same name."""
    name = str(group.city)
    same = [other for other in groups if str(other.city) == name]
    return name if len(same) == 1 else group.city.key


def _roster(rows: list[list[str]], groups: Sequence[Delegation]) -> Table:
    choices = [
        Choice(place, list(column.words().values())) for place, column in enumerate(COLUMNS) if column.words is not None
    ]
    cities = list(dict.fromkeys(city_name(group, groups) for group in groups))
    return Table(
        name=_("People"),
        headings=[str(column.label) for column in COLUMNS],
        keys=[column.key for column in COLUMNS],
        rows=rows,
        choices=[*choices, Choice([column.key for column in COLUMNS].index("city"), cities)],
        widths=[column.width for column in COLUMNS],
        right_to_left=get_language_bidi(),
    )


def _flights(people: Sequence[Delegate]) -> Table:
    """To read only: flights are entered on the page of the delegation."""
    headings = [_("City"), _("Name"), _("Direction"), _("Number"), _("From (airport)"), _("To (airport)"),
                _("Leaves (time there)"), _("Lands (time there)")]  # fmt: skip
    return Table(
        name=_("Flights"),
        headings=headings,
        rows=[_flight(one, flight) for one in people for flight in one.flights.all()],
        widths=[20, 28, 12, 12, 8, 8, 18, 18],
        right_to_left=get_language_bidi(),
    )


def _flight(one: Delegate, flight: Flight) -> list[str]:
    leaves = clock.local(flight.origin_zone, flight.leaves_at)
    lands = clock.local(flight.destination_zone, flight.lands_at)
    return [
        str(one.delegation.city),
        str(one.person),
        flight.get_direction_display(),
        flight.number,
        flight.origin,
        flight.destination,
        f"{leaves:%Y-%m-%d %H:%M}",
        f"{lands:%Y-%m-%d %H:%M}",
    ]


def _instructions(groups: Sequence[Delegation]) -> Table:
    """What belongs into each column, in the reader's language."""
    rows = [[str(column.label), str(column.help), _allowed(column)] for column in COLUMNS]
    back = _("One row for each person. Save the file and send it on the page from which you have it. Nothing is "
             "changed before you have seen every change.")  # fmt: skip
    rows += [["", "", ""], [_("How to send it back"), back, ""]]
    return Table(
        name=_("How to fill in this list"),
        headings=[_("Column"), _("What belongs there"), _("Allowed words")],
        rows=rows,
        widths=[28, 70, 60],
        right_to_left=get_language_bidi(),
    )


def _allowed(column: Column) -> str:
    return joined(column.words().values()) if column.words else ""
