from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.models import Edition, User
from forum.reading import reads_only
from forum.roles import Permission
from sessions import board, checking, forms, ruling_forms
from sessions.actions import programme, rulings
from sessions.engine.rules import GRAVITY
from sessions.engine.values import Clash
from sessions.engine.writing import instant
from sessions.models import ClashOverride, Engagement
from sessions.models.ruling import Grade
from sessions.rule_words import WORDS
from sessions.views.scene import clashes_in_words, grades_of, people_in, telling_of


@require_safe
@reads_only
def list_clashes(request: OrganizerRequest) -> HttpResponse:
    """Every clash of the draft, by grade, rule or person; what would mend it, and who answers for it."""
    return _page(request, request.edition)


@require_POST
def accept(request: OrganizerRequest) -> HttpResponse:
    """Somebody answers for a clash, with a reason."""
    form = ruling_forms.AcceptForm(request.POST)
    if not form.is_valid():
        checksum = request.POST.get("checksum", "")
        return _page(request, request.edition, wrong={"checksum": checksum, "form": form}, status=422)
    try:
        made = rulings.accept(request.edition, **form.cleaned_data, by=request.user)
    except rulings.NoSuchClash:
        messages.error(request, _("The programme does not clash so any more; nothing was accepted. Look again."))
    else:
        messages.success(request, _("%s answers for it. It stops no release while its facts stay.") % made.by_name)
    return redirect("organizer:clashes", edition=request.edition.slug)


@require_POST
def take_back(request: OrganizerRequest, pk: int) -> HttpResponse:
    rulings.take_back(get_object_or_404(_accepted(request.edition), pk=pk), by=request.user)
    messages.success(request, _("Nobody answers for it any more."))
    return redirect("organizer:clashes", edition=request.edition.slug)


@require_POST
def mend(request: OrganizerRequest) -> HttpResponse:
    """One of the moves that were proposed."""
    rows = Engagement.objects.within(request.edition).select_related("edition__city", "speech")
    row = get_object_or_404(rows, pk=as_key(request.POST.get("item", "")))
    room = forms.rooms_of(request.edition).filter(pk=as_key(request.POST.get("room", ""))).first()
    start = _instant(request.POST.get("start", ""))
    version = as_key(request.POST.get("version", ""))
    if start is None:
        messages.error(request, _("This is no day and hour. Take the form on the item’s own page."))
        return redirect("organizer:clashes", edition=request.edition.slug)
    try:
        programme.place(
            row, room=room, starts_at=start, minutes=forms.minutes_of(row), version=version, by=request.user
        )
    except programme.StaleDraft:
        messages.error(request, _("“%s” was changed by somebody else meanwhile. Nothing was moved; look again.") % row)
    else:
        messages.success(request, _("“%s” was moved.") % row)
    return redirect("organizer:clashes", edition=request.edition.slug)


@require_POST
def require_head(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Engagement.objects.within(request.edition).select_related("edition"), pk=pk)
    rulings.require_head(row, request.POST.get("required") == "yes", by=request.user)
    messages.success(request, _("Saved."))
    return redirect("organizer:engagement", edition=request.edition.slug, pk=pk)


def _accepted(edition: Edition) -> Any:
    return ClashOverride.objects.within(edition).select_related("edition")


def _page(
    request: OrganizerRequest, edition: Edition, *, wrong: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    # Before the draft: a move may rest on an older version, and is then refused; never on a newer one.
    versions = dict(Engagement.objects.within(edition).values_list("pk", "version"))
    checked = checking.check(edition, board.programme_of(edition)).seen_by(request.permissions)
    asked = {name: request.GET.get(name, "") for name in ("grade", "rule", "person")}
    shown = [clash for clash in checked.clashes if _wanted(clash, asked)]
    people = people_in(edition, checked.clashes)
    telling = telling_of(edition, people)
    told = clashes_in_words(shown, checked, forms.rooms_of(edition), edition.slug, telling)
    for words in told:
        for move in words.mends:
            move["version"] = str(versions.get(int(move["item"]), 0))
    counts = checking.count_by_rule(checked.clashes)
    context = {
        "clashes": told,
        "counts": grades_of(checked.clashes, checked),
        "all": len(checked.clashes),
        "asked": asked,
        "grades": [(grade, Grade(grade).label) for grade in GRAVITY],
        "rules": [(name, words.name, counts[name]) for name, words in WORDS.items() if name in counts],
        "people": sorted(((pk, telling.name(int(pk))) for pk in people), key=lambda one: one[1]),
        "wrong": wrong,
        "may_accept": _may_accept(request.user, edition),
    }
    return render(request, "organizer/sessions/clashes.html", context, status=status)


def _wanted(clash: Clash, asked: dict[str, str]) -> bool:
    of_person = not asked["person"] or as_key(asked["person"]) in clash.people
    return asked["grade"] in {"", clash.grade} and asked["rule"] in {"", clash.rule} and of_person


def _may_accept(user: User, edition: Edition) -> bool:
    return user.may(Permission.PUBLISH, edition)


def _instant(typed: str) -> datetime | None:
    try:
        return instant(typed)
    except (ValueError, OverflowError):
        return None
