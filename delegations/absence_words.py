"""Why nothing is taken for a delegation that does not come, and what to do if it comes after all."""

from django.utils.translation import gettext as _

from delegations.models import Delegation


def why(delegation: Delegation) -> str:
    """One sentence for the office and for the city alike."""
    facts = {"city": delegation.city}
    if delegation.withdrawn_at:
        words = _(
            "The delegation of %(city)s is withdrawn, so nothing new is entered or booked for it. If it comes after "
            "all, the protocol office takes the withdrawal back first."
        )
        return words % facts
    words = _(
        "%(city)s has declined, so nothing new is entered or booked for its delegation. If it comes after all, its new "
        "answer is written down first."
    )
    return words % facts
