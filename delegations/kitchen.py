"""What the kitchen and the stewards must know, and no more: counts, and names where a dish or help goes to a seat."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from delegations import manifests
from delegations.models import Delegate, Flight, Needs
from delegations.models.needs import Allergen, Menu, Mobility, Provision
from delegations.sheets import Sheet, Table
from forum import clock, names
from forum.models import Edition


@dataclass(frozen=True, slots=True)
class Plate:
    """A dish that goes to a seat: whose, which, without what."""

    delegate: Delegate
    menu: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What the staff is to provide for somebody. Why is not said."""

    delegate: Delegate
    provide: tuple[str, ...]
    mobility: str
    quiet: str


@dataclass(frozen=True, slots=True)
class Meals:
    """A day in the kitchen: how many of each menu, how many without what, which plates go to a seat."""

    guests: int
    untold: int
    menus: tuple[tuple[str, int], ...]
    allergens: tuple[tuple[str, int], ...]
    plates: tuple[Plate, ...]


def guests_on(edition: Edition, day: date) -> list[Delegate]:
    """Who is here that day: landed by then and not yet gone, as far as we know. Three queries."""
    absent = {legs[0].delegate_id for legs in manifests.by_guest(edition) if not _is_here(legs, edition, day)}
    rows = Delegate.objects.within(edition).awaited()
    rows = rows.select_related("person", "delegation__city", "needs")
    found = rows.order_by("delegation__city__country", "delegation__city__key", "position", "pk")
    return [one for one in found if one.pk not in absent]


def _is_here(legs: list[Flight], edition: Edition, day: date) -> bool:
    landed = [clock.day_at(edition.zone, leg.lands_at) for leg in legs if leg.direction == Flight.Direction.IN]
    gone = [clock.day_at(edition.zone, leg.leaves_at) for leg in legs if leg.direction == Flight.Direction.OUT]
    return not (landed and day < min(landed)) and not (gone and day > max(gone))


def needs_of(delegate: Delegate) -> Needs | None:
    """What this guest said, if anything."""
    found: Needs | None = getattr(delegate, "needs", None)
    return found


def meals(guests: Iterable[Delegate]) -> Meals:
    """What is to be cooked for these guests."""
    people = list(guests)
    told = [(one, needs) for one in people if (needs := needs_of(one))]
    menus = Counter(needs.menu for _one, needs in told)
    allergens = Counter(allergen for _one, needs in told for allergen in needs.allergens)
    plates = [Plate(one, str(Menu(needs.menu).label), _without(needs)) for one, needs in told if _goes_to_a_seat(needs)]
    return Meals(
        guests=len(people),
        untold=len(people) - len(told),
        menus=tuple((str(menu.label), menus[menu]) for menu in Menu if menus[menu]),
        allergens=tuple((str(one.label), allergens[one]) for one in Allergen if allergens[one]),
        plates=tuple(plates),
    )


def helps(guests: Iterable[Delegate]) -> list[Help]:
    """For whom the stewards provide something."""
    found = []
    for one in guests:
        needs = needs_of(one)
        if needs is None:
            continue
        provide = [str(one.label) for one in Provision if one in needs.provisions]
        provide += [needs.provision_note] if needs.provision_note else []
        walks = "" if needs.mobility == Mobility.UNAIDED else str(Mobility(needs.mobility).label)
        quiet = (needs.quiet_times or _("yes")) if needs.quiet_room else ""
        if provide or walks or quiet:
            found.append(Help(one, tuple(provide), walks, quiet))
    return found


def kitchen_sheet(day: date, found: Meals) -> Sheet:
    """The sheet for the kitchen. No reason stands on it, and no name whose plate is like the others."""
    counts = [*found.menus, *([(_("not told yet"), found.untold)] if found.untold else [])]
    tables = [_counts(_("Menus"), _("Menu"), counts)]
    if found.allergens:
        tables.append(_counts(_("Without"), _("Allergen"), found.allergens))
    if found.plates:
        rows = tuple((_named(one.delegate), one.menu, "\n".join(one.without)) for one in found.plates)
        columns = (_("Guest"), _("Menu"), _("Without"))
        tables.append(Table(_("Plates that go to a seat"), columns, rows, (1.4, 1, 2)))
    heading = _("Kitchen sheet, %(day)s") % {"day": clock.day_text(get_language() or "en", day)}
    return Sheet(heading, kitchen_purpose(), tuple(tables), destroy_words())


def needs_sheet(found: list[Help]) -> Sheet:
    """The list for the stewards: a name and what is to be provided."""
    rows = tuple((_named(one.delegate), "\n".join(one.provide), one.mobility, one.quiet) for one in found)
    columns = (_("Guest"), _("Please provide"), _("On visits"), _("Quiet or prayer room"))
    table = Table("", columns, rows, (1.4, 2.2, 1, 1.2))
    return Sheet(_("Needs list"), needs_purpose(), (table,) if rows else (), destroy_words())


def kitchen_purpose() -> str:
    return _("For the kitchen and whoever serves: what to cook, and which plate goes to which guest.")


def needs_purpose() -> str:
    return _("For the stewards and the cars: what to provide for whom. It does not say why, and nobody need ask.")


def destroy_words() -> str:
    return _("Print what you must, then destroy it on the day after the last meal.")


def _goes_to_a_seat(needs: Needs) -> bool:
    return needs.menu != Menu.STANDARD or bool(needs.allergens or needs.allergy_note)


def _without(needs: Needs) -> tuple[str, ...]:
    known = [str(one.label) for one in Allergen if one in needs.allergens]
    return (*known, *([needs.allergy_note] if needs.allergy_note else []))


def _counts(heading: str, column: str, counts: Iterable[tuple[str, int]]) -> Table:
    return Table(heading, (column, _("Guests")), tuple((label, str(n)) for label, n in counts), (2, 1))


def _named(delegate: Delegate) -> str:
    return f"{names.listed(delegate.person)}\n{delegate.delegation.city}"
