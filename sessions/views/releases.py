from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only
from sessions import board, checking, forms
from sessions.actions import itineraries, releases
from sessions.engine.comparison import item_edits
from sessions.engine.itinerary import Guide, checksum, edits
from sessions.engine.values import Edit, Entry, Programme
from sessions.item_words import Row, changes_of
from sessions.models import Release
from sessions.notices import Known
from sessions.views.audience import letters_due
from sessions.views.scene import clashes_in_words, people_in, telling_of


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: OrganizerRequest) -> HttpResponse:
    """What would change, who would be told what, what stands against it; then the release."""
    draft = board.draft_of(request.edition)
    checked = checking.check(request.edition, draft.programme)
    grave = bool(checked.blocking())
    form = forms.PublishForm(request.POST or None, clashing=grave, initial={"draft_checksum": draft.checksum})
    if request.method == "POST" and form.is_valid() and _published(request, form):
        return redirect("organizer:releases", edition=request.edition.slug)
    context = _outlook(request.edition, draft, checked) | {"form": form, "grave": grave}
    return render(request, "organizer/sessions/publish.html", context)


@require_safe
@reads_only
def list_releases(request: OrganizerRequest) -> HttpResponse:
    """Every release, and what became of the programme between any two."""
    rows = list(Release.objects.within(request.edition).newest_first().select_related("published_by"))
    by_number = {str(row.number): row for row in rows}
    older = by_number.get(request.GET.get("from", "")) or (rows[1] if len(rows) > 1 else None)
    newer = by_number.get(request.GET.get("to", "")) or (rows[0] if rows else None)
    changes = _between(request.edition, older, newer) if older and newer else []
    context = {"releases": rows, "older": older, "newer": newer, "changes": changes}
    return render(request, "organizer/sessions/releases.html", context)


def _published(request: OrganizerRequest, form: forms.PublishForm) -> bool:
    typed = form.cleaned_data
    try:
        release = releases.publish(
            request.edition,
            comment=typed["comment"],
            by=request.user,
            draft_checksum=typed["draft_checksum"],
            despite=typed.get("despite", ""),
        )
    except releases.NothingNew as nothing:
        form.add_error(None, _("Nothing has changed since release %s.") % nothing.release.number)
    except releases.DraftHasMoved:
        form.add_error(None, _("The draft has changed since you saw it. This page shows it as it is now; look again."))
    except releases.ProgrammeClashes:
        form.add_error("despite" if "despite" in form.fields else None, _("Resolve the clashes, or say why not."))
    else:
        messages.success(request, _("Release %s is published.") % release.number)
        return True
    retype(form, draft_checksum=form.initial["draft_checksum"])
    return False


def _outlook(edition: Edition, draft: board.Draft, checked: checking.Checked) -> dict[str, Any]:
    latest = board.published(edition)
    before = latest.programme if latest else Programme((), zone=edition.zone)
    names = {**(latest.people if latest else {}), **draft.value["people"]}
    telling = telling_of(edition, {**people_in(edition, checked.clashes), **names})
    due = _news(edition, draft.programme)
    return {
        "latest": latest,
        "nothing_new": bool(latest and latest.checksum == draft.checksum),
        "changes": changes_of(item_edits(before, draft.programme), telling),
        "letters": letters_due(edition, due, telling),
        "clashes": clashes_in_words(checked.clashes, checked, forms.rooms_of(edition), edition.slug, telling),
    }


def _news(edition: Edition, true: Programme) -> dict[int, tuple[Edit, ...]]:
    """What the letters that a release posts would tell; nobody stands here who would get none."""
    known, guide = itineraries.known_of(edition), Guide.to(true)
    found = {
        pk: _told(known.get(pk, Known()), guide.entries_of(pk, delegation))
        for pk, delegation in board.delegates_of(edition)
    }
    return {pk: told for pk, told in found.items() if told is not None}


def _told(known: Known, entries: tuple[Entry, ...]) -> tuple[Edit, ...] | None:
    """What the letter about this itinerary would tell; None where none is posted, as in `bring_up_to_date`."""
    if known.newest and known.newest.checksum == checksum(entries):
        return None
    if known.told is None:
        return edits((), entries)  # the first letter goes out even if it has nothing to tell yet
    return known.news_of(entries) or None


def _between(edition: Edition, older: Release, newer: Release) -> list[Row]:
    names = {**board.people_of(older), **board.people_of(newer)}
    return changes_of(item_edits(board.release_of(older), board.release_of(newer)), telling_of(edition, names))
