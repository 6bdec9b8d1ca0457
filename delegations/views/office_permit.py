"""The permission to hold the forum, beside what is expected and what is confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegations import permits
from delegations.actions import permits as actions
from delegations.actions.stale import Stale
from delegations.forms.permits import PermitForm
from delegations.views.both import both
from delegations.views.office_people import FORM_VERBS
from forum.gates import OrganizerRequest


@require_http_methods(FORM_VERBS)
def permit(request: OrganizerRequest) -> HttpResponse:
    known = permits.of(request.edition)
    initial = {name: getattr(known, name) for name in actions.FIELDS} | {"seen": known.version} if known else {}
    form = PermitForm(request.POST or None, initial=initial or {"holds_letters": True})
    more: dict[str, Any] = {}
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in actions.FIELDS}
        try:
            actions.keep(request.edition, seen=form.cleaned_data["seen"] or 0, by=request.user, **fields)
            messages.success(request, _("Saved."))
            return redirect("organizer:permit", edition=request.edition.slug)
        except Stale as other:
            theirs = PermitForm(initial={name: getattr(other.row, name) for name in actions.FIELDS})
            form, more = both(form, other, theirs, lambda data: PermitForm(data, initial=initial))
    context = {"form": form, "permit": known, "gauges": permits.gauges(request.edition, known), **more}
    return render(request, "organizer/delegations/permit.html", context)
