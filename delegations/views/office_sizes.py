"""Ceilings of the forum, exceptions for one delegation, and answers to those who ask for more."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegations import absence_words
from delegations import sizes as meters
from delegations.actions import sizes
from delegations.forms.sizes import AllowanceForm, AnswerForm, CeilingsForm
from delegations.models import Allowance, Delegation, SizeRequest
from delegations.policies import DoesNotCome
from delegations.views.office_people import FORM_VERBS, delegation_of
from forum.fields import retype
from forum.gates import OrganizerRequest


@require_http_methods(FORM_VERBS)
def ceilings(request: OrganizerRequest) -> HttpResponse:
    """The ceilings of all delegations, who has an exception, and who asks for one."""
    known = sizes.ceilings(request.edition)
    form = CeilingsForm(request.POST or None, known=known)
    if form.is_valid():
        try:
            sizes.set_ceilings(request.edition, form.ceilings(), seen=form.seen(), by=request.user)
            messages.success(request, _("Saved."))
            return redirect("organizer:ceilings", edition=request.edition.slug)
        except sizes.CeilingsChanged as other:
            messages.warning(request, _("Somebody else set the ceilings meanwhile; nothing of yours was saved."))
            form = CeilingsForm(known=dict(other.now))
    context = {
        "form": form,
        "rows": _rows(request, known),
        "requests": SizeRequest.objects.within(request.edition).open().select_related("delegation__city"),
    }
    return render(request, "organizer/delegations/ceilings.html", context)


def _rows(request: OrganizerRequest, known: dict[str, int]) -> list[dict[str, object]]:
    """The delegations that have more or other people than the ceilings say."""
    rows = Delegation.objects.within(request.edition).guests().standing().select_related("city")
    rows = rows.prefetch_related("delegates", "allowances").order_by("city__country", "city__key")
    found = []
    for row in rows:
        own = {one.role: one.most for one in row.allowances.all()}
        shown = meters.meters([one.role for one in row.delegates.all()], known, own)
        if own or any(meter.over for meter in shown):
            found.append({"delegation": row, "meters": [m for m in shown if m.excepted or m.over]})
    return found


@require_http_methods(FORM_VERBS)
def allowance(request: OrganizerRequest, pk: int) -> HttpResponse:
    """An exception for one delegation, with its reason."""
    found = delegation_of(request, pk)
    known = json.dumps(meters.allowances_of(found))
    form = AllowanceForm(request.POST or None, initial={"seen": known})
    if form.is_valid():
        data = form.cleaned_data
        try:
            seen = form.seen_allowances()
            sizes.allow(found, form.chosen, data["most"], reason=data["reason"], seen=seen, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("organizer:delegation", edition=request.edition.slug, pk=found.pk)
        except sizes.CeilingsChanged:
            messages.warning(request, _("Somebody else set the ceilings meanwhile; nothing of yours was saved."))
            retype(form, seen=known)
        except DoesNotCome as absent:
            form.add_error(None, absence_words.why(absent.delegation))
    given = Allowance.objects.filter(delegation=found).scoped().select_related("given_by")
    context = {"form": form, "delegation": found, "meters": meters.of_delegation(found), "given": given}
    return render(request, "organizer/delegations/allowance.html", context)


@require_http_methods(FORM_VERBS)
def size_answer(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Grant a request, or not; the city's office is told by letter."""
    rows = SizeRequest.objects.within(request.edition).select_related("delegation__city", "delegation__edition__city")
    asked = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            grant = form.cleaned_data["grant"] == "yes"
            sizes.answer(asked, grant=grant, words=form.cleaned_data["words"], by=request.user)
            messages.success(request, _("The answer is on its way to the city’s office."))
        except sizes.NoSuchRequest as other:
            words = _("This request was answered meanwhile: %(answer)s.")
            messages.warning(request, words % {"answer": other.request.get_state_display()})
        except DoesNotCome as absent:
            messages.error(request, absence_words.why(absent.delegation))
        return redirect("organizer:delegation", edition=request.edition.slug, pk=asked.delegation_id)
    context = {"form": form, "asked": asked, "meters": meters.of_delegation(asked.delegation)}
    return render(request, "organizer/delegations/size_answer.html", context)
