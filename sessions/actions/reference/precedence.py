"""In which order they go: policies of precedence, and one order frozen to begin with."""

from delegations import orders
from delegations.models import FrozenOrder, OrderPolicy
from sessions.actions.reference.shelf import Shelf
from sessions.reference import delegation_rows as told


def keep_policies(shelf: Shelf) -> None:
    wanted = [
        {
            "edition_id": shelf.edition.pk,
            "name": row.name,
            "chain": list(row.rules),
            "language": row.language,
            "name_form": row.name_form,
            "variant": row.variant,
            "stand_in": row.stand_in,
            "is_current": row.makes_order,
        }
        for row in shelf.forum.rows(told.Policy)
    ]
    present = OrderPolicy.objects.within(shelf.edition)
    if any(row["is_current"] for row in wanted):
        # A policy of people's own that makes the order gives way; whether it may is asked when all is counted.
        present.exclude(name__in=[row["name"] for row in wanted]).filter(is_current=True).update(is_current=False)
    shelf.tally.keep(present, wanted, by=("name",), in_place=lambda row: row.is_current)


def keep_frozen_order(shelf: Shelf) -> None:
    """A first version where the files ask for one and there is none. What people froze stays as it is."""
    note = next((row.frozen for row in shelf.forum.rows(told.Policy) if row.frozen), "")
    if not note or FrozenOrder.objects.within(shelf.edition).exists():
        return
    standing = orders.now(shelf.edition)
    values = {"number": 1, "value": standing.value, "checksum": standing.checksum, "note": note}
    shelf.tally.keep(FrozenOrder.objects.none().scoped(), [{"edition_id": shelf.edition.pk, **values}], by=("number",))


STEPS = (keep_policies, keep_frozen_order)
