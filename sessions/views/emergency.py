"""A change on the day, in two clicks: what it would do and to whom, then "publish now"."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.fields import retype
from forum.gates import OrganizerRequest
from sessions import board, checking
from sessions.actions import emergency, releases
from sessions.actions.programme import StaleDraft
from sessions.engine.revision import revised
from sessions.engine.values import Item
from sessions.item_words import Telling
from sessions.models import Engagement
from sessions.release_forms import NowForm
from sessions.views.outlook import Outlook, outlook
from sessions.views.releases import new_token, nothing_new


@require_http_methods(["GET", "HEAD", "POST"])
def change_now(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One published item: another room, another time, a note, or that it does not take place."""
    edition, language = request.edition, get_language() or "en"
    row = Engagement.objects.within(edition).filter(pk=pk).first()
    latest = board.published(edition)
    item = _item(latest, pk)
    if latest is None or item is None:
        if row is None:
            raise Http404
        return render(request, "organizer/sessions/emergency_not_yet.html", {"row": row, "latest": latest})
    seen = {"seen": latest.number, "version": row.version if row else 0}
    form = NowForm(edition, item, language, request.POST or None, initial=seen | {"token": new_token()})
    shown = None
    if request.method == "POST" and form.is_valid():
        shown = _outlook(request, latest, form)
        if "publish" in request.POST and _published(request, form, shown):
            return redirect("organizer:releases", edition=edition.slug)
    if form.errors and form.is_bound:
        shown = None
        retype(form, **seen)
    telling = Telling(language, edition.zone, latest.people)
    context = {
        "row": row,
        "item": item,
        "title": telling.title(item),
        "now": telling.comma([telling.when(item.span), telling.place(item)]),
        "then": _then(form, telling) if shown else "",
        "elsewhere": _in_draft(row, item, edition.zone),
        "form": form,
        "outlook": shown,
        "latest": latest,
        "letters": shown.letters if shown else None,
        "groups": shown.letters.by_delegation() if shown else [],
        "asks_why": bool(shown and shown.grave),
    }
    return render(request, "organizer/sessions/emergency.html", context)


def _item(latest: board.Published | None, pk: int) -> Item | None:
    items = latest.programme.items if latest else ()
    return next((item for item in items if item.id == pk and item.span), None)


def _outlook(request: OrganizerRequest, latest: board.Published, form: NowForm) -> Outlook:
    after = revised(latest.programme, form.item.id, form.revision())
    known = checking.check(request.edition, latest.programme).clashes
    checked = checking.check(request.edition, after).beyond(known).seen_by(request.permissions)
    return outlook(request.edition, latest, after, latest.people, checked)


def _published(request: OrganizerRequest, form: NowForm, shown: Outlook) -> bool:
    typed = form.cleaned_data
    try:
        release = emergency.change_now(
            request.edition,
            form.item.id,
            form.revision(),
            seen=typed["seen"],
            version=typed["version"],
            comment=shown.comment,
            by=request.user,
            despite=typed["despite"],
            token=typed["token"],
        )
    except releases.NothingNew as nothing:
        form.add_error(None, nothing_new(nothing.release))
    except emergency.ReleaseHasMoved:
        form.add_error(None, _("Another release was published meanwhile. This page shows the item as it is now."))
    except emergency.NotPublished:
        form.add_error(None, _("The latest release does not have this item any more."))
    except StaleDraft:
        form.add_error(None, _("Somebody changed this item in the draft meanwhile. Look again before publishing."))
    except releases.ProgrammeClashes:
        form.add_error("despite", _("Resolve the clashes, or say why not."))
    else:
        messages.success(request, _("Release %s is published: the letters are on their way.") % release.number)
        return True
    return False


def _then(form: NowForm, telling: Telling) -> str:
    revision = form.revision()
    after = revision.place.give(replace(form.item, span=revision.span))
    state = _("does not take place") if revision.cancelled else ""
    return telling.comma([telling.when(after.span), telling.place(after), state])


def _in_draft(row: Engagement | None, item: Item, zone: str) -> str:
    """Where the draft has the item, if it has it at another time than the release."""
    if row is None or item.span is None or (row.starts_at, row.ends_at) == (item.span.start, item.span.end):
        return ""
    if row.starts_at is None or row.ends_at is None:
        return _("in the tray")
    return Telling(get_language() or "en", zone, {}).when(replace(item.span, start=row.starts_at, end=row.ends_at))
