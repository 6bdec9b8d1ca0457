"""What a delegate holds in rooms that this one may not know: parts in the programme, rooms, cars.

Whatever keeps such things is named in settings.DUTY_KEEPERS, as a module with three functions: `held_by` lists,
`carry_over` gives them from one delegate to another, `free` takes them off. All of it runs in the transaction of
whoever asks.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

from delegations.models import Delegate, Delegation
from forum.models import User


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody holds: whose it is, what it is, in every language of the house."""

    holder: str
    words: dict[str, str]
    # An instant, in ISO 8601; empty while it has no time.
    starts_at: str = ""

    @property
    def moment(self) -> datetime | None:
        return datetime.fromisoformat(self.starts_at) if self.starts_at else None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Keeper(Protocol):
    """What a module in settings.DUTY_KEEPERS must have."""

    def held_by(self, delegates: Iterable[Delegate]) -> list[Duty]:
        """What these delegates hold; nothing changes."""

    def carry_over(self, former: Delegate, newcomer: Delegate, *, by: User) -> list[Duty]:
        """Give the newcomer what belongs to the former's place, and say what it was."""

    def free(self, delegation: Delegation, *, by: User) -> list[Duty]:
        """Take off what the delegation and its people hold, and say what it was."""

    def to_free(self, delegation: Delegation) -> list[Duty]:
        """What `free` would take off; nothing changes."""


def keepers() -> list[Keeper]:
    return [cast(Keeper, import_module(name)) for name in settings.DUTY_KEEPERS]


def held_by(delegates: Iterable[Delegate]) -> list[Duty]:
    """What these delegates hold, in every room."""
    people = list(delegates)
    return [duty for keeper in keepers() for duty in keeper.held_by(people)]


def carry_over(former: Delegate, newcomer: Delegate, *, by: User) -> list[Duty]:
    """Give the newcomer the duties of the former's place, in every room; say which."""
    return [duty for keeper in keepers() for duty in keeper.carry_over(former, newcomer, by=by)]


def to_free(delegation: Delegation) -> list[Duty]:
    """What a withdrawal would free."""
    return [duty for keeper in keepers() for duty in keeper.to_free(delegation)]


def free(delegation: Delegation, *, by: User) -> list[Duty]:
    """Take off everything that a delegation holds, in every room; say what it was."""
    return [duty for keeper in keepers() for duty in keeper.free(delegation, by=by)]
