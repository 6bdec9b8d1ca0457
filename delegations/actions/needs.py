"""What guests need. The ledger says that it changed and who opened it, never what it is."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from delegations import policies
from delegations.actions import awaited, rows
from delegations.actions.stale import refuse_stale
from delegations.models import Delegate, Kitchen, Needs
from delegations.models.needs import Menu, Mobility, every_menu
from forum import ledger
from forum.models import Edition, User


@dataclass(frozen=True, slots=True)
class Told:
    """What a guest says about dishes, about getting around, and about quiet."""

    menu: str = Menu.STANDARD
    allergens: tuple[str, ...] = ()
    allergy_note: str = ""
    provisions: tuple[str, ...] = ()
    provision_note: str = ""
    mobility: str = Mobility.UNAIDED
    quiet_room: bool = False
    quiet_times: str = ""


@transaction.atomic
def tell(delegate: Delegate, told: Told, *, seen: int, by: User) -> Needs:
    """Keep what a guest needs; the same again changes nothing. Raises Stale, DoesNotCome or Delegate.DoesNotExist."""
    edition = delegate.delegation.edition
    awaited.hold(delegate.delegation_id)
    Delegate.objects.within(edition).select_for_update(of=("self",)).get(pk=delegate.pk)
    row: Needs | None = Needs.objects.within(edition).filter(delegate=delegate).first()
    if row and told_in(row) == told:
        return row
    if row:
        refuse_stale(row, seen)
    row = row or Needs(delegate=delegate, version=0)
    for name, value in asdict(told).items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.version += 1
    row.save()
    _record("needs.told", row, delegate, by)
    return row


def told_in(row: Needs) -> Told:
    """What is written down about a guest's needs now."""
    known: dict[str, Any] = {name: getattr(row, name) for name in Told.__dataclass_fields__}
    known |= {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return Told(**known)


@transaction.atomic
def write_down_opening(what: str, *, edition: Edition, by: User, delegate: Delegate | None = None) -> None:
    """Somebody opened a sheet that shows what guests need: who, when, which sheet."""
    about = {"sheet": what} | ({"delegate": delegate.pk} if delegate else {})
    ledger.record("needs.opened", subject=delegate or edition, by=by, edition=edition, after=about)


def kitchen_of(edition: Edition) -> Kitchen:
    """What the host offers; every menu, if nothing was said."""
    found: Kitchen = Kitchen.objects.within(edition).first() or Kitchen(edition=edition, menus=every_menu(), version=0)
    return found


@transaction.atomic
def offer(edition: Edition, values: dict[str, Any], *, seen: int, by: User) -> Kitchen:
    """Say which menus there are, and by when guests choose. Raises Stale."""
    present: Kitchen | None = Kitchen.objects.within(edition).first()
    if present is None:
        row = Kitchen(edition=edition, **values)
        return rows.add(row, natural=("edition",), verb="kitchen.changed", by=by, edition=edition)
    return rows.change(present, values, seen=seen, verb="kitchen.changed", by=by, edition=edition)


def _record(verb: str, row: Needs, delegate: Delegate, by: User) -> None:
    whose = {"delegate": delegate.pk, "delegation": delegate.delegation_id}
    ledger.record(
        verb,
        subject=row,
        by=by,
        edition=delegate.delegation.edition,
        before={"delegation": delegate.delegation_id},
        after=whose,
        on_behalf_of=policies.principal_of(delegate, by),
    )
