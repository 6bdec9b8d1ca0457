"""How many people of each role a delegation has, and how many it may have."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from delegations.models import Allowance, Ceiling, Delegate, Delegation
from delegations.models.size import ALL, ROLES_OR_ALL


@dataclass(frozen=True, slots=True)
class Meter:
    """How many there are of a role and how many there may be; None where nobody set a ceiling."""

    role: str
    used: int
    most: int | None
    # An exception stands here, made for this delegation.
    excepted: bool = False

    @property
    def label(self) -> str:
        return str(dict(ROLES_OR_ALL)[self.role])

    @property
    def over(self) -> int:
        return max(0, self.used - self.most) if self.most is not None else 0


def meters(
    roles: Iterable[str], ceilings: Mapping[str, int], allowances: Mapping[str, int], *, free: bool = False
) -> list[Meter]:
    """One meter for all, and one for each role that has a ceiling or people. `free`: the host's own have no ceiling."""
    used = Counter(roles)
    used[ALL] = used.total()
    most = {} if free else {**ceilings, **allowances}
    shown = (role for role, _label in ROLES_OR_ALL if used[role] or role in most or role == ALL)
    return [Meter(role, used[role], most.get(role), role in allowances) for role in shown]


def of_delegation(delegation: Delegation, people: Iterable[Delegate] | None = None) -> list[Meter]:
    """The meters of a delegation now. Reads its people unless they are given."""
    if people is None:
        roles = list(delegation.delegates.order_by().values_list("role", flat=True))
    else:
        roles = [one.role for one in people]
    return meters(roles, ceilings_of(delegation), allowances_of(delegation), free=delegation.is_host)


def of_roles(delegation: Delegation, roles: Iterable[str]) -> list[Meter]:
    """The meters of a delegation as they would be with people of these roles."""
    return meters(roles, ceilings_of(delegation), allowances_of(delegation), free=delegation.is_host)


def limits_of(groups: Iterable[Delegation]) -> dict[int, dict[str, int]]:
    """How many of each role each delegation may have, where somebody set that. Two queries for one edition."""
    guests = {group.pk: group.edition_id for group in groups if not group.is_host}
    set_for: dict[int, dict[str, int]] = {edition: {} for edition in guests.values()}
    for edition, role, most in (
        Ceiling.objects.filter(edition__in=set_for).scoped().values_list("edition_id", "role", "most")
    ):
        set_for[edition][role] = most
    found = {group: dict(set_for[edition]) for group, edition in guests.items()}
    rows = Allowance.objects.filter(delegation__edition__in=set_for, delegation__in=list(guests)).scoped()
    for group, role, most in rows.values_list("delegation_id", "role", "most"):
        found[group][role] = most
    return found


def ceilings_of(delegation: Delegation) -> dict[str, int]:
    rows = Ceiling.objects.filter(edition=delegation.edition_id).scoped()
    return dict(rows.values_list("role", "most"))


def allowances_of(delegation: Delegation) -> dict[str, int]:
    rows = Allowance.objects.filter(delegation=delegation).scoped()
    return dict(rows.values_list("role", "most"))
