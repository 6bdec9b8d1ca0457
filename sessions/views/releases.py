from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum import clock
from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only
from sessions import board, checking, forms, listing, publications
from sessions.actions import releases
from sessions.engine.comparison import item_edits
from sessions.engine.writing import fingerprint
from sessions.item_words import Row, changes_of
from sessions.models import Release
from sessions.views.outlook import outlook
from sessions.views.scene import telling_of


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: OrganizerRequest) -> HttpResponse:
    """What would change, who would be told what, what stands against it; then the release."""
    edition, form = request.edition, None
    if request.method == "POST":
        grave = checking.check(edition, board.programme_of(edition)).blocking()
        form = forms.PublishForm(request.POST, clashing=bool(grave))
        if form.is_valid() and _published(request, form):
            return redirect("organizer:releases", edition=edition.slug)
    # What is shown is read after the try: whoever came second sees what the first has made.
    draft, latest = board.draft_of(edition), board.announced(edition)
    checked = checking.check(edition, draft.programme).seen_by(request.permissions)
    shown = outlook(edition, latest, draft.programme, draft.value["people"], checked)
    known = {"draft_checksum": draft.checksum, "token": new_token(), "comment": shown.comment}
    if form:
        retype(form, draft_checksum=draft.checksum)
    context = {
        "form": form or forms.PublishForm(clashing=bool(shown.grave), initial=known),
        "latest": latest,
        "outlook": shown,
        "grave": bool(shown.grave),
        "nothing_new": bool(latest and latest.checksum == draft.checksum),
        "letters": shown.letters,
        "groups": shown.letters.by_delegation(request.GET.get("of", "")),
    }
    return render(request, "organizer/sessions/publish.html", context)


def new_token() -> str:
    """What makes two sendings of one page one."""
    return get_random_string(32)


@require_safe
@reads_only
def list_releases(request: OrganizerRequest) -> HttpResponse:
    """Every release, and what became of the programme between any two: for the office, or as strangers see it."""
    rows = list(Release.objects.within(request.edition).newest_first().select_related("published_by"))
    by_number = {str(row.number): row for row in rows}
    older = by_number.get(request.GET.get("from", "")) or (rows[1] if len(rows) > 1 else None)
    newer = by_number.get(request.GET.get("to", "")) or (rows[0] if rows else None)
    public = request.GET.get("as") == "public"
    changes = _between(request.edition, older, newer, public=public) if older and newer else []
    context = {"releases": rows, "older": older, "newer": newer, "changes": changes, "public": public}
    return render(request, "organizer/sessions/releases.html", context)


@require_safe
@reads_only
def show_release(request: OrganizerRequest, number: int) -> HttpResponse:
    """A release as it was frozen, with the checksum worked out anew from what is stored."""
    rows = Release.objects.within(request.edition).select_related("published_by", "edition__city")
    two = {row.number: row for row in rows.numbered(number, number - 1)}
    release, before = two.get(number), two.get(number - 1)
    if release is None:
        raise Http404
    of = board.Published.of(release)
    everything = listing.items_for(of.programme, listing.EVERYBODY)
    context = {
        "release": release,
        "intact": fingerprint(release.value) == release.checksum,
        "days": listing.days_of(of, get_language() or "en", everything),
        "unplaced": sum(item.span is None for item in of.programme.items),
        "changes": _between(request.edition, before, release) if before else [],
        "before": before,
        "latest": not Release.objects.within(request.edition).filter(number__gt=number).exists(),
    }
    return render(request, "organizer/sessions/release.html", context)


def _published(request: OrganizerRequest, form: forms.PublishForm) -> bool:
    typed = form.cleaned_data
    try:
        release = releases.publish(
            request.edition,
            comment=typed["comment"],
            by=request.user,
            draft_checksum=typed["draft_checksum"],
            despite=typed.get("despite", ""),
            token=typed["token"],
        )
    except releases.NothingNew as nothing:
        form.add_error(None, nothing_new(nothing.release))
    except releases.DraftHasMoved:
        form.add_error(None, _("The draft has changed since you saw it. This page shows it as it is now; look again."))
    except releases.ProgrammeClashes:
        form.add_error("despite" if "despite" in form.fields else None, _("Resolve the clashes, or say why not."))
    else:
        messages.success(request, _("Release %s is published.") % release.number)
        return True
    return False


def nothing_new(latest: Release) -> str:
    """To whoever came second: who was first, when, and that nothing is lost."""
    return _("%(who)s published release %(number)s at %(hour)s. It says all that the draft says: nothing is lost.") % {
        "who": latest.published_by or _("somebody"),
        "number": latest.number,
        "hour": clock.hour_text(latest.edition.zone, latest.published_at),
    }


def _between(edition: Edition, older: Release, newer: Release, *, public: bool = False) -> list[Row]:
    telling = telling_of(edition, {**board.people_of(older), **board.people_of(newer)})
    if public:
        return publications.news(board.Published.of(older), board.Published.of(newer), telling.language)
    return changes_of(item_edits(board.release_of(older), board.release_of(newer)), telling)
