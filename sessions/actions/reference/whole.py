"""Delegations as a whole: ceilings, who pays what, the permit, who asks for more, who has withdrawn."""

from delegations.models import Ceiling, Cover, Delegation, Permit, SizeRequest, Withdrawal
from delegations.models.size import ALL
from forum import clock
from sessions.actions.reference.shelf import Shelf
from sessions.reference import whole as told


def keep_ceilings(shelf: Shelf) -> None:
    wanted = [
        {"edition_id": shelf.edition.pk, "role": _role(row.role), "most": row.most}
        for row in shelf.forum.rows(told.Ceiling)
    ]
    shelf.tally.keep(Ceiling.objects.within(shelf.edition), wanted, by=("role",))


def keep_covers(shelf: Shelf) -> None:
    fields = ("role", "item", "payer", "nights", "sponsor", "note")
    wanted = [
        {"edition_id": shelf.edition.pk, **{name: getattr(row, name) for name in fields}}
        for row in shelf.forum.rows(told.Cover)
    ]
    shelf.tally.keep(Cover.objects.within(shelf.edition), wanted, by=("role", "item"))


def keep_permit(shelf: Shelf) -> None:
    fields = (
        *("approving_body", "file_number", "approved_on", "foreign_guests", "people", "days", "countries"),
        *("budget", "conditions", "holds_letters"),
    )
    wanted = [
        {"edition_id": shelf.edition.pk, **{name: getattr(row, name) for name in fields}}
        for row in shelf.forum.rows(told.Permit)
    ]
    shelf.tally.keep(Permit.objects.within(shelf.edition), wanted, by=("edition_id",))


def keep_requests(shelf: Shelf) -> None:
    """Requests that are missing. One that was answered is not asked again."""
    wanted = [
        {
            "delegation_id": shelf.delegation[row.city],
            "role": _role(row.role),
            "wanted": row.wanted,
            "reason": row.reason,
        }
        for row in shelf.forum.rows(told.SizeRequest)
    ]
    shelf.tally.keep(SizeRequest.objects.within(shelf.edition), wanted, by=("delegation_id", "role"))


def keep_withdrawals(shelf: Shelf) -> None:
    """Withdrawals that are missing. One that was taken back stays taken back."""
    present = set(Withdrawal.objects.within(shelf.edition).values_list("delegation_id", flat=True))
    found = [row for row in shelf.forum.rows(told.Withdrawal) if shelf.delegation[row.city] not in present]
    wanted = [
        {
            "delegation_id": shelf.delegation[row.city],
            "side": row.side,
            "withdrawn_on": row.withdrawn_on,
            "reason": row.reason,
        }
        for row in found
    ]
    shelf.tally.keep(Withdrawal.objects.within(shelf.edition), wanted, by=("delegation_id",))
    now = clock.now()
    away = [{"pk": shelf.delegation[row.city], "withdrawn_at": now} for row in found]
    shelf.tally.keep(Delegation.objects.within(shelf.edition), away, by=("pk",))


def _role(word: str) -> str:
    return ALL if word == told.ALL else word


STEPS = (keep_ceilings, keep_covers, keep_permit, keep_requests, keep_withdrawals)
