"""Back to an earlier release: what it would change and for whom, then the same programme under a new number."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.fields import retype
from forum.gates import OrganizerRequest
from sessions import board, checking
from sessions.actions import emergency, releases, rollback
from sessions.item_words import Telling
from sessions.models import Release
from sessions.release_forms import BackForm
from sessions.views.outlook import outlook
from sessions.views.releases import new_token, nothing_new


@require_http_methods(["GET", "HEAD", "POST"])
def go_back(request: OrganizerRequest, number: int) -> HttpResponse:
    """What would change, who would be told, who is not in it any more; then the release."""
    edition = request.edition
    rows = Release.objects.within(edition)
    release = get_object_or_404(rows, number=number)
    form = None
    if request.method == "POST":
        back = rollback.restored(edition, release)
        form = BackForm(request.POST, clashing=bool(checking.check(edition, back.programme).blocking()))
        if form.is_valid() and _published(request, number, form):
            return redirect("organizer:releases", edition=edition.slug)
    back, latest = rollback.restored(edition, release), board.published(edition)
    assert latest, "an earlier release exists"
    checked = checking.check(edition, back.programme).seen_by(request.permissions)
    shown = outlook(edition, latest, back.programme, back.people, checked)
    known = {"comment": _("As release %(number)s") % {"number": number}, "draft": "leave"}
    if form:
        retype(form, seen=latest.number)
    context = {
        "release": release,
        "latest": latest,
        "form": form
        or BackForm(clashing=bool(shown.grave), initial=known | {"seen": latest.number, "token": new_token()}),
        "outlook": shown,
        "nothing_new": not shown.edits,
        "grave": bool(shown.grave),
        "dropped": _dropped(release, back, edition.zone),
        "letters": shown.letters,
        "groups": shown.letters.by_delegation(request.GET.get("of", "")),
    }
    return render(request, "organizer/sessions/release_back.html", context)


def _published(request: OrganizerRequest, number: int, form: BackForm) -> bool:
    typed = form.cleaned_data
    try:
        made = rollback.go_back(
            request.edition,
            number,
            seen=typed["seen"],
            comment=typed["comment"],
            set_draft=typed["draft"] == "set",
            by=request.user,
            despite=typed.get("despite", ""),
            token=typed["token"],
        )
    except releases.NothingNew as nothing:
        form.add_error(None, nothing_new(nothing.release))
    except emergency.ReleaseHasMoved:
        form.add_error(None, _("Another release was published meanwhile. This page shows what it would be now."))
    except releases.ProgrammeClashes:
        form.add_error("despite" if "despite" in form.fields else None, _("Resolve the clashes, or say why not."))
    else:
        facts = {"number": made.number, "old": number}
        messages.success(
            request, _("Release %(number)s is published: it says again what release %(old)s said.") % facts
        )
        return True
    return False


def _dropped(release: Release, back: rollback.Restored, zone: str) -> list[dict[str, str]]:
    """Who had a part then and does not come now."""
    telling = Telling(get_language() or "en", zone, board.people_of(release))
    titles = {item.id: telling.title(item) for item in back.programme.items}
    return [{"name": telling.name(who), "title": titles[item]} for item, who in back.dropped]
