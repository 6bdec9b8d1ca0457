"""Who is at the keyboard? Several people may share a mailbox: after its code was right, one of them is chosen.

The choice is kept for the session only. It opens with the code, or from the session of somebody of that mailbox.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum import clock
from forum.fields import as_key
from forum.languages import speak
from forum.models import User

# In the session: the address whose code was right, when, and where its reader wants to go.
KEY = "mailbox"
# As long as a code lives: whoever has not chosen by then asks for a new one.
TIME_TO_CHOOSE = timedelta(minutes=settings.SIGN_IN_MINUTES)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """The people of the mailbox that this browser has opened; the one who is chosen is signed in."""
    address, onward = _opened(request)
    people = User.objects.people_at(address) if address else []
    if not people:
        return redirect("signin:ask")
    if request.method == "POST":
        chosen = as_key(request.POST.get("person", ""))
        if user := next((one for one in people if one.pk == chosen), None):
            response = sit_down(request, user, onward)
            open_mailbox(request, address)
            return response
        messages.error(request, _("Please choose who is at the keyboard."))
    return render(request, "guest/forum/who.html", {"people": people, "address": address})


def open_mailbox(request: HttpRequest, address: str, onward: str = "") -> None:
    """The code of this mailbox was right in this browser."""
    request.session[KEY] = [address, clock.real().isoformat(), onward]


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def sit_down(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    """Sign this account in and go where its owner wanted to go."""
    if request.user.is_authenticated and request.user.pk != user.pk:
        onward = ""  # the page of one person is not the page of another
    login(request, user)
    speak(user.language, request)
    return HttpResponseRedirect(onward or reverse("home"))


def _opened(request: HttpRequest) -> tuple[str, str]:
    """The address of the mailbox that is open in this session, and where to go; both empty if none is."""
    address, opened, onward = request.session.get(KEY, ("", "", ""))
    if not address:
        return "", ""
    user = request.user
    if user.is_authenticated:
        # An account that has moved to another mailbox does not open the old one.
        return (address, "") if user.email.lower() == address.lower() else ("", "")
    fresh = clock.real() - datetime.fromisoformat(opened) < TIME_TO_CHOOSE
    return (address, onward) if fresh else ("", "")
