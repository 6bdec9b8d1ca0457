"""The name-and-title register: one page for the organizers, one for each city, and the form behind both."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegations import policies, register_paper
from delegations.actions import naming
from delegations.actions.stale import Stale
from delegations.forms.naming import NamesForm
from delegations.models import Delegate, Delegation
from delegations.models.mandate import Power
from delegations.register import Sheet, sheet_of
from forum.fields import as_key
from forum.gates import OrganizerRequest, SignedInRequest, need
from forum.models import User
from forum.reading import reads_only
from forum.roles import Permission

FORM_VERBS = ["GET", "HEAD", "POST"]
STATES = ("", "signed", "changed", "open")


@require_safe
@reads_only
def names(request: OrganizerRequest) -> HttpResponse:
    """Every person who comes, all renderings side by side, with the title in each language and the sign-off."""
    typed = request.GET.get("q", "").replace("\x00", "")
    passports = _may_see_passports(request)
    sheets = _sheets(request, passports, typed)
    standings = [sheet.standing.state or "open" for sheet in sheets]
    state = request.GET.get("state", "")
    context = {
        "sheets": [one for one, found in zip(sheets, standings, strict=True) if state in ("", found)],
        "counts": {name: standings.count(name) for name in STATES[1:]},
        "all": len(sheets),
        "q": typed[:200],
        "state": state if state in STATES else "",
        "languages": request.edition.languages,
        "passports": passports,
        "may_edit": request.user.may(Permission.EDIT_DELEGATIONS, request.edition),
    }
    return render(request, "organizer/delegations/names.html", context)


def _sheets(request: OrganizerRequest, passports: bool, typed: str = "") -> list[Sheet]:
    edition = request.edition
    rows = Delegate.objects.within(edition).awaited().named(typed).with_names()
    rows = rows.prefetch_related("name_signoffs")
    ordered = rows.order_by("-delegation__is_host", "delegation__city__key", "position", "pk")
    return [sheet_of(row, edition.languages, passports=passports) for row in ordered]


def _may_see_passports(request: OrganizerRequest) -> bool:
    return request.user.may(Permission.OPEN_PASSPORTS, request.edition)


@require_safe
@reads_only
def names_pdf(request: OrganizerRequest) -> HttpResponse:
    """The register on paper, in the reader's language."""
    language = get_language() or "en"
    response = HttpResponse(
        register_paper.pdf(request.edition, _sheets(request, _may_see_passports(request)), language),
        content_type="application/pdf",
    )
    response.headers["Content-Disposition"] = f'inline; filename="{request.edition.slug}-names.pdf"'
    return response


@require_http_methods(FORM_VERBS)
def names_edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Correct the renderings of one delegate's name."""
    rows = Delegate.objects.within(request.edition).with_names().select_related("delegation__edition__city")
    delegate = get_object_or_404(rows, pk=pk)
    form, done = _correct(request, delegate, request.user)
    if done:
        return redirect("organizer:names", edition=request.edition.slug)
    return render(request, "organizer/delegations/names_edit.html", _page(form))


@require_http_methods(FORM_VERBS)
def city_names(request: SignedInRequest, pk: int) -> HttpResponse:
    """What will be printed of each delegate, for the city's assistant to correct and sign off."""
    rows = Delegation.objects.held_by(request.user).select_related("edition__city", "city")
    delegation = get_object_or_404(rows, pk=pk)
    rights = policies.rights_of(request.user)
    people = delegation.delegates.in_order().select_related("person").prefetch_related("name_signoffs")
    mine = [one for one in people if rights.names(one)]
    need(bool(mine) or Power.REGISTER in rights.over(delegation))
    signable = {one.pk for one in mine if rights.signs_off(one)}
    if request.method == "POST":
        need(bool(signable) or not mine)
        _sign_off(request, delegation, signable)
        return redirect("portal:names", pk=pk)
    sheets = [sheet_of(one, delegation.edition.languages) for one in mine]
    context = {
        "delegation": delegation,
        "edition": delegation.edition,
        "sheets": sheets,
        "signable": signable,
        "correctable": {one.pk for one in mine if Power.REGISTER in rights.over_delegate(one)},
        "open": any(one.standing.state != "signed" and one.delegate.pk in signable for one in sheets),
        "all_signed": all(one.standing.state == "signed" for one in sheets),
        "in_time": policies.is_time_for_names(delegation),
    }
    return render(request, "portal/delegations/names.html", context)


@require_http_methods(FORM_VERBS)
def city_names_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the renderings of one delegate's name, for the city."""
    rows = Delegate.objects.held_by(request.user).with_names().select_related("delegation__edition__city")
    delegate = get_object_or_404(rows, pk=pk)
    need(policies.may_edit(request.user, delegate))
    form, done = _correct(request, delegate, request.user)
    if done:
        return redirect("portal:names", pk=delegate.delegation_id)
    context = _page(form) | {"edition": delegate.delegation.edition}
    return render(request, "portal/delegations/names_edit.html", context)


def _correct(request: HttpRequest, delegate: Delegate, by: User) -> tuple[NamesForm, bool]:
    sheet = sheet_of(delegate, delegate.delegation.edition.languages)
    form = NamesForm(request.POST or None, sheet=sheet)
    if not form.is_valid():
        return form, False
    try:
        naming.correct(delegate, form.said(), seen=form.cleaned_data["seen"], by=by)
    except Stale as other:
        return _shown_again(form, other), False
    except naming.ForumIsOver:
        form.add_error(None, _("The forum is over; its names stay as they were printed."))
        return form, False
    except Delegate.DoesNotExist:
        messages.warning(request, _("Somebody else deleted this entry meanwhile; nothing was saved. Enter it anew."))
        return form, True
    messages.success(request, _("Saved."))
    return form, True


def _shown_again(form: NamesForm, other: Stale) -> NamesForm:
    """The same words again beside the names as they are now: sending them once more means it."""
    row: Any = other.row
    now = sheet_of(row, row.delegation.edition.languages)
    data = {key: form.data[key] for key in form.data} | {"seen": now.seal}
    again = NamesForm(data, sheet=now)
    again.theirs = now  # type: ignore[attr-defined]  # for the page alone
    return again


def _page(form: NamesForm) -> dict[str, Any]:
    sheet = form.sheet
    return {
        "form": form,
        "sheet": sheet,
        "delegate": sheet.delegate,
        "delegation": sheet.delegate.delegation,
        "theirs": getattr(form, "theirs", None),
    }


def _sign_off(request: SignedInRequest, delegation: Delegation, signable: set[int]) -> None:
    shown = [_shown(typed) for typed in request.POST.getlist("sign")]
    try:
        signed = naming.sign_off(delegation, [one for one in shown if one[0] in signable], by=request.user)
    except naming.SomeNamesChanged as some:
        signed = some.signed
        words = _("These names were changed after you opened the page; look at them again: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(map(str, some.changed))})
    except naming.ForumIsOver:
        messages.error(request, _("The forum is over; its names stay as they were printed."))
        return
    if signed:
        words = ngettext("%(n)d name is signed off.", "%(n)d names are signed off.", len(signed)) % {"n": len(signed)}
        messages.success(request, words)
    elif not shown:
        messages.warning(request, _("Choose at least one name first."))


def _shown(typed: str) -> tuple[int, str]:
    key, _colon, seal = typed.partition(":")
    return as_key(key), seal[:64]
