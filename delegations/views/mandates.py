"""Who acts for whom: the organizers' pages, and those of a delegation's own people who may pass mandates on."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegations import policies
from delegations.actions import mandates
from delegations.actions.stale import Stale
from delegations.forms.mandates import ALL, USUAL, GiveForm, TermsForm, as_shown
from delegations.mandate_notices import last_day
from delegations.models import Delegate, Delegation, Mandate
from delegations.models.mandate import MandateQuerySet, Power, every_power
from forum import ledger
from forum.gates import OrganizerRequest, SignedInRequest, need
from forum.models import User
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]


# --- the organizers' panel


@require_safe
@reads_only
def who_acts(request: OrganizerRequest) -> HttpResponse:
    """Who acts for whom in this edition, and for which cities nobody does."""
    rows = list(_listed(Mandate.objects.within(request.edition)))
    with_somebody = {row.delegation_id for row in rows if row.is_valid}
    cities = Delegation.objects.within(request.edition).guests().select_related("city").order_by("city__key")
    context = {
        "rows": [row for row in rows if row.is_valid],
        "former": [row for row in rows if not row.is_valid],
        "nobody": [one for one in cities if one.pk not in with_somebody],
    }
    return render(request, "organizer/delegations/mandates.html", context)


@require_http_methods(FORM_VERBS)
def organizer_give(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Let somebody act for a delegation or one of its people."""
    rows = Delegation.objects.within(request.edition).select_related("edition__city", "city")
    found = get_object_or_404(rows, pk=pk)
    people = list(found.delegates.in_order().select_related("person"))
    form = _give_form(request, found, people, every_power(), whole=True, marks=True)
    if _given(request, form, found):
        _say_who_shares(request, form)
        return redirect("organizer:delegation", edition=request.edition.slug, pk=found.pk)
    return render(request, "organizer/delegations/mandate.html", {"form": form, "delegation": found})


@require_http_methods(FORM_VERBS)
def organizer_change(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One mandate, its terms, and what happened to it."""
    mandate = _mandate_of(request, pk)
    form = _terms_form(request, mandate, every_power(), marks=True)
    if _changed(request, form, mandate):
        return redirect("organizer:delegation", edition=request.edition.slug, pk=mandate.delegation_id)
    context = {"form": form, "mandate": mandate, "delegation": mandate.delegation}
    context |= {"lately": ledger.history_of(mandate), "until": last_day(mandate, request.LANGUAGE_CODE)}
    return render(request, "organizer/delegations/mandate.html", context)


@require_http_methods(FORM_VERBS)
def organizer_revoke(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Ask first; then take the mandate back."""
    mandate = _mandate_of(request, pk)
    if request.method == "POST":
        mandates.revoke(mandate, by=request.user)
        messages.success(request, _("The mandate is revoked: it opens nothing from this moment."))
        return redirect("organizer:delegation", edition=request.edition.slug, pk=mandate.delegation_id)
    context = {"mandate": mandate, "delegation": mandate.delegation}
    return render(request, "organizer/delegations/mandate_revoke.html", context)


def _mandate_of(request: OrganizerRequest, pk: int) -> Mandate:
    rows = Mandate.objects.within(request.edition).with_names().select_related("delegation__edition__city")
    found: Mandate = get_object_or_404(rows, pk=pk)
    return found


# --- the portal


@require_safe
@reads_only
def colleagues(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who acts for this delegation, for those who may change it."""
    found = _delegation(request, pk)
    whole, principals = _reach(request, found)
    need(whole or bool(principals))
    rows = _listed(Mandate.objects.filter(delegation=found).scoped())
    seen = [row for row in rows if whole or row.delegate_id in {one.pk for one in principals}]
    own = policies.rights_of(request.user)
    context = {
        "delegation": found,
        "edition": found.edition,
        "rows": [{"mandate": row, "mine": _is_within(row, own)} for row in seen if row.is_valid],
        "former": [row for row in seen if not row.is_valid],
    }
    return render(request, "portal/delegations/mandates.html", context)


@require_http_methods(FORM_VERBS)
def portal_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pass on what one may do oneself."""
    found = _delegation(request, pk)
    whole, people = _reach(request, found)
    need(whole or bool(people))
    rights = policies.rights_of(request.user)
    offered = rights.over(found).union(*(rights.over_delegate(one) for one in people))
    form = _give_form(request, found, people, offered, whole=whole, marks=False)
    if _given(request, form, found):
        return redirect("portal:mandates", pk=found.pk)
    context = {"form": form, "delegation": found, "edition": found.edition}
    return render(request, "portal/delegations/mandate.html", context)


@require_http_methods(FORM_VERBS)
def portal_change(request: SignedInRequest, pk: int) -> HttpResponse:
    mandate = _held_mandate(request, pk)
    need(mandates.may_touch(request.user, mandate))
    own = policies.powers_for(request.user, mandate.delegate) if mandate.delegate else None
    offered = own if own is not None else policies.powers_of(request.user, mandate.delegation)
    form = _terms_form(request, mandate, offered, marks=False)
    if _changed(request, form, mandate):
        return redirect("portal:mandates", pk=mandate.delegation_id)
    context = {"form": form, "mandate": mandate, "delegation": mandate.delegation}
    context |= {"edition": mandate.delegation.edition, "until": last_day(mandate, request.LANGUAGE_CODE)}
    return render(request, "portal/delegations/mandate.html", context)


@require_http_methods(FORM_VERBS)
def portal_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask first; then take the mandate back."""
    mandate = _held_mandate(request, pk)
    need(mandates.may_touch(request.user, mandate))
    if request.method == "POST":
        mandates.revoke(mandate, by=request.user)
        messages.success(request, _("The mandate is revoked: it opens nothing from this moment."))
        still = mandates.may_give_for(request.user, mandate.delegation, mandate.delegate)
        return redirect("portal:mandates", pk=mandate.delegation_id) if still else redirect("portal:home")
    context = {"mandate": mandate, "delegation": mandate.delegation, "edition": mandate.delegation.edition}
    return render(request, "portal/delegations/mandate_revoke.html", context)


def _delegation(request: SignedInRequest, pk: int) -> Delegation:
    rows = Delegation.objects.held_by(request.user).select_related("edition__city", "city")
    found: Delegation = get_object_or_404(rows, pk=pk)
    return found


def _held_mandate(request: SignedInRequest, pk: int) -> Mandate:
    held = Delegation.objects.held_by(request.user)
    rows = Mandate.objects.filter(delegation__in=held).scoped().with_names()
    found: Mandate = get_object_or_404(rows.select_related("delegation__edition__city"), pk=pk)
    return found


def _reach(request: SignedInRequest, delegation: Delegation) -> tuple[bool, list[Delegate]]:
    """Whether one may give mandates for the whole delegation, and for which of its people."""
    rights = policies.rights_of(request.user)
    people = delegation.delegates.in_order().select_related("person")
    reached = [one for one in people if Power.GIVE in rights.over_delegate(one)]
    return Power.GIVE in rights.over(delegation), reached


def _is_within(mandate: Mandate, own: policies.Rights) -> bool:
    powers = own.over_delegate(mandate.delegate) if mandate.delegate else own.over(mandate.delegation)
    return not mandate.is_focal_point and Power.GIVE in powers and set(mandate.powers) <= powers


# --- both


def _listed(rows: MandateQuerySet) -> MandateQuerySet:
    """By city, the focal point first, those for all before those for one."""
    rows = rows.with_names().select_related("delegation__edition__city")
    return rows.order_by("delegation__city__key", "-is_focal_point", "delegate__position", "user__name", "pk")


def _give_form(
    request: Any, delegation: Delegation, people: list[Delegate], offered: Any, *, whole: bool, marks: bool
) -> GiveForm:
    chosen = request.GET.get("for", "") or (ALL if whole else "")
    usual = [power for power in USUAL if power in offered]
    return GiveForm(
        request.POST or None,
        initial={"language": delegation.language, "whom": chosen, "powers": usual},
        edition=delegation.edition,
        delegation=delegation,
        people=people,
        offered=offered,
        whole=whole,
        marks=marks,
    )


def _given(request: Any, form: GiveForm, delegation: Delegation) -> bool:
    if not form.is_valid():
        return False

    def act() -> None:
        mandates.give(delegation, form.principal(), form.whom_to(), form.terms(), by=request.user)

    if not _done(form, act):
        return False
    words = _("The mandate is given; a letter to %(name)s is on its way.")
    messages.success(request, words % {"name": form.cleaned_data["name"]})
    return True


def _say_who_shares(request: OrganizerRequest, form: GiveForm) -> None:
    """To the host's staff alone: nobody else learns who uses an address."""
    people = User.objects.people_at(form.cleaned_data["email"])
    if len(people) > 1:
        words = _("This mailbox is used by: %(names)s. After the code each says who is at the keyboard.")
        messages.info(request, words % {"names": ", ".join(str(one) for one in people)})


def _terms_form(request: Any, mandate: Mandate, offered: Any, *, marks: bool) -> TermsForm:
    initial = as_shown(mandate)
    return TermsForm(
        request.POST or None, initial=initial, edition=mandate.delegation.edition, offered=offered,
        marks=marks and mandate.delegate_id is None,
    )  # fmt: skip


def _changed(request: Any, form: TermsForm, mandate: Mandate) -> bool:
    if not form.is_valid():
        return False
    try:
        saved = _done(form, lambda: mandates.change(mandate, form.terms(), seen=form.seen_version, by=request.user))
    except Mandate.DoesNotExist:
        form.add_error(None, _("This mandate has been revoked meanwhile; nothing was saved."))
        return False
    except Stale as other:
        _show_theirs(form, other)
        return False
    if saved:
        messages.success(request, _("The mandate is changed; its holder is told."))
    return saved


def _show_theirs(form: TermsForm, other: Stale) -> None:
    theirs: Any = other.row
    data = cast(QueryDict, form.data).copy()
    data["seen"] = str(theirs.version)
    form.data = data
    words = _(
        "Somebody else changed this mandate meanwhile; it now allows: %(powers)s. Nothing of yours is saved yet. Save "
        "once more if yours is the one that counts."
    )
    form.add_error(None, words % {"powers": ", ".join(theirs.power_words)})


def _done(form: TermsForm, act: Callable[[], object]) -> bool:
    try:
        return form.done(act)
    except mandates.NotYoursToGive as refused:
        raise PermissionDenied from refused
