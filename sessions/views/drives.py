from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.roles import Permission
from sessions.actions import drives as acts
from sessions.drive_forms import DrivesForm


@require_http_methods(["GET", "HEAD", "POST"])
def drives(request: OrganizerRequest) -> HttpResponse:
    """How long one drives between any two venues of the programme."""
    venues = acts.venues_of(request.edition)
    known = acts.drives_between([venue.pk for venue in venues])
    form = DrivesForm(venues, known, request.POST or None)
    if form.is_valid():
        try:
            count = acts.set_drives(request.edition, form.wanted(), seen=form.seen(), by=request.user)
        except acts.StaleDrives as other:
            retype(form, **form.went_stale(other.now))
        else:
            said = ngettext("%(n)s drive was set.", "%(n)s drives were set.", count) % {"n": count}
            messages.success(request, said if count else _("Nothing was changed."))
            return redirect("organizer:drives", edition=request.edition.slug)
    context = {
        "form": form,
        "lines": list(form.lines()),
        "missing": len(form.pairs) - len(known),
        "stale": bool(form.stale),
        "may_edit": request.user.may(Permission.EDIT_PROGRAMME, request.edition),
    }
    return render(request, "organizer/sessions/drives.html", context, status=409 if form.stale else 200)
