"""Who pays what: the terms of each role, the sheet of all delegations, and statements on paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import absence_words, covers
from delegations.actions import hospitality as actions
from delegations.forms.hospitality import OwnTermsForm, TermsForm
from delegations.models import CostStatement, Cover, Delegate, Delegation, Item
from delegations.policies import DoesNotCome
from delegations.views.office_people import FORM_VERBS, delegate_of, delegation_of
from forum import documents
from forum.gates import OrganizerRequest
from forum.reading import reads_only


@require_safe
@reads_only
def hospitality(request: OrganizerRequest) -> HttpResponse:
    """The matrix: every role, every item, who pays."""
    terms = actions.by_role(request.edition)
    roles = [(role, label, covers.lines_of(terms.get(role, ()))) for role, label in Delegate.Role.choices]
    return render(request, "organizer/delegations/hospitality.html", {"roles": roles, "items": Item.choices})


@require_http_methods(FORM_VERBS)
def terms(request: OrganizerRequest, role: str) -> HttpResponse:
    """What holds for everybody of one role."""
    if role not in Delegate.Role.values:
        raise Http404
    form = TermsForm(request.POST or None, known=actions.terms_of(request.edition, role))
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_terms(request.edition, role, data["terms"], seen=data["seen"], by=request.user)
            messages.success(request, _("Saved."))
            return redirect("organizer:hospitality", edition=request.edition.slug)
        except actions.TermsChanged as other:
            messages.warning(request, _("Somebody else set these terms meanwhile; nothing of yours was saved."))
            form = TermsForm(known=other.now)
    return render(request, "organizer/delegations/terms.html", {"form": form, "role": Delegate.Role(role).label})


@require_safe
@reads_only
def sheet(request: OrganizerRequest) -> HttpResponse:
    """Everybody who comes, item by item, with the nights that the host pays for. The same cost for any number."""
    rows = Delegation.objects.within(request.edition).guests().standing().filter(delegates__isnull=False).distinct()
    rows = rows.select_related("city").prefetch_related("delegates__person", "delegates__covers", "statements")
    known = actions.by_role(request.edition)
    found = [_delegation(row, known) for row in rows.order_by("city__country", "city__key")]
    people = [person for row in found for person in row["people"]]
    context = {
        "rows": found,
        "items": Item.choices,
        "nights": sum(person["nights"] for person in people),
        "count": len(people),
    }
    return render(request, "organizer/delegations/sheet.html", context)


def _delegation(row: Delegation, known: Any) -> dict[str, Any]:
    people = sorted(row.delegates.all(), key=lambda one: one.place)
    listed = [_person(one, known) for one in people]
    newest = max((one.number for one in row.statements.all()), default=0)
    return {
        "delegation": row,
        "people": listed,
        "nights": sum(person["nights"] for person in listed),
        "statement": next((one for one in row.statements.all() if one.number == newest), None),
    }


def _person(one: Delegate, known: Any) -> dict[str, Any]:
    lines = covers.lines_of(known.get(one.role, ()), one.covers.all())
    return {"delegate": one, "lines": lines, "nights": covers.nights_covered(lines)}


@require_http_methods(FORM_VERBS)
def own_terms(request: OrganizerRequest, pk: int, item: str) -> HttpResponse:
    """Who pays one item for one delegate, otherwise than his role's terms say."""
    if item not in Item.values:
        raise Http404
    delegate = delegate_of(request, pk)
    own = delegate.covers.filter(item=item).first()
    known = actions.Terms.of(own) if own else None
    form = OwnTermsForm(request.POST or None, item=item, known=known, initial={"reason": own.reason if own else ""})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.decide(delegate, data["terms"], seen=data["seen"], reason=data["reason"], by=request.user)
            messages.success(request, _("Saved."))
            return redirect("organizer:hospitality_sheet", edition=request.edition.slug)
        except actions.TermsChanged:
            messages.warning(request, _("Somebody else set these terms meanwhile; nothing of yours was saved."))
            return redirect("organizer:own_terms", edition=request.edition.slug, pk=pk, item=item)
        except DoesNotCome as absent:
            form.add_error(None, absence_words.why(absent.delegation))
    general = Cover.objects.within(request.edition).filter(role=delegate.role, item=item)
    line = next(one for one in covers.lines_of(general) if one.item == item)
    context = {"form": form, "delegate": delegate, "item": Item(item).label, "general": line, "own": own}
    return render(request, "organizer/delegations/own_terms.html", context)


@require_POST
def statement_issue(request: OrganizerRequest, pk: int) -> HttpResponse:
    """A statement of what holds now; pressed twice, it is one."""
    try:
        made = actions.issue(delegation_of(request, pk), by=request.user)
        messages.success(request, _("The cost statement, version %(number)s, is ready.") % {"number": made.number})
    except DoesNotCome as absent:
        messages.error(request, absence_words.why(absent.delegation))
    return redirect("organizer:delegation", edition=request.edition.slug, pk=pk)


@require_POST
def statements_issue(request: OrganizerRequest) -> HttpResponse:
    """A statement for every delegation that will come and has none that says what holds now."""
    made = actions.issue_all(request.edition, by=request.user)
    words = ngettext("%(n)d cost statement was issued.", "%(n)d cost statements were issued.", len(made))
    messages.success(request, words % {"n": len(made)})
    return redirect("organizer:hospitality_sheet", edition=request.edition.slug)


@require_safe
@reads_only
def statement_pdf(request: OrganizerRequest, pk: int) -> HttpResponse:
    rows = CostStatement.objects.within(request.edition).select_related("document")
    return paper(get_object_or_404(rows, pk=pk))


def paper(statement: CostStatement) -> HttpResponse:
    """The statement as it was handed out."""
    response = HttpResponse(documents.content_of(statement.document), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{statement.document.name}"'
    return response
