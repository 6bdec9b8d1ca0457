"""What the portal and the panel share when people of a delegation are written down: refusals become sentences."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from delegations import absence_words, policies
from delegations.actions import delegates, replacement, sizes
from delegations.forms.registration import DelegateForm
from delegations.models import Delegate, Delegation
from delegations.policies import DoesNotCome
from delegations.sizes import Meter

REFUSALS = (delegates.RegistrationClosed, DoesNotCome)


def done(form: Any, act: Callable[[], object], *, by_the_office: bool = False) -> bool:
    """Do it; what stands against it becomes a sentence on the form."""
    try:
        act()
    except delegates.HeadAlreadyNamed as taken:
        words = _("%(head)s is the head of this delegation. Change that entry first, or replace the head.")
        form.add_error("role", words % {"head": taken.head})
    except delegates.AlreadyListed as listed:
        words = _("%(name)s is already on the list (%(role)s). Correct that entry instead of adding a second.")
        form.ask_about_namesake(words % {"name": listed.twin, "role": listed.twin.get_role_display()})
    except delegates.AnotherPerson as other:
        words = _("Until now %(name)s stood here. Say whether this is the same person.")
        form.ask_who_it_is(words % {"name": other.delegate})
    except sizes.TooMany as full:
        form.add_error("role" if "role" in form.fields else None, too_many(full.meter, by_the_office=by_the_office))
    except replacement.NobodyToReplace:
        form.add_error(None, _("The head has changed meanwhile; nothing was saved. Look at the list once more."))
    except REFUSALS as late:
        form.add_error(None, closed(late.delegation))
    else:
        return True
    return False


def too_many(meter: Meter, *, by_the_office: bool = False) -> str:
    """How many there are, and how to get more."""
    facts = {"role": meter.label, "used": meter.used, "most": meter.most}
    if by_the_office:
        words = _(
            "The ceiling is reached: %(role)s, %(used)d of %(most)d. Make an exception for this delegation first."
        )
        return words % facts
    words = _(
        "The ceiling is reached: %(role)s, %(used)d of %(most)d. Ask the protocol office for more on the page of the "
        "delegation; the request takes a minute."
    )
    return words % facts


def closed(delegation: Delegation) -> str:
    """Why nothing is taken here, and whom to call."""
    edition = delegation.edition
    facts = {"desk": edition.desk, "phone": edition.desk_phone, "email": edition.desk_email}
    if delegation.withdrawn_at:
        return _("This delegation is withdrawn. If it comes after all, call %(desk)s, %(phone)s, %(email)s.") % facts
    if not policies.is_awaited(delegation):
        return absence_words.why(delegation)
    return _("Registration is closed. Please call %(desk)s, %(phone)s, %(email)s: they will gladly help.") % facts


def act_on(form: DelegateForm, delegate: Delegate, *, late: str = "", by: Any) -> object:
    """Correct the entry, or, if the form says that it is somebody else, put that one in the place."""
    seen = form.cleaned_data["seen"] or 0
    if form.cleaned_data["who"] == "other":
        return replacement.replace(delegate, form.entry(), seen=seen, reason=late, late=bool(late), by=by)
    same = form.cleaned_data["who"] == "same"
    return delegates.change(delegate, form.entry(), seen=seen, same_person=same, reason=late, by=by)
