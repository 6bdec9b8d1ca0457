"""The dossier in the portal: how far it is, what is missing and why it is asked; particulars and consents."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegations import absence_words, dossier, policies
from delegations.actions import dossier as actions
from delegations.actions.stale import Stale
from delegations.forms.dossier import AboutForm, ConsentForm, typed
from delegations.models import Delegate
from delegations.models.mandate import Power
from delegations.views import portal
from delegations.views.both import both
from forum.gates import SignedInRequest, need
from forum.reading import reads_only


@require_safe
@reads_only
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One delegate's dossier: the stages, and every group of particulars with its purpose and its deadline."""
    delegate = _delegate(request, pk)
    edition = delegate.delegation.edition
    standing = dossier.standing(delegate, dossier.deadlines(edition))
    powers = policies.rights_of(request.user).over_delegate(delegate)
    context = {
        "delegate": delegate,
        "edition": edition,
        "standing": standing,
        "steps": dossier.steps(delegate, standing),
        "groups": [_group(state, edition, powers) for state in standing.groups],
    }
    return render(request, "portal/delegations/dossier.html", context)


def _group(state: dossier.GroupState, edition: Any, powers: frozenset[str]) -> dict[str, Any]:
    kept_until = dossier.kept_until(state.group.keep, edition)
    return {"state": state, "kept_until": kept_until, "may_write": state.group.power in powers}


@require_http_methods(portal.FORM_VERBS)
def about(request: SignedInRequest, pk: int) -> HttpResponse:
    """How to reach a delegate, and what he speaks."""
    delegate = _writable(request, pk)
    initial = typed(actions.about_of(delegate)) | {"seen": actions.seen_of(delegate)}
    form = AboutForm(request.POST or None, initial=initial, delegate=delegate)
    more: dict[str, Any] = {}
    if form.is_valid():
        try:
            actions.write_about(delegate, form.about(), seen=form.cleaned_data["seen"] or 0, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("portal:dossier", pk=delegate.pk)
        except Delegate.DoesNotExist:
            return portal.gone(request, delegate.delegation, form)
        except policies.DoesNotCome as absent:
            form.add_error(None, absence_words.why(absent.delegation))
        except Stale as other:
            theirs = AboutForm(initial=typed(actions.about_in(other.row)), delegate=delegate)  # type: ignore[arg-type]
            mine = AboutForm(initial=typed(form.about()), delegate=delegate)
            again = partial(AboutForm, initial=initial, delegate=delegate)
            form, more = both(form, other, theirs, again, mine=mine)
    return _form_page(request, "about", form, delegate, **more)


@require_http_methods(portal.FORM_VERBS)
def consents(request: SignedInRequest, pk: int) -> HttpResponse:
    """Three consents, each by itself, each to be taken back at any time."""
    delegate = _writable(request, pk)
    known = dossier.consents_of(delegate)
    initial = {kind: "yes" if consent.given else "no" for kind, consent in known.items()}
    form = ConsentForm(request.POST or None, initial=initial, delegate=delegate)
    if form.is_valid():
        try:
            actions.say_consents(delegate, form.said(), by=request.user)
        except Delegate.DoesNotExist:
            return portal.gone(request, delegate.delegation, form)
        messages.success(request, _("Saved."))
        return redirect("portal:dossier", pk=delegate.pk)
    return _form_page(request, "consents", form, delegate, said=list(known.values()))


def _form_page(request: SignedInRequest, page: str, form: Any, delegate: Delegate, **more: Any) -> HttpResponse:
    context = {"form": form, "delegate": delegate, "edition": delegate.delegation.edition, **more}
    return render(request, f"portal/delegations/{page}.html", context)


def _delegate(request: SignedInRequest, pk: int) -> Delegate:
    rows = (
        Delegate.objects.held_by(request.user, Power.REGISTER)
        .with_dossier()
        .select_related("delegation__edition__city")
    )
    found: Delegate = get_object_or_404(rows, pk=pk)
    return found


def _writable(request: SignedInRequest, pk: int) -> Delegate:
    delegate = _delegate(request, pk)
    need(_may_write(request, delegate))
    return delegate


def _may_write(request: SignedInRequest, delegate: Delegate) -> bool:
    """One's own particulars, and those of whom one may register."""
    return delegate.user_id == request.user.pk or policies.may_edit(request.user, delegate)
