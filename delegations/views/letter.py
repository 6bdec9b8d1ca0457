from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delegations import notices, policies
from delegations.actions import dispatches, inviting, replies
from delegations.actions.stale import Stale
from delegations.forms.inviting import (
    DeputyForm,
    DispatchForm,
    TermsForm,
    ToldForm,
    WithdrawForm,
    typed_terms,
)
from delegations.models import Invitation, Reply
from delegations.views.both import both
from forum import clock
from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.roles import Permission

FORM_VERBS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_VERBS)
def edit(request: OrganizerRequest, pk: int) -> HttpResponse:
    """What a draft says and how it goes. A letter that was sent is shown, not edited."""
    found = letter(request, pk)
    if found.state != Invitation.State.DRAFT:
        messages.warning(request, _("This letter was sent or withdrawn: it stays as it is."))
        return _to(found)
    terms = inviting.terms_of(found)
    form = TermsForm(request.POST or None, initial=typed_terms(terms, found.version), invitation=found)
    context = _page(request, found, form=form, peer=policies.is_peer(found.signed_by, found.office))
    if form.is_valid():
        try:
            inviting.change(found, form.terms(), seen=form.cleaned_data["seen"] or 0, by=request.user)
        except inviting.NotADraft:
            messages.warning(request, _("This letter was sent or withdrawn: it stays as it is."))
            return _to(found)
        except Stale as other:
            initial = form.initial
            now = typed_terms(inviting.terms_of(letter(request, pk)), found.version)
            theirs = TermsForm(initial=now, invitation=found)
            form, more = both(form, other, theirs, lambda data: TermsForm(data, initial=initial, invitation=found))
            context |= {"form": form, **more}
        else:
            messages.success(request, _("Saved."))
            return _to(found)
    return render(request, "organizer/delegations/invitation_edit.html", context)


@require_http_methods(FORM_VERBS)
def answer(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Write down what a city said by telephone or wrote on paper, also after the deadline, with the reason."""
    found = letter(request, pk)
    late = not policies.is_time_to_answer(found)
    latest = found.replies.order_by("-pk").first()
    first = {"seen": latest.pk if latest else None, "said_at": clock.now()}
    form = ToldForm(request.POST or None, initial=first, invitation=found, late=late)
    context = _page(request, found, form=form, late=late, latest=latest)
    if form.is_valid():
        try:
            return _write_down(request, found, form)
        except replies.TooLateToAnswer:
            form.add_error(None, _("The day for answers passed while you wrote: save once more and say why."))
        except replies.SomebodyElseAnswered as other:
            retype(form, seen=other.reply.pk)
            context["other"] = other.reply
        except replies.NotOpen:
            form.add_error(None, _("Only a letter that was sent, and was not withdrawn, can be answered."))
    return render(request, "organizer/delegations/invitation_answer.html", context)


def _write_down(request: OrganizerRequest, found: Invitation, form: ToldForm) -> HttpResponse:
    channel = Reply.Channel(form.cleaned_data["channel"])
    replies.answer(found, form.said(), seen=form.cleaned_data["seen"], channel=channel, by=request.user)
    messages.success(request, _("The answer is recorded."))
    return _to(found)


@require_http_methods(FORM_VERBS)
def dispatch(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Add a line to the dispatch log."""
    found = letter(request, pk)
    form = DispatchForm(request.POST or None, initial={"at": clock.now(), "way": found.way}, edition=request.edition)
    if form.is_valid():
        try:
            dispatches.log(found, **form.cleaned_data, by=request.user)
        except dispatches.NothingWentOut:
            form.add_error(None, _("This letter was never sent: there is nothing to log."))
        else:
            messages.success(request, _("Logged."))
            return _to(found)
    return render(request, "organizer/delegations/invitation_dispatch.html", _page(request, found, form=form))


@require_POST
def hold(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Hold a city back from reminders, or let it be reminded again."""
    found = letter(request, pk)
    inviting.hold(found, request.POST.get("held") == "1", by=request.user)
    return redirect("organizer:reminders", edition=request.edition.slug)


@require_http_methods(FORM_VERBS)
def withdraw(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Ask for the reason; then take the letter back."""
    found = letter(request, pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        inviting.withdraw(found, why=form.cleaned_data["why"], tell=form.cleaned_data["tell"], by=request.user)
        messages.success(request, _("The letter is withdrawn, and its answer code is closed."))
        return _to(found)
    return render(request, "organizer/delegations/invitation_withdraw.html", _page(request, found, form=form))


@require_http_methods(FORM_VERBS)
def reissue(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Ask first; then draft a new letter to whoever holds the office now."""
    found = letter(request, pk)
    context = _page(request, found, holder=found.office.holder())
    if request.method == "POST":
        return _followed(request, found, lambda: inviting.reissue(found, by=request.user))
    return render(request, "organizer/delegations/invitation_reissue.html", context)


@require_http_methods(FORM_VERBS)
def deputy(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Choose the deputy's office; then draft the letter to it."""
    found = letter(request, pk)
    form = DeputyForm(request.POST or None, invitation=found)
    if form.is_valid():
        return _followed(request, found, lambda: inviting.invite_deputy(found, form.chosen, by=request.user))
    newest = found.replies.order_by("-pk").first()
    declined = policies.may_invite_deputy(newest.answer if newest else None)
    context = _page(request, found, form=form, declined=declined)
    return render(request, "organizer/delegations/invitation_deputy.html", context)


def _followed(request: OrganizerRequest, found: Invitation, act: Callable[[], Invitation]) -> HttpResponse:
    """Do it and go to the new draft; what stands against it is said in words."""
    try:
        draft = act()
    except inviting.NotDeclined:
        messages.warning(request, _("A deputy can be invited only after the addressee has declined."))
    except inviting.NotSent:
        messages.warning(request, _("Only a letter that was sent can be followed by another."))
    except (inviting.AlreadyInvited, inviting.NotADeputyOf) as wrong:
        messages.warning(request, _("This office is invited already, or is no deputy's.") if wrong else "")
    else:
        messages.success(request, _("The new letter is a draft; the answer of the city waits for it."))
        return _to(draft)
    return _to(found)


def _page(request: OrganizerRequest, found: Invitation, **more: Any) -> dict[str, Any]:
    may = request.user.may(Permission.INVITE, request.edition)
    return {"invitation": found, "may_invite": may, **more}


def _to(invitation: Invitation) -> HttpResponse:
    return redirect("organizer:invitation_preview", edition=invitation.edition.slug, pk=invitation.pk)


def letter(request: OrganizerRequest, pk: int) -> Invitation:
    found: Invitation = get_object_or_404(notices.letters_on_file().filter(edition=request.edition), pk=pk)
    return found
