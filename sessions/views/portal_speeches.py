"""The portal's pages of sub-forums and speeches: a city sees what was released, and what it was asked for."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegations import policies
from delegations.actions.stale import Stale
from delegations.models import Delegate, Delegation
from delegations.models.mandate import Power
from forum import clock
from forum.fields import retype
from forum.gates import SignedInRequest
from forum.reading import reads_only
from forum.texts import pick
from sessions import board, seating, speech_words
from sessions.actions import speeches, subforums, swaps
from sessions.engine.values import Item
from sessions.models import Attendance, Engagement, Speech, SpeechPaper, SpeechSwap
from sessions.speech_forms import AnswerForm, PaperForm, SpeechForm, SwapForm, WishForm
from sessions.views.speeches import as_attachment, handed_in, swapped
from sessions.views.subforums import side_by_side

VERBS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Own:
    """A speech that this account may speak for: whose it is, and how the last release has it."""

    speech: Speech
    delegate: Delegate
    item: Item | None
    published: board.Published | None

    @property
    def time(self) -> Any:
        return self.item.span if self.item else None

    @property
    def around(self) -> Item | None:
        """What it lies in, as released."""
        if self.published is None or self.item is None:
            return None
        return next((one for one in self.published.programme.items if one.id == self.item.parent), None)

    @property
    def title(self) -> str:
        language = get_language() or "en"
        topic = pick(self.speech.topics, language)
        return topic or pick(self.item.titles if self.item else self.speech.engagement.titles, language)


@require_safe
@reads_only
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a delegation wishes, where it sits, and the speeches of its people."""
    delegation = _delegation(request, pk)
    halls = list(seating.subforums_of(delegation.edition))
    known = {hall.pk: hall for hall in halls}
    own = own_speeches(request, delegation)
    context = {
        "delegation": delegation,
        "edition": delegation.edition,
        "halls": halls,
        "wishes": [known[one] for one in seating.wish_of(delegation) if one in known],
        "may_wish": policies.may_register(request.user, delegation),
        "closes": seating.wishes_close(delegation.edition, halls),
        "open": clock.now() <= seating.wishes_close(delegation.edition, halls),
        "speeches": [_shown(one) for one in own],
    }
    return render(request, "portal/sessions/speeches.html", context)


@require_http_methods(VERBS)
def wishes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which sub-forum one would like, in order."""
    delegation = _delegation(request, pk)
    if not policies.may_register(request.user, delegation):
        raise PermissionDenied
    halls = list(seating.subforums_of(delegation.edition))
    form = WishForm(halls, seating.wish_of(delegation), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            subforums.wish(delegation, form.wanted, by=request.user)
        except subforums.WishesClosed:
            words = _("The day for wishes has passed. Please call %(desk)s, %(phone)s: they will gladly help.")
            edition = delegation.edition
            form.add_error(None, words % {"desk": edition.desk, "phone": edition.desk_phone})
        except policies.DelegationWithdrawn:
            form.add_error(None, _("This delegation is withdrawn."))
        else:
            messages.success(request, _("Thank you, your wishes are noted."))
            return redirect("portal:speeches", pk=pk)
    context = {
        "delegation": delegation,
        "edition": delegation.edition,
        "form": form,
        "halls": halls,
        "closes": seating.wishes_close(delegation.edition, halls),
    }
    return render(request, "portal/sessions/wishes.html", context)


@require_http_methods(VERBS)
def speech(request: SignedInRequest, pk: int) -> HttpResponse:
    """One speech: its title and language, its papers, and changing turns."""
    own = _own(request, pk)
    form = SpeechForm(own.speech, request.POST if request.method == "POST" else None, by_the_office=False)
    differing: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            speeches.change(
                own.speech,
                **form.fields_of_speech(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                on_behalf_of=policies.principal_of(own.delegate, request.user),
            )
        except Stale:
            own = _own(request, pk)
            differing = side_by_side(form, SpeechForm(own.speech, by_the_office=False))
            retype(form, seen=own.speech.version)
        else:
            messages.success(request, _("Saved."))
            return redirect("portal:speech", pk=pk)
    return _page(request, own, form=form, differing=differing)


@require_http_methods(VERBS)
def hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in a text or slides, as a file or as words."""
    own = _own(request, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperForm(own.speech, *sent)
    whose = policies.principal_of(own.delegate, request.user)
    if form.is_valid() and handed_in(form, own.speech, by=request.user, on_behalf_of=whose):
        messages.success(request, _("Thank you, it is here. The protocol office passes it to the booths."))
        return redirect("portal:speech", pk=pk)
    return render(request, "portal/sessions/hand_in.html", _facts(own) | {"form": form})


@require_safe
@reads_only
def paper(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own paper, as it was sent."""
    rows = SpeechPaper.objects.held_by(request.user).select_related("document")
    return as_attachment(get_object_or_404(rows, pk=pk))


@require_http_methods(VERBS)
def ask_swap(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask another speaker of the same sub-forum to change turns."""
    own = _own(request, pk)
    others = _others(own)
    form = SwapForm([(pk, words) for pk, words, _speech in others], request.POST if request.method == "POST" else None)
    if form.is_valid():
        other = next(one for key, _words, one in others if key == form.cleaned_data["other"])
        whose = policies.principal_of(own.delegate, request.user)
        try:
            _refuse_unreleased(own, other)
            swaps.ask(own.speech, other, note=form.cleaned_data["note"], by=request.user, on_behalf_of=whose)
        except swaps.NotSwappable:
            form.add_error(None, _("Only two speeches with a time, in the same sub-forum, can change turns."))
        except swaps.TurnsChanged:
            words = _("The programme is being changed just now. Please ask %(desk)s, %(phone)s.")
            edition = own.delegate.delegation.edition
            form.add_error(None, words % {"desk": edition.desk, "phone": edition.desk_phone})
        else:
            messages.success(request, _("The other speaker is asked. The turns change when both agree."))
            return redirect("portal:speech", pk=pk)
    return render(request, "portal/sessions/swap.html", _facts(own) | {"form": form, "others": others})


@require_http_methods(VERBS)
def answer_swap(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to change turns, or rather not."""
    swap = get_object_or_404(SpeechSwap.objects.filter(other__in=_spoken_for(request)).with_speeches().scoped(), pk=pk)
    own = _own(request, swap.other.engagement_id)
    request.edition = own.delegate.delegation.edition  # type: ignore[attr-defined]  # what the words of a clash ask for
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        whose = policies.principal_of(own.delegate, request.user)
        act = swaps.agree if form.cleaned_data["answer"] == "agree" else swaps.decline
        if swapped(request, lambda: act(swap, by=request.user, on_behalf_of=whose), form):
            messages.success(request, _("Thank you. The protocol office is told."))
            return redirect("portal:speech", pk=own.speech.engagement_id)
    return render(request, "portal/sessions/swap_answer.html", _facts(own) | {"form": form, "swap": swap})


# --- whose speeches, and what of them is known


def own_speeches(request: SignedInRequest, delegation: Delegation) -> list[Own]:
    """The speeches of a delegation that this account may speak for, as the last release has them, then by title."""
    published = board.announced(delegation.edition)
    found = [_as_known(part, published) for part in _parts(request).filter(delegate__delegation=delegation)]
    return sorted((one for one in found if one), key=lambda one: (one.time is None, one.time and one.time.start))


def _own(request: SignedInRequest, pk: int) -> Own:
    """404 for a speech of somebody else, and for one that is neither released nor asked for."""
    part = get_object_or_404(_parts(request), engagement=pk)
    own = _as_known(part, board.announced(part.engagement.edition))
    if own is None:
        raise Http404
    return own


def _parts(request: SignedInRequest) -> Any:
    held = Delegate.objects.held_by(request.user, Power.REGISTER)
    rows = Attendance.objects.filter(part=Attendance.Part.SPEAKER, delegate__in=held, engagement__kind="speech")
    rows = (
        rows.filter(engagement__speech__isnull=False)
        .scoped()
        .select_related(
            "engagement__speech", "engagement__edition__city", "delegate__person", "delegate__delegation__city"
        )
    )
    return rows.select_related("delegate__delegation__edition__city").order_by("engagement_id", "pk")


def _as_known(part: Attendance, published: board.Published | None) -> Own | None:
    items = published.programme.items_as_held() if published else ()
    item = next((one for one in items if one.id == part.engagement_id and part.delegate_id in one.people()), None)
    speech = part.engagement.speech
    speech.engagement = part.engagement
    return Own(speech, part.delegate, item, published) if item or speech.asked_at else None


def _spoken_for(request: SignedInRequest) -> Any:
    return Speech.objects.filter(engagement__in=_parts(request).values("engagement"))


def _others(own: Own) -> list[tuple[int, str, Speech]]:
    """The other speeches of the same item, as released: the key, the hour with who speaks, and the row."""
    if own.published is None or own.item is None or own.item.parent is None:
        return []
    items = [
        one
        for one in own.published.programme.items_as_held()
        if one.parent == own.item.parent and one.kind == "speech" and one.id != own.item.id and one.span
        if one.audience in {"public", "delegates"} and not one.cancelled
    ]
    rows = {row.engagement_id: row for row in Speech.objects.filter(engagement__in=[one.id for one in items])}
    language, zone = get_language() or "en", own.published.programme.zone
    return [
        (rows[one.id].pk, f"{clock.hour_text(zone, one.span.start)} {pick(one.titles, language)}", rows[one.id])
        for one in sorted(items, key=lambda one: (one.span and one.span.start, one.id))
        if one.id in rows and one.span
    ]


def _refuse_unreleased(own: Own, other: Speech) -> None:
    """What is asked names both turns: while the draft has other ones than the release, nobody may read them from it.

    Raises TurnsChanged.
    """
    released = {one.id: one.span for one in own.published.programme.items} if own.published else {}
    for row in (own.speech.engagement, Engagement.objects.filter(pk=other.engagement_id).scoped().get()):
        span = released.get(row.pk)
        if span is None or (span.start, span.end) != (row.starts_at, row.ends_at):
            raise swaps.TurnsChanged


def _page(request: SignedInRequest, own: Own, **more: Any) -> HttpResponse:
    papers = SpeechPaper.objects.filter(speech=own.speech).scoped().newest_first().select_related("document")
    asked = SpeechSwap.objects.filter(other=own.speech).waiting().scoped().with_speeches()
    mine = SpeechSwap.objects.filter(one=own.speech).scoped().with_speeches().order_by("-asked_at")[:5]
    context = {
        "form": SpeechForm(own.speech, by_the_office=False),
        "papers": [(paper, *speech_words.paper_words(paper)) for paper in papers],
        "asked": asked,
        "mine": mine,
        "may_swap": bool(_others(own)),
        **more,
    }
    status = 409 if more.get("differing") else 200
    return render(request, "portal/sessions/speech.html", _facts(own) | context, status=status)


def _facts(own: Own) -> dict[str, Any]:
    delegation = own.delegate.delegation
    language = get_language() or "en"
    return {
        "own": own,
        "speech": own.speech,
        "delegate": own.delegate,
        "delegation": delegation,
        "edition": delegation.edition,
        "within": pick(own.around.titles, language) if own.around else "",
        "due": own.speech.text_due_at,
        "late": own.speech.text_due_at is not None and clock.now() > own.speech.text_due_at,
    }


def _shown(own: Own) -> dict[str, Any]:
    papers = SpeechPaper.objects.filter(speech=own.speech, kind=SpeechPaper.Kind.TEXT).scoped()
    words, kind = speech_words.paper_words(papers.order_by("-number").first())
    waiting = SpeechSwap.objects.filter(other=own.speech).waiting().scoped()
    return _facts(own) | {"text": words, "text_kind": kind, "swaps": list(waiting)}


def _delegation(request: SignedInRequest, pk: int) -> Delegation:
    rows = Delegation.objects.held_by(request.user).select_related("edition__city", "city")
    found: Delegation = get_object_or_404(rows, pk=pk)
    return found
