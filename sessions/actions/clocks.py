"""The clock that a reader has at home."""

from django.db import transaction

from forum import ledger
from forum.models import User


@transaction.atomic
def choose(user: User, zone: str) -> None:
    """Show hours also by this zone; without one by that of the city he comes from. The same again changes nothing."""
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if row.zone == zone:
        return
    before, row.zone = row.zone, zone
    row.save(update_fields=["zone"])
    told = {"before": {"zone": before}, "after": {"zone": zone}}
    ledger.record("account.clock_chosen", subject=row, by=row, edition=None, **told)
