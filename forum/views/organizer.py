from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum import outbox
from forum.gates import OrganizerRequest
from forum.models import Change
from forum.panels import deadlines
from forum.reading import reads_only
from forum.roles import Permission
from forum.typesetting import TooLong


@require_safe
@reads_only
def dashboard(request: OrganizerRequest) -> HttpResponse:
    """Invited, answered, registered, published, letters out; and what happened last."""
    edition = request.edition
    figures = [figure for name in settings.DASHBOARD_PANELS for figure in import_string(name)(edition)]
    lately = Change.objects.filter(edition=edition).order_by("-id")[:12]
    context = {"figures": figures, "deadlines": deadlines(edition), "lately": lately}
    return render(request, "organizer/forum/dashboard.html", context)


@require_safe
@reads_only
def letters(request: OrganizerRequest) -> HttpResponse:
    """Every letter of the edition with its state, the newest first."""
    state = request.GET.get("state", "")
    rows = outbox.letters_of(request.edition, state)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": outbox.STATES}
    return render(request, "organizer/forum/letters.html", context)


@require_safe
@reads_only
def letter(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One letter as its recipient would see it now, and what became of it."""
    row = get_object_or_404(outbox.letters_of(request.edition), pk=pk)
    # An answer code is not for everybody's eyes: whoever holds it answers in a mayor's name.
    row.context["without_code"] = not request.user.may(Permission.INVITE, request.edition)
    mail, trouble = None, ""
    try:
        mail = outbox.preview(row)
    except TooLong as long:
        words = _("Its text is longer than %(pages)d pages even in the smallest type. Shorten the texts of the forum.")
        trouble = words % {"pages": long.pages}
    return render(request, "organizer/forum/letter.html", {"letter": row, "mail": mail, "trouble": trouble})


@require_POST
def send_again(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(outbox.letters_of(request.edition), pk=pk)
    if outbox.tell_again(row, by=request.user):
        messages.success(request, _("The letter is in the queue again."))
    else:
        messages.warning(request, _("This letter is not on the call list, or it has no address: correct that first."))
    return redirect("organizer:letter", edition=request.edition.slug, pk=pk)
