"""What a city does about its delegation as a whole: order, another head, more people, who pays, not coming."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import covers, duties, policies, sizes
from delegations.actions import hospitality, withdrawal
from delegations.actions import sizes as size_actions
from delegations.forms.permits import WithdrawalForm
from delegations.forms.sizes import AskForm
from delegations.models import CostStatement, Delegate, Delegation, Withdrawal
from delegations.models.mandate import Power
from delegations.views.office_hospitality import paper
from delegations.views.office_people import FORM_VERBS, head_context, head_form, move, put_head, say_withdrawn
from delegations.views.registering import REFUSALS, closed, done
from forum import clock
from forum.gates import SignedInRequest, need
from forum.reading import reads_only


@require_POST
def delegate_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another place in the list."""
    rows = Delegate.objects.filter(delegation__in=Delegation.objects.held_by(request.user)).scoped().with_names()
    delegate: Delegate = get_object_or_404(rows.select_related("delegation__edition__city"), pk=pk)
    need(policies.may_register(request.user, delegate.delegation))
    move(request, delegate)
    return redirect("portal:delegation", pk=delegate.delegation_id)


@require_http_methods(FORM_VERBS)
def replace_head(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another head in one action; what moves with the place is listed before and after."""
    found = _delegation(request, pk)
    need(policies.may_register(request.user, found))
    form = head_form(request, found)
    if form.is_valid() and done(form, lambda: put_head(request, form, found)):
        return redirect("portal:delegation", pk=pk)
    return render(request, "portal/delegations/replace_head.html", head_context(form, found))


@require_http_methods(FORM_VERBS)
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the protocol office for more people than the ceilings allow."""
    found = _delegation(request, pk)
    need(policies.may_register(request.user, found))
    form = AskForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            size_actions.ask(found, form.chosen, data["wanted"], reason=data["reason"], by=request.user)
            messages.success(request, _("The request is with the protocol office. The answer comes by letter."))
        except REFUSALS:
            messages.error(request, closed(found))
        return redirect("portal:delegation", pk=pk)
    context = {"form": form, "delegation": found, "edition": found.edition, "meters": sizes.of_delegation(found)}
    return render(request, "portal/delegations/ask.html", context)


@require_safe
@reads_only
def who_pays(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who pays what, in plain sentences; whoever acts for one principal, or for nobody, reads that alone."""
    found = _delegation(request, pk)
    rights = policies.rights_of(request.user)
    acts = bool(rights.over(found))
    people = found.delegates.in_order().select_related("person").prefetch_related("covers")
    seen = [one for one in people if rights.sees(one)]
    context = {
        "delegation": found,
        "edition": found.edition,
        "people": _told(found, seen),
        "acts": acts,
        "statement": found.statements.newest_first().first() if acts else None,
    }
    return render(request, "portal/delegations/who_pays.html", context)


def _told(found: Delegation, people: list[Delegate]) -> list[dict[str, Any]]:
    terms = hospitality.by_role(found.edition)
    language = get_language() or "en"
    names = {"host": found.edition.city.name_in(language), "city": found.city.name_in(language)}
    lines = {one.pk: covers.lines_of(terms.get(one.role, ()), one.covers.all()) for one in people}
    return [{"delegate": one, "sentences": covers.sentences(lines[one.pk], names)} for one in people]


@require_safe
@reads_only
def statement_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The statement that a guest hands to his own council."""
    rows = CostStatement.objects.held_by(request.user).select_related("document", "delegation")
    found: CostStatement = get_object_or_404(rows, pk=pk)
    need(bool(policies.powers_of(request.user, found.delegation)))
    return paper(found)


@require_http_methods(FORM_VERBS)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """The city does not come after all. What becomes free is listed first."""
    found = _delegation(request, pk)
    need(policies.holds(request.user, found, Power.ANSWER))
    form = WithdrawalForm(request.POST or None, by_the_city=True)
    if form.is_valid():
        today = clock.day_at(found.edition.zone, clock.now())
        why = withdrawal.Reason(Withdrawal.Side.CITY, today, form.cleaned_data["reason"])
        say_withdrawn(request, withdrawal.withdraw(found, why, by=request.user))
        return redirect("portal:delegation", pk=pk)
    context = {"form": form, "delegation": found, "edition": found.edition, "duties": duties.to_free(found)}
    return render(request, "portal/delegations/withdraw.html", context)


def _delegation(request: SignedInRequest, pk: int) -> Delegation:
    rows = Delegation.objects.held_by(request.user).select_related("edition__city", "city")
    found: Delegation = get_object_or_404(rows, pk=pk)
    return found
