"""What the dossiers of a delegation's people lack, among all that is missing: a line for each group of particulars."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from delegations import dossier
from delegations.dossier import GroupState
from delegations.missing import Gap, Source
from delegations.models import Delegate, Delegation
from delegations.models.answers import Answer


def _particulars(delegation: Delegation, people: Sequence[Delegate]) -> Iterable[Gap]:
    """A line for each group and each person; nothing of a city that stays away, or of the host's own people."""
    if delegation.answer == Answer.NO or delegation.is_host:
        return
    due = dossier.deadlines(delegation.edition)
    for delegate in people:
        for state in dossier.standing(delegate, due).groups:
            yield _gap(state, delegate)


def _gap(state: GroupState, delegate: Delegate) -> Gap:
    group = state.group
    return Gap(
        _what(state),
        group.why,
        delegate,
        due=state.due,
        url=reverse(group.route, args=[delegate.pk]),
        power=group.power,
        done=not state.missing,
    )


def _what(state: GroupState) -> str:
    """The group, and what of it is missing, in the reader's language."""
    missing = _(", ").join(str(ask.label) for ask in state.missing)
    return (
        _("%(group)s: %(missing)s") % {"group": state.group.label, "missing": missing}
        if missing
        else str(state.group.label)
    )


PARTICULARS = Source(
    _particulars,
    (
        "edition__group_deadlines",
        "delegates__flights",
        "delegates__consents",
        "delegates__dossier",
        "delegates__travel_document",
        "delegates__portrait",
        "delegates__visa",
        "delegates__needs",
    ),
)
