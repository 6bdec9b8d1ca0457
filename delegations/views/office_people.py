"""The protocol office writes down a delegation's people: the same actions as the city's own, and after the deadline."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from delegations import duties, policies, sizes
from delegations.actions import delegates, order, replacement, withdrawal
from delegations.actions.stale import Stale
from delegations.forms.people import NEW, OfficeDelegateForm, ReasonForm, ReplaceHeadForm
from delegations.forms.permits import WithdrawalForm
from delegations.models import Delegate, Delegation
from delegations.views.both import both
from delegations.views.registering import REFUSALS, act_on, closed, done
from forum import clock
from forum.fields import as_key
from forum.gates import OrganizerRequest

FORM_VERBS = ["GET", "HEAD", "POST"]
# Putting a list in order, or saying that it is complete, changes nobody's entry: the office need not give a reason.
IN_ORDER = "the protocol office"


@require_http_methods(FORM_VERBS)
def delegate_add(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Register somebody for a city, as when its office telephones."""
    found = delegation_of(request, pk)
    form = OfficeDelegateForm(request.POST or None, initial={"language": found.language}, closed=_is_late(found))
    if form.is_valid() and done(form, lambda: _add(found, form, request), by_the_office=True):
        messages.success(request, _("Registered."))
        return _back(request, found)
    return _page(request, form, found, _("Register somebody"))


def _add(found: Delegation, form: OfficeDelegateForm, request: OrganizerRequest) -> None:
    meant = form.namesake_is_meant
    delegates.add(found, form.entry(), namesake_is_meant=meant, reason=form.why, by=request.user)


@require_http_methods(FORM_VERBS)
def delegate_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Correct an entry, or put somebody else in its place."""
    delegate = delegate_of(request, pk)
    found = delegate.delegation
    initial = {**delegates.as_written(delegate), "seen": delegate.version}
    form = OfficeDelegateForm(request.POST or None, initial=initial, closed=_is_late(found))
    more: dict[str, Any] = {}
    if form.is_valid():
        try:
            if done(form, lambda: act_on(form, delegate, late=form.why, by=request.user), by_the_office=True):
                messages.success(request, _("Saved."))
                return _back(request, found)
        except Delegate.DoesNotExist:
            messages.warning(
                request, _("Somebody else deleted this entry meanwhile; nothing was saved. Enter it anew.")
            )
            return _back(request, found)
        except Stale as other:
            closed = _is_late(found)
            theirs = OfficeDelegateForm(initial=delegates.as_written(cast(Delegate, other.row)), closed=closed)
            form, more = both(
                form, other, theirs, lambda data: OfficeDelegateForm(data, initial=initial, closed=closed)
            )
    return _page(request, form, found, str(delegate), delegate=delegate, **more)


def _page(request: OrganizerRequest, form: Any, found: Delegation, heading: str, **more: Any) -> HttpResponse:
    context = {"form": form, "delegation": found, "heading": heading, "late": _is_late(found), **more}
    context["meters"] = sizes.of_delegation(found)
    return render(request, "organizer/delegations/person.html", context)


@require_http_methods(FORM_VERBS)
def delegate_remove(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Ask first; then take somebody off the list."""
    delegate = delegate_of(request, pk)
    found = delegate.delegation
    form = ReasonForm(request.POST or None) if _is_late(found) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            delegates.remove(delegate, reason=reason, by=request.user)
            messages.success(request, _("Taken off the list."))
        except REFUSALS:
            messages.error(request, closed(found))
        return _back(request, found)
    context = {"delegate": delegate, "delegation": found, "form": form, "duties": replacement.preview(delegate)}
    return render(request, "organizer/delegations/remove.html", context)


@require_POST
def delegate_move(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Another place in the list."""
    delegate = delegate_of(request, pk)
    move(request, delegate, reason=IN_ORDER)
    return _back(request, delegate.delegation)


@require_POST
def hand_in(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The list is complete, as the city's office says."""
    found = delegation_of(request, pk)
    try:
        delegates.hand_in(found, reason=IN_ORDER, by=request.user)
        messages.success(request, _("Saved."))
    except REFUSALS:
        messages.error(request, closed(found))
    return _back(request, found)


def move(request: Any, delegate: Delegate, *, reason: str = "") -> None:
    """Put somebody at the place that the page names; a refusal is said to whoever pressed."""
    try:
        order.put(delegate, as_key(request.POST.get("place", "")), reason=reason, by=request.user)
    except Delegate.DoesNotExist:
        messages.warning(request, _("Somebody else took this person off the list meanwhile."))
    except REFUSALS:
        messages.error(request, closed(delegate.delegation))


@require_http_methods(FORM_VERBS)
def replace_head(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Another head in one action; what moves with the place is listed before and after."""
    found = delegation_of(request, pk)
    form = head_form(request, found, must_say_why=_is_late(found))
    if form.is_valid() and done(form, lambda: put_head(request, form, found, late=_is_late(found)), by_the_office=True):
        return _back(request, found)
    return render(request, "organizer/delegations/replace_head.html", head_context(form, found))


def head_form(request: Any, found: Delegation, *, must_say_why: bool = False) -> ReplaceHeadForm:
    people = list(found.delegates.in_order().select_related("person"))
    head = next((one for one in people if one.role == Delegate.Role.HEAD), None)
    others = [one for one in people if one is not head]
    known = {"language": found.language, "seen": head.pk if head else 0, "newcomer": "" if others else NEW}
    return ReplaceHeadForm(request.POST or None, initial=known, others=others, must_say_why=must_say_why)


def put_head(request: Any, form: ReplaceHeadForm, found: Delegation, *, late: bool = False) -> None:
    """Do it, and say what it touched."""
    made = replacement.replace_head(
        found,
        form.chosen(),
        seen=form.head_seen,
        reason=form.cleaned_data["reason"],
        stays=form.cleaned_data["stays"],
        late=late,
        by=request.user,
    )
    count = len(made.touched)
    words = ngettext(
        "%(newcomer)s is the head of the delegation now; %(n)d duty moved along. It is listed below.",
        "%(newcomer)s is the head of the delegation now; %(n)d duties moved along. They are listed below.",
        count,
    )
    messages.success(request, words % {"newcomer": made.newcomer_name, "n": count})


def head_context(form: ReplaceHeadForm, found: Delegation) -> dict[str, Any]:
    head = found.delegates.filter(role=Delegate.Role.HEAD).select_related("person").first()
    moving = replacement.preview(head) if head else []
    return {"form": form, "delegation": found, "edition": found.edition, "head": head, "duties": moving}


@require_http_methods(FORM_VERBS)
def withdraw(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The delegation does not come: what will be freed is listed first."""
    found = delegation_of(request, pk)
    today = clock.day_at(found.edition.zone, clock.now())
    form = WithdrawalForm(request.POST or None, initial={"withdrawn_on": today, "side": "city"})
    if form.is_valid():
        data = form.cleaned_data
        why = withdrawal.Reason(data["side"], data["withdrawn_on"], data["reason"])
        say_withdrawn(request, withdrawal.withdraw(found, why, by=request.user))
        return _back(request, found)
    context = {"form": form, "delegation": found, "duties": duties.to_free(found)}
    return render(request, "organizer/delegations/withdraw.html", context)


def say_withdrawn(request: Any, row: Any) -> None:
    count = len(row.freed)
    words = ngettext(
        "The delegation is withdrawn; %(n)d thing became free. It is listed below.",
        "The delegation is withdrawn; %(n)d things became free. They are listed below.",
        count,
    )
    messages.success(request, words % {"n": count})


@require_POST
def withdrawal_undo(request: OrganizerRequest, pk: int) -> HttpResponse:
    found = delegation_of(request, pk)
    try:
        withdrawal.take_back(found, by=request.user)
        messages.success(request, _("The delegation comes again. What was freed stays free; it is listed below."))
    except withdrawal.NotWithdrawn:
        messages.warning(request, _("The delegation is not withdrawn."))
    return _back(request, found)


def _is_late(found: Delegation) -> bool:
    return not policies.is_time_to_register(found)


def _back(request: OrganizerRequest, found: Delegation) -> HttpResponse:
    return redirect("organizer:delegation", edition=request.edition.slug, pk=found.pk)


def delegation_of(request: OrganizerRequest, pk: int) -> Delegation:
    rows = Delegation.objects.within(request.edition).select_related("edition__city", "city")
    found: Delegation = get_object_or_404(rows, pk=pk)
    return found


def delegate_of(request: OrganizerRequest, pk: int) -> Delegate:
    rows = Delegate.objects.within(request.edition).with_names().select_related("delegation__edition__city")
    found: Delegate = get_object_or_404(rows, pk=pk)
    return found
