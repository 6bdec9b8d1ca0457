"""What is missing for whom, why it is asked and by when. Rows in, sentences out; the rows come with what is read.

Each room that asks something of a delegation adds a source to settings.GAP_SOURCES, in the order of the list.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from delegations.models import Delegate, Delegation, Invitation
from delegations.models.answers import Answer
from delegations.models.mandate import Power


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is asked. `delegate` is None for what is asked of the whole delegation.

    `url` leads to the very form; `power` is what a mandate needs to fill it in; `done` says that it is there.
    """

    what: Any
    why: Any
    delegate: Delegate | None = None
    due: datetime | None = None
    url: str = ""
    power: str = ""
    done: bool = False


Asking = Callable[[Delegation, Sequence[Delegate]], Iterable[Gap]]


@dataclass(frozen=True, slots=True)
class Source:
    """What one subject asks of a delegation and its people; `reads` is to be prefetched from the delegation."""

    asks: Asking
    reads: tuple[str, ...] = ()


def sources() -> tuple[Source, ...]:
    """Whatever asks, in the order in which it is listed."""
    return tuple(import_string(name) for name in settings.GAP_SOURCES)


def reads() -> list[str]:
    """What to prefetch from delegations, so that asking costs the same for one principal and for forty."""
    return list(dict.fromkeys(name for source in sources() for name in ("delegates__person", *source.reads)))


def reads_of_people() -> list[str]:
    """The same, to prefetch from delegates; what is read of the delegation itself is left out."""
    return [name.removeprefix("delegates__") for name in reads() if name.startswith("delegates__")]


def asked(delegation: Delegation, people: Sequence[Delegate]) -> list[Gap]:
    """All that is asked, also what is there already; of a delegation that was withdrawn nothing is."""
    if delegation.withdrawn_at:
        return []
    return [gap for source in sources() for gap in source.asks(delegation, people)]


def of_delegation(delegation: Delegation, delegates: Iterable[Delegate]) -> list[Gap]:
    """All that a delegation lacks, its own gaps first, then those of each of its people."""
    people = list(delegates)
    return by_person([gap for gap in asked(delegation, people) if not gap.done], people)


def by_person(gaps: Iterable[Gap], people: Sequence[Delegate]) -> list[Gap]:
    """What the whole delegation is asked for first, then what each of its people is, in their order."""
    places = {one.pk: place for place, one in enumerate(people, start=1)}
    return sorted(gaps, key=lambda gap: places[gap.delegate.pk] if gap.delegate else 0)


# --- what this room asks


def _answer(delegation: Delegation, people: Sequence[Delegate]) -> Iterable[Gap]:
    letters = [letter for letter in delegation.invitations.all() if letter.state == Invitation.State.SENT]
    if not letters:
        return
    newest = max(letters, key=lambda letter: letter.pk)
    yield Gap(
        _("answer to the invitation"),
        _("so that we know who comes"),
        due=delegation.edition.reply_by,
        url=reverse("portal:answer", args=[newest.pk]),
        power=Power.ANSWER,
        done=delegation.answer not in {"", Answer.PENDING},
    )


def _list_of_people(delegation: Delegation, people: Sequence[Delegate]) -> Iterable[Gap]:
    if delegation.answer == Answer.NO:
        return
    due, page = delegation.edition.register_by, reverse("portal:delegation", args=[delegation.pk])
    yield Gap(
        _("head of delegation"),
        _("because order and speeches follow the head"),
        due=due,
        url=reverse("portal:delegate_add", args=[delegation.pk]),
        power=Power.REGISTER,
        done=any(delegate.role == Delegate.Role.HEAD for delegate in people),
    )
    yield Gap(
        _("registration not handed in"),
        _("so that we know the list is complete"),
        due=due,
        url=f"{page}#hand-in",
        power=Power.REGISTER,
        done=delegation.registered_at is not None,
    )


ANSWER = Source(_answer, ("invitations",))
PEOPLE = Source(_list_of_people)
