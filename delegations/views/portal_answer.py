from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from delegations import policies
from delegations.actions import replies
from delegations.forms.answers import AnswerForm
from delegations.models import Invitation, Reply
from forum.fields import retype
from forum.gates import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer to a letter, by whoever has a mandate to answer."""
    found = _letter(request, pk)
    if not policies.may_answer(request.user, found.delegation):
        raise PermissionDenied
    latest = found.replies.order_by("-pk").first()
    first = {
        "seen": latest.pk if latest else None,
        "given_by": request.user.name,
        "given_by_email": request.user.email,
        **_said(latest),
    }
    form = AnswerForm(request.POST or None, initial=first)
    context: dict[str, Any] = {"form": form, "invitation": found, "edition": found.edition, "latest": latest}
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            replies.answer(found, form.said(), seen=seen, channel=Reply.Channel.PORTAL, by=request.user)
        except (replies.TooLateToAnswer, replies.NotOpen):
            context["too_late"] = True
        except replies.SomebodyElseAnswered as other:
            retype(form, seen=other.reply.pk)
            context["other"] = other.reply
        else:
            messages.success(request, _("Thank you. Your answer is recorded; a receipt is on its way by mail."))
            return redirect("portal:delegation", pk=found.delegation_id)
    context.setdefault("too_late", not policies.may_still_answer(found))
    return render(request, "portal/delegations/answer.html", context)


def _said(latest: Reply | None) -> dict[str, Any]:
    """What was answered last, to begin with."""
    if latest is None:
        return {}
    names = ("answer", "representative_name", "representative_title", "expected_on")
    return {name: getattr(latest, name) for name in names}


def _letter(request: SignedInRequest, pk: int) -> Invitation:
    rows = Invitation.objects.held_by(request.user).sent().with_addressee()
    found: Invitation = get_object_or_404(rows, pk=pk)
    return found
