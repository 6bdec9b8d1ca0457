from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from delegations import answer_codes, letter_pages, notices, policies
from delegations.actions import replies
from delegations.forms.answers import AnswerForm, CodeForm
from delegations.models import Invitation, Reply
from forum.languages import speak

# What this session opens is the answer to one letter and nothing else.
KEY = "answers_letter"
TRIES = "answer_tries"
MOST_TRIES = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code on the letter, or let the link fill it in. Opening the page changes nothing."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        tries = request.session.get(TRIES, 0)
        if tries >= MOST_TRIES:
            form.add_error("code", _too_many())
        elif invitation := answer_codes.find(form.cleaned_data["code"]):
            return _open(request, invitation)
        else:
            request.session[TRIES] = tries + 1
            form.add_error("code", _("This is not the code of a letter of ours. It has sixteen letters and digits."))
    return render(request, "guest/delegations/code.html", {"form": form})


def _too_many() -> str:
    return _(
        "There were too many wrong codes from this browser, so no code is looked at any more. Please call the "
        "protocol office that wrote the letter: they will gladly take your answer."
    )


def _open(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    request.session.pop(TRIES, None)
    request.session[KEY] = [invitation.pk, invitation.code_generation]
    speak(letter_pages.language_of(invitation), request)
    return redirect("guest:answer")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The answer to one letter."""
    invitation = _invitation(request)
    if invitation is None:
        return redirect("guest:code")
    latest = invitation.replies.order_by("-pk").first()
    form = AnswerForm(request.POST or None, initial={"seen": latest.pk if latest else None})
    context = {"form": form, "invitation": invitation, "edition": invitation.edition, "latest": latest}
    if form.is_valid():
        try:
            return _answered(invitation, form)
        except (replies.TooLateToAnswer, replies.NotOpen):
            context["too_late"] = True
        except replies.SomebodyElseAnswered as other:
            context |= {"other": other.reply, "form": _with_seen(form, other.reply)}
    context.setdefault("too_late", not policies.may_still_answer(invitation))
    return render(request, "guest/delegations/answer.html", context)


def _answered(invitation: Invitation, form: AnswerForm) -> HttpResponse:
    replies.answer(invitation, form.said(), seen=form.cleaned_data["seen"], channel=Reply.Channel.LETTER)
    return redirect("guest:thanks")


def _with_seen(form: AnswerForm, reply: Reply) -> AnswerForm:
    """The same words again; sending them once more means it, now that the other answer has been seen."""
    data = dict(form.data.items())
    data["seen"] = str(reply.pk)
    return AnswerForm(data)


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    invitation = _invitation(request)
    latest = invitation.replies.order_by("-pk").first() if invitation else None
    if invitation is None or latest is None:
        return redirect("guest:code")
    receipt = bool(notices.receipt_addresses(latest))
    context = {"invitation": invitation, "edition": invitation.edition, "latest": latest, "receipt": receipt}
    return render(request, "guest/delegations/thanks.html", context)


def _invitation(request: HttpRequest) -> Invitation | None:
    pk, generation = request.session.get(KEY, (0, 0))
    found = Invitation.objects.filter(pk=pk, code_generation=generation).scoped().sent().with_addressee()
    return found.first()
