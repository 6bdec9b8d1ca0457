"""The organizers' pages of speeches: turns and times, texts and slides, papers for the chair, swaps."""

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import orders
from delegations.actions.stale import Stale
from forum import clock, documents
from forum.fields import retype
from forum.gates import OrganizerRequest
from forum.models import Edition
from forum.reading import reads_only
from sessions import speakers, speech_sheets, speech_words
from sessions.actions import speech_papers, speeches, swaps
from sessions.engine import files
from sessions.models import Speech, SpeechPaper
from sessions.speech_forms import PairForm, PaperForm, SpeechForm, StatusForm, TurnForm
from sessions.views.scene import clashes_in_words, people_in, telling_of
from sessions.views.subforums import listed_row, side_by_side

VERBS = ["GET", "HEAD", "POST"]


@require_http_methods(VERBS)
def speech(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One speech: what it is, who interprets, its turn, its papers."""
    row = _speech(request.edition, pk)
    form = SpeechForm(row, request.POST or None, by_the_office=True)
    differing: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            speeches.change(row, **form.fields_of_speech(), seen=form.cleaned_data["seen"], by=request.user)
        except Stale:
            row = _speech(request.edition, pk)
            differing = side_by_side(form, SpeechForm(row, by_the_office=True))
            retype(form, seen=row.version)
        else:
            messages.success(request, _("Saved."))
            return redirect("organizer:speech", edition=request.edition.slug, pk=pk)
    return _page(request, row, form=form, differing=differing)


@require_POST
def turn(request: OrganizerRequest, pk: int) -> HttpResponse:
    """A turn by hand, or back to the order."""
    row = _speech(request.edition, pk)
    form = TurnForm(request.POST)
    if not form.is_valid():
        return _page(request, row, turn_form=form)
    speeches.put_by_hand(row, place=form.cleaned_data["place"], reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("organizer:speech", edition=request.edition.slug, pk=pk)


@require_POST
def hand_in(request: OrganizerRequest, pk: int) -> HttpResponse:
    """A text that came by another way, such as e-mail."""
    row = _speech(request.edition, pk)
    form = PaperForm(row, request.POST, request.FILES)
    if form.is_valid() and handed_in(form, row, by=request.user):
        messages.success(request, _("It is kept."))
        return redirect("organizer:speech", edition=request.edition.slug, pk=pk)
    return _page(request, row, paper_form=form)


def handed_in(form: PaperForm, row: Speech, *, by: Any, on_behalf_of: str = "") -> bool:
    """Keep what was sent; what stands against it becomes a sentence on the form."""
    typed = form.cleaned_data
    sent, about = typed["file"], {"kind": typed["kind"], "language": typed["language"]}
    try:
        if sent is None:
            content, name = typed["words"].encode(), "text.txt"
        elif sent.size > files.MOST_BYTES:  # its size is known before a byte is read
            raise files.Refused("large")
        else:
            content, name = sent.read(), sent.name
        speech_papers.hand_in(row, content, name=name, **about, by=by, on_behalf_of=on_behalf_of)
    except files.Refused as refused:
        form.add_error("file" if sent is not None else "words", speech_words.refusal(refused))
        return False
    return True


@require_POST
def status(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Give a paper to the booths, tick it as checked, or return it with a reason."""
    rows = SpeechPaper.objects.within(request.edition).select_related("speech")
    paper = get_object_or_404(rows, pk=pk)
    form = StatusForm(request.POST)
    if form.is_valid():
        try:
            speech_papers.move(paper, form.cleaned_data["to"], reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Saved."))
        except speech_papers.WrongMoment as other:
            facts = {"status": other.paper.get_status_display()}
            messages.error(request, _("It stands as “%(status)s” meanwhile; look at it once more.") % facts)
    else:
        for sentence in (sentence for errors in form.errors.values() for sentence in errors):
            messages.error(request, str(sentence))
    return redirect("organizer:speech", edition=request.edition.slug, pk=paper.speech.engagement_id)


@require_safe
@reads_only
def paper_file(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One paper as it was sent; programme officers only."""
    rows = SpeechPaper.objects.within(request.edition).select_related("document")
    return as_attachment(get_object_or_404(rows, pk=pk))


def as_attachment(paper: SpeechPaper) -> HttpResponse:
    """A file to keep, never to be opened in the page; 404 when it is gone or damaged."""
    if paper.document is None:
        raise Http404
    try:
        content = documents.content_of(paper.document)
    except documents.DocumentDamaged as damaged:
        raise Http404 from damaged
    return _download(content, paper.document.media_type, paper.document.name)


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)


@require_safe
@reads_only
def booth_pack(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The newest text and slides of every speech in one archive, numbered in the order of speaking."""
    one = speakers.one_listed(listed_row(request.edition, pk))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for line in one.lines:
            city = line.delegate.delegation.city.key if line.delegate else "speech"
            for paper in (line.text, line.slides):
                if paper and paper.document and paper.status != SpeechPaper.Status.RETURNED:
                    try:
                        content = documents.content_of(paper.document)
                    except documents.DocumentDamaged:
                        continue  # the others are needed all the same; the page says which is missing
                    language = f"-{paper.language}" if paper.language else ""
                    name = f"{line.number:02d}-{city}-{paper.kind}-{paper.number}{language}-{paper.document.name}"
                    archive.writestr(name, content)
    return _download(held.getvalue(), "application/zip", f"{one.row.key or one.row.pk}-booths.zip")


# --- times


@require_http_methods(VERBS)
def lay_out(request: OrganizerRequest, pk: int) -> HttpResponse:
    """When each would speak, shown first; then done in one go."""
    row = listed_row(request.edition, pk)
    if request.method == "POST":
        try:
            placed, waiting = speeches.lay_out(row, seal=request.POST.get("seal", ""), by=request.user)
        except speeches.OtherOrder:
            messages.error(request, _("Something has changed meanwhile. These are the times as they would be now."))
            return redirect("organizer:lay_out", edition=request.edition.slug, pk=pk)
        except speeches.NotPlaced:
            messages.error(request, _("Give the sub-forum itself a time first."))
        else:
            words = _("%(placed)d speeches have their time; %(waiting)d wait in the tray.")
            messages.success(request, words % {"placed": placed, "waiting": waiting})
        return redirect("organizer:subforum", edition=request.edition.slug, pk=pk)
    one = speakers.listed(row, orders.places(request.edition))
    lines = {line.row.pk: line for line in one.lines}
    slots = [(slot, lines[slot.id]) for slot in one.slots]
    return render(request, "organizer/sessions/lay_out.html", {"row": row, "one": one, "slots": slots})


# --- on paper


@require_safe
@reads_only
def order_pdf(request: OrganizerRequest, pk: int) -> HttpResponse:
    return _pdf(request, pk, "speakers", speech_sheets.order_sheet)


@require_safe
@reads_only
def script_pdf(request: OrganizerRequest, pk: int) -> HttpResponse:
    return _pdf(request, pk, "script", speech_sheets.chair_script)


@require_safe
@reads_only
def cards_pdf(request: OrganizerRequest, pk: int) -> HttpResponse:
    return _pdf(request, pk, "time-cards", speech_sheets.time_cards)


def _pdf(request: OrganizerRequest, pk: int, name: str, make: Any) -> HttpResponse:
    one = speakers.listed(listed_row(request.edition, pk), orders.places(request.edition))
    language = get_language() or "en"
    response = HttpResponse(make(one, request.edition, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{pk}-{language}.pdf"'
    return response


# --- swaps


@require_http_methods(VERBS)
def swap(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The office notes that two speakers have agreed to change turns."""
    row = listed_row(request.edition, pk)
    one = speakers.listed(row, orders.places(request.edition))
    choices = [(line.speech.pk, _in_turn(line, request.edition)) for line in one.lines if line.row.starts_at]
    form = PairForm(choices, request.POST if request.method == "POST" else None)
    if form.is_valid():
        known = {line.speech.pk: line.speech for line in one.lines}
        typed = form.cleaned_data
        if swapped(
            request,
            lambda: swaps.both_agreed(known[typed["one"]], known[typed["other"]], note=typed["note"], by=request.user),
            form,
        ):
            messages.success(request, _("The two have changed turns in the draft; the next release tells everybody."))
            return redirect("organizer:subforum", edition=request.edition.slug, pk=pk)
    back = reverse("organizer:subforum", args=[request.edition.slug, pk])
    context = {"form": form, "heading": _("Two speakers change turns"), "back": back, "back_words": str(row)}
    return render(request, "organizer/sessions/speech_form.html", context)


def swapped(request: Any, act: Any, form: Any) -> bool:
    """Do it; what stands against it becomes a sentence on the form."""
    try:
        act()
    except swaps.SwapForbidden as forbidden:
        edition = request.edition
        telling = telling_of(edition, people_in(edition, forbidden.found))
        found = clashes_in_words(forbidden.found, forbidden.checked, [], edition.slug, telling)
        form.add_error(None, _("A rule forbids it: %(rules)s") % {"rules": " ".join(one.sentence for one in found)})
    except swaps.TurnsChanged:
        form.add_error(None, _("One of the two turns has been moved meanwhile; nothing was changed."))
    except swaps.NotSwappable:
        form.add_error(None, _("Only two speeches with a time, in the same sub-forum, can change turns."))
    except swaps.AlreadyAnswered:
        form.add_error(None, _("This has been answered meanwhile."))
    else:
        return True
    return False


def _in_turn(line: speakers.Line, edition: Edition) -> str:
    assert line.row.starts_at is not None, "only placed speeches are offered"
    return f"{clock.hour_text(edition.zone, line.row.starts_at)} {line.row}"


def _page(request: OrganizerRequest, row: Speech, **more: Any) -> HttpResponse:
    edition, language = request.edition, get_language() or "en"
    around = row.engagement.parent
    lines = speakers.one_listed(around).lines if around else ()
    line = next((line for line in lines if line.row.pk == row.engagement_id), None)
    papers = SpeechPaper.objects.filter(speech=row).scoped().newest_first().select_related("document", "sent_by")
    context = {
        "speech": row,
        "row": row.engagement,
        "line": line,
        "why": speech_words.turn_words(line, edition, language) if line else "",
        "papers": [(paper, *speech_words.paper_words(paper), _moves(paper)) for paper in papers],
        "form": SpeechForm(row, by_the_office=True),
        "turn_form": TurnForm(initial={"place": row.hand_place, "reason": row.hand_reason}),
        "paper_form": PaperForm(row),
        **more,
    }
    status_code = 409 if more.get("differing") else 200
    return render(request, "organizer/sessions/speech.html", context, status=status_code)


def _moves(paper: SpeechPaper) -> list[tuple[str, str]]:
    to = SpeechPaper.MOVES[SpeechPaper.Status(paper.status)]
    return [(value, str(label)) for value, label in SpeechPaper.Status.choices if value in to and value != "returned"]


def _speech(edition: Edition, pk: int) -> Speech:
    rows = Speech.objects.filter(engagement__edition=edition, engagement__kind="speech")
    rows = rows.select_related("engagement__edition__city", "engagement__parent__edition", "engagement__room")
    return get_object_or_404(rows, engagement=pk)
