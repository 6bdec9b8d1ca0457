"""The organizers' pages of sub-forums: all of them, one, wishes, and who sits where."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import orders
from delegations.actions.stale import Stale
from delegations.models import Delegation
from delegations.policies import DelegationWithdrawn
from forum.fields import as_typed, retype
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only
from sessions import seating, speakers, speech_words
from sessions.actions import speeches, subforums
from sessions.models import Attendance, Engagement, SpeechPaper, SpeechSwap, SubForum, SubForumPlace
from sessions.speakers import Listed
from sessions.speech_forms import ByHandForm, LimitsForm, SpeakerForm, SubForumForm, WishForm

VERBS = ["GET", "HEAD", "POST"]
Part = Attendance.Part


@require_safe
@reads_only
def list_subforums(request: OrganizerRequest) -> HttpResponse:
    """Every sub-forum and plenary with speeches: who presides, who sits there, which texts are in."""
    edition = request.edition
    places = orders.places(edition)
    found = [speakers.listed(row, places) for row in speakers.with_speeches(edition)]
    seated = _seated(edition)
    swaps = SpeechSwap.objects.within(edition).with_speeches().order_by("-asked_at")[:20]
    context = {
        "rows": [_summary(one, seated) for one in found],
        "swaps": [(swap, _state_kind(swap)) for swap in swaps],
    }
    return render(request, "organizer/sessions/subforums.html", context)


def _seated(edition: Edition) -> dict[int, int]:
    rows = SubForumPlace.objects.within(edition).standing().values_list("subforum_id", flat=True)
    found: dict[int, int] = {}
    for pk in rows:
        found[pk] = found.get(pk, 0) + 1
    return found


def _summary(one: Listed, seated: dict[int, int]) -> dict[str, Any]:
    hall: SubForum | None = getattr(one.row, "subforum", None)
    lines = [line for line in one.lines if not line.row.cancelled]
    spoken = dict.fromkeys(line.speech.language for line in lines if line.speech.language)
    return {
        "row": one.row,
        "hall": hall,
        "chairs": speakers.parts_of(one.row, Part.CHAIR),
        "moderators": speakers.parts_of(one.row, Part.MODERATOR),
        "rapporteurs": speakers.parts_of(one.row, Part.RAPPORTEUR),
        "seated": seated.get(hall.pk, 0) if hall else None,
        "speakers": len(lines),
        "texts": sum(_is_in(line) for line in lines),
        "missing": sum(not _is_in(line) for line in lines),
        "languages": list(spoken),
    }


def _is_in(line: speakers.Line) -> bool:
    return line.text is not None and line.text.status != SpeechPaper.Status.RETURNED


def _state_kind(swap: SpeechSwap) -> str:
    return {"asked": "wait", "agreed": "good"}.get(swap.state, "off")


@require_http_methods(VERBS)
def subforum(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One sub-forum, or a plenary with speeches, with everything; its settings are changed here."""
    row = listed_row(request.edition, pk)
    hall: SubForum | None = getattr(row, "subforum", None)
    form = SubForumForm(request.edition, hall, speakers.rules_of(row), request.POST or None)
    differing: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            subforums.settle(
                row,
                hall,
                of_hall=form.of_hall(hall) if hall else {},
                rules=form.rules(),
                seen=form.cleaned_data.get("seen") or 0,
                seen_rules=form.cleaned_data["seen_rules"],
                by=request.user,
            )
        except Stale:
            row = listed_row(request.edition, pk)
            hall = getattr(row, "subforum", None)
            fresh = SubForumForm(request.edition, hall, speakers.rules_of(row))
            differing = side_by_side(form, fresh)
            retype(form, seen_rules=fresh.initial["seen_rules"], seen=fresh.initial.get("seen", ""))
        else:
            messages.success(request, _("Saved."))
            return redirect("organizer:subforum", edition=request.edition.slug, pk=pk)
    return one_page(request, row, form=form, differing=differing)


def one_page(request: OrganizerRequest, row: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one sub-forum, with a form that came back in the place of a fresh one."""
    edition, language = request.edition, get_language() or "en"
    one = speakers.listed(row, orders.places(edition))
    hall: SubForum | None = getattr(row, "subforum", None)
    context = {
        "row": row,
        "hall": hall,
        "one": one,
        "lines": [line_of(line, edition, language) for line in one.lines],
        "presiding": [
            (Part(part).label, speakers.parts_of(row, part)) for part in (Part.CHAIR, Part.MODERATOR, Part.RAPPORTEUR)
        ],
        "places": _places(hall, edition) if hall else [],
        "form": SubForumForm(edition, hall, one.rules),
        "speaker_form": SpeakerForm(edition),
        **more,
    }
    return render(request, "organizer/sessions/subforum.html", context, status=409 if more.get("differing") else status)


def line_of(line: speakers.Line, edition: Edition, language: str) -> dict[str, Any]:
    """A speech as a table shows it."""
    text, text_kind = speech_words.paper_words(line.text)
    slides = speech_words.paper_words(line.slides) if line.slides else None
    return {
        "line": line,
        "why": speech_words.turn_words(line, edition, language),
        "text": text,
        "text_kind": text_kind,
        "slides": slides,
    }


def _places(hall: SubForum, edition: Edition) -> list[SubForumPlace]:
    rows = SubForumPlace.objects.within(edition).filter(subforum=hall).standing()
    found = orders.places(edition)
    known = rows.select_related("delegation__city", "delegate__person")
    return sorted(known, key=lambda one: found.get(one.delegation_id, len(found) + 1))


@require_POST
def add_speaker(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = listed_row(request.edition, pk)
    form = SpeakerForm(request.edition, request.POST)
    if not form.is_valid():
        return one_page(request, row, speaker_form=form)
    who = form.cleaned_data["delegate"]
    titles = _titles(who.delegation.city.names, request.edition.languages)
    typed = {name: form.cleaned_data[name] for name in ("minutes", "language")}
    speeches.add_speaker(row, who, **typed, titles=titles, by=request.user)
    messages.success(request, _("%(name)s is inscribed.") % {"name": who})
    return redirect("organizer:subforum", edition=request.edition.slug, pk=pk)


def _titles(cities: dict[str, str], languages: list[str]) -> dict[str, str]:
    """The usual title of a speech in every language of the forum, until the speaker gives another."""
    found = {}
    for language in languages:
        with translation.override(language):
            city = cities.get(language) or cities.get("en", "")
            found[language] = _("Speech of %(city)s") % {"city": city}
    return found


@require_POST
def ask_for_texts(request: OrganizerRequest, pk: int) -> HttpResponse:
    row = listed_row(request.edition, pk)
    asked = speeches.ask_for_texts(row, by=request.user)
    if asked:
        messages.success(request, _("The texts are asked for: each speaker finds it among what is missing."))
    else:
        messages.info(request, _("Everybody has been asked already."))
    return redirect("organizer:subforum", edition=request.edition.slug, pk=pk)


# --- wishes and seats


@require_safe
@reads_only
def assignment(request: OrganizerRequest) -> HttpResponse:
    """Who would sit where by the wishes of now: a proposal to look at."""
    form = LimitsForm(request.GET or None)
    limits = form.limits()
    proposal = seating.propose(request.edition, limits)
    halls = {hall.pk: hall for hall in proposal.halls}
    language = get_language() or "en"
    regions, languages = proposal.regions(), proposal.languages()
    context = {
        "form": form,
        "proposal": proposal,
        "rows": [_proposed(one, proposal, halls, limits) for one in proposal.placings],
        "halls": [
            {
                "hall": hall,
                "used": sum(one.hall == hall.pk for one in proposal.placings),
                "regions": speech_words.regions_in_words(regions[hall.pk], language) if hall.pk in regions else "",
                "languages": speech_words.languages_in_words(languages[hall.pk], language)
                if hall.pk in languages
                else "",
            }
            for hall in proposal.halls
        ],
        "granted": sorted((rank, n) for rank, n in proposal.granted().items()),
        "without": sum(not one.wishes for one in proposal.wishers.values()),
        "closes": seating.wishes_close(request.edition, proposal.halls),
        "limits": limits,
    }
    return render(request, "organizer/sessions/assignment.html", context)


def _proposed(one: Any, proposal: seating.Proposal, halls: dict[int, SubForum], limits: Any) -> dict[str, Any]:
    now = proposal.kept.get(one.delegation)
    reason = now.reason if now else ""
    return {
        "delegation": proposal.delegations[one.delegation],
        "wishes": [halls[pk] for pk in proposal.wishers[one.delegation].wishes if pk in halls],
        "hall": halls.get(one.hall or 0),
        "why": speech_words.placing_words(one, halls, limits, reason),
        "now": halls.get(now.subforum_id) if now else None,
        "changes": (now.subforum_id if now else None) != one.hall,
        "by_hand": one.because == "hand",
    }


@require_POST
def accept(request: OrganizerRequest) -> HttpResponse:
    """Make the proposal that was looked at true."""
    form = LimitsForm(request.POST)
    try:
        kept = subforums.accept(request.edition, form.limits(), seal=request.POST.get("seal", ""), by=request.user)
    except subforums.OtherProposal:
        messages.error(request, _("Wishes or facts have changed meanwhile. This is the proposal as it is now."))
    else:
        messages.success(request, _("%(n)d delegations have their sub-forum.") % {"n": len(kept)})
    return redirect("organizer:assignment", edition=request.edition.slug)


@require_http_methods(VERBS)
def wishes(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The wishes of one delegation, as the office heard them."""
    delegation = _delegation(request, pk)
    halls = list(seating.subforums_of(request.edition))
    form = WishForm(halls, seating.wish_of(delegation), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            subforums.wish(delegation, form.wanted, by=request.user, by_the_office=True)
        except DelegationWithdrawn:
            form.add_error(None, _("This delegation is withdrawn."))
        else:
            messages.success(request, _("Saved."))
            return redirect("organizer:assignment", edition=request.edition.slug)
    heading = _("Wishes of %(city)s") % {"city": delegation.city}
    return _form_page(request, form, heading)


@require_http_methods(VERBS)
def place_by_hand(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Put one delegation into a sub-forum by hand, or let the proposal decide again."""
    delegation = _delegation(request, pk)
    if request.method == "POST" and "take_back" in request.POST:
        subforums.take_hand_back(delegation, by=request.user)
        return redirect("organizer:assignment", edition=request.edition.slug)
    halls = list(seating.subforums_of(request.edition))
    now = SubForumPlace.objects.filter(delegation=delegation).scoped().first()
    form = ByHandForm(halls, now.subforum_id if now else None, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            subforums.place_by_hand(delegation, form.hall, reason=form.cleaned_data["reason"], by=request.user)
        except subforums.NoSeatLeft as full:
            words = _("All %(seats)d seats of %(title)s are taken. Raise the number, or move somebody first.")
            form.add_error("hall", words % {"seats": full.hall.seats, "title": full.hall})
        except DelegationWithdrawn:
            form.add_error(None, _("This delegation is withdrawn."))
        else:
            messages.success(request, _("Saved."))
            return redirect("organizer:assignment", edition=request.edition.slug)
    heading = _("Place %(city)s by hand") % {"city": delegation.city}
    return _form_page(request, form, heading, can_take_back=now is not None and now.because == "hand")


def _form_page(request: OrganizerRequest, form: Any, heading: str, **more: Any) -> HttpResponse:
    back = reverse("organizer:assignment", args=[request.edition.slug])
    context = {"form": form, "heading": heading, "back": back, "back_words": _("Who sits where"), **more}
    return render(request, "organizer/sessions/speech_form.html", context)


def _delegation(request: OrganizerRequest, pk: int) -> Delegation:
    rows = Delegation.objects.within(request.edition).guests().select_related("city", "edition")
    found: Delegation = get_object_or_404(rows, pk=pk)
    return found


def listed_row(edition: Edition, pk: int) -> Any:
    """A sub-forum, or whatever else may have speeches within it, as `speakers` reads it."""
    kinds = [Engagement.Kind.SUB_FORUM, Engagement.Kind.PLENARY]
    rows = Engagement.objects.within(edition).filter(kind__in=kinds)
    rows = rows.select_related("edition__city", "subforum", "speakers_list", "room__venue")
    return get_object_or_404(speakers.prepared(rows), pk=pk)


def side_by_side(typed: Any, fresh: Any) -> list[tuple[str, str, str]]:
    """Of each field that differs: its name, what stands there now, what was typed."""
    pairs = zip(as_typed(fresh), as_typed(typed), strict=True)
    return [(label, theirs, mine) for (label, theirs), (_label, mine) in pairs if theirs != mine]
