from django import forms
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forum import signin
from forum.fields import WordsField
from forum.models import User
from forum.views import keyboard

COOKIE = "sign_in"
SALT = "forum.signin"


class AddressForm(forms.Form):
    """Whose mailbox gets the code. Kept as text: an address we cannot read gets the same answer as an unknown one."""

    email = WordsField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True, "dir": "ltr"}),
    )


class CodeForm(forms.Form):
    code = WordsField(
        label=_("Code from the letter"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "dir": "ltr"}
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Type an address; a code goes to its mailbox."""
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return render(request, "guest/forum/sign_in.html", {"form": form})
    asked = signin.ask(form.cleaned_data["email"], language=get_language() or "en")
    response = redirect("signin:code")
    value = [asked.challenge, asked.secret, _safe_next(request)]
    response.set_signed_cookie(
        COOKIE, signing.dumps(value), salt=SALT, max_age=900, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code, in a browser that asked for it."""
    kept = _kept(request)
    if kept is None:
        return redirect("signin:ask")
    asked, onward = kept
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if people := signin.enter(asked, form.cleaned_data["code"]):
            response = _come_in(request, people, onward)
            response.delete_cookie(COOKIE)
            return response
        form.add_error(
            "code",
            _("This code is not the one we sent, or it is older than ten minutes, or it was used. Ask for a new one."),
        )
    return render(request, "guest/forum/sign_in_code.html", {"form": form})


def _come_in(request: HttpRequest, people: list[User], onward: str) -> HttpResponse:
    """Straight in, if the mailbox is one person's; else first the question who is at the keyboard."""
    keyboard.forget(request)
    if len(people) == 1:
        return keyboard.sit_down(request, people[0], onward)
    keyboard.open_mailbox(request, people[0].email, onward)
    return redirect("signin:who")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("home")
    # Pages and copies for reading offline that this browser keeps belong to whoever has just left.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: a path of this site, or nothing."""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    # Two slashes, or a slash and a backslash, would be another site to a browser.
    ours = onward.startswith("/") and url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
    return onward if ours else ""


def _kept(request: HttpRequest) -> tuple[signin.Asked, str] | None:
    try:
        cookie = request.get_signed_cookie(COOKIE, salt=SALT, max_age=900)
        challenge, secret, onward = signing.loads(str(cookie))
    except (KeyError, ValueError, signing.BadSignature):
        return None
    return signin.Asked(challenge, secret), onward
