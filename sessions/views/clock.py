from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forum.gates import SignedInRequest
from sessions.actions import clocks


def _zones() -> list[tuple[str, str]]:
    """The zones that carry the name of a place, as "Europe/Dublin"."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [("", _("that of the city one comes from")), *((zone, zone.replace("_", " ")) for zone in named)]


class ClockForm(forms.Form):
    zone = forms.ChoiceField(
        label=gettext_lazy("Your own clock"),
        choices=_zones,
        required=False,
        help_text=gettext_lazy("Hours are shown by the clock of the forum; yours stands beneath, where it differs."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: SignedInRequest) -> HttpResponse:
    """Choose the clock of the second line."""
    form = ClockForm(request.POST or None, initial={"zone": request.user.zone})
    if form.is_valid():
        clocks.choose(request.user, form.cleaned_data["zone"])
        messages.success(request, _("Saved."))
        return redirect("portal:home")
    return render(request, "portal/sessions/clock.html", {"form": form})
