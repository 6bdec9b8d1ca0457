from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import letter_pages, notices, policies
from delegations.actions import chasers, inviting
from delegations.forms.inviting import AddForm, DaysForm, EnclosureForm, papers_of
from delegations.models import Enclosure, Invitation
from delegations.models.answers import Answer
from delegations.models.invitation import by_day
from forum import clock, documents
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.reading import reads_only
from forum.roles import Permission

FORM_VERBS = ["GET", "HEAD", "POST"]
UNANSWERED = "none"  # the filter for letters that wait for an answer
KINDS = {Answer.YES: "good", Answer.REPRESENTED: "good", Answer.NO: "off", Answer.PENDING: "wait"}


@require_safe
@reads_only
def invitations(request: OrganizerRequest) -> HttpResponse:
    """Whom to invite: every city with its letter, and what it answered; in choices and waves, with their counts."""
    rows = Invitation.objects.within(request.edition).with_addressee().with_latest_answer()
    # Whoever has withdrawn before the letter went out is not invited.
    rows = rows.exclude(delegation__withdrawn_at__isnull=False, state=Invitation.State.DRAFT)
    rows = rows.prefetch_related("office__tenures__person")
    found = list(rows.order_by("tier", "delegation__city__country", "delegation__city__key", "pk"))
    present = [one for one in found if one.state != Invitation.State.WITHDRAWN]
    wanted = Wanted.from_query(request.GET)
    shown = [one for one in (found if wanted.state else present) if wanted.fits(one)]
    context = {
        "rows": [_row(one) for one in shown],
        "any": bool(found),
        "tiers": _counts(present, lambda one: one.tier),
        "waves": [(day, by_day(day), counts) for day, counts in _counts(present, lambda one: one.wave)],
        "suggestions": _suggestions(present),
        "wanted": wanted,
        "states": Invitation.State.choices,
        "answers": [*Answer.choices, (UNANSWERED, _("no answer yet"))],
        "may_invite": may_invite(request),
    }
    return render(request, "organizer/delegations/invitations.html", context)


def may_invite(request: OrganizerRequest) -> bool:
    return request.user.may(Permission.INVITE, request.edition)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to. What makes no sense narrows nothing."""

    tier: int = 0
    wave: str = ""
    state: str = ""
    answer: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "Wanted":
        state, answer = query.get("state", ""), query.get("answer", "")
        return cls(
            tier=as_key(query.get("tier", "")),
            wave=query.get("wave", ""),
            state=state if state in Invitation.State.values else "",
            answer=answer if answer in {*Answer.values, UNANSWERED} else "",
        )

    def fits(self, one: Any) -> bool:
        answers = {"": True, UNANSWERED: bool(one.number) and not one.latest_answer}
        return (
            (not self.tier or one.tier == self.tier)
            and (not self.wave or by_day(one.wave) == self.wave)
            and (not self.state or one.state == self.state)
            and answers.get(self.answer, one.latest_answer == self.answer)
        )


@dataclass(slots=True)
class Counts:
    """How a choice or a wave stands."""

    letters: int = 0
    sent: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def coming(self) -> int:
        return self.answers[Answer.YES] + self.answers[Answer.REPRESENTED]

    @property
    def declined(self) -> int:
        return self.answers[Answer.NO]

    @property
    def drafts(self) -> int:
        return self.letters - self.sent

    @property
    def waiting(self) -> int:
        return self.sent - self.coming - self.declined


def _counts(present: Iterable[Any], group: Any) -> list[tuple[Any, Counts]]:
    found: dict[Any, Counts] = {}
    for one in present:
        counts = found.setdefault(group(one), Counts())
        counts.letters += 1
        counts.sent += bool(one.number)
        counts.answers[one.latest_answer or ""] += 1
    return sorted(
        found.items(), key=lambda pair: (pair[0] is None, pair[0] or date.min if pair[0] is None else pair[0])
    )


def _suggestions(present: list[Any]) -> list[tuple[Any, Any]]:
    """For each place of the first choice that came free, the next reserve. Only told: moving up is somebody's word."""
    followed = {one.follows_id for one in present} | {one.moved_up_for_id for one in present}
    free = [one for one in present if one.tier == 1 and one.latest_answer == Answer.NO and one.pk not in followed]
    drafts = [one for one in present if one.tier > 1 and one.state == Invitation.State.DRAFT]
    reserves = sorted(drafts, key=lambda one: (one.tier, one.wave or date.max, one.delegation.city.key))
    return list(zip(free, reserves, strict=False))


def _row(invitation: Any) -> dict[str, object]:
    # Once sent, a letter is his to whom it went, also after a change in office.
    addressee = invitation.addressee if invitation.number else letter_pages.addressee_now(invitation, "en")
    languages = [letter_pages.language_of(invitation), letter_pages.second_language_of(invitation)]
    return {
        "invitation": invitation,
        "addressee": addressee,
        "languages": [tag for tag in languages if tag],
        "answer": dict(Answer.choices).get(invitation.latest_answer, ""),
        "kind": KINDS.get(invitation.latest_answer, "wait"),
        "is_peer": policies.is_peer(invitation.signed_by, invitation.office),
    }


@require_http_methods(FORM_VERBS)
def add(request: OrganizerRequest) -> HttpResponse:
    """Put a city and an office of it on the list of invitations."""
    form = AddForm(request.POST or None, edition=request.edition)
    if form.is_valid():
        data = form.cleaned_data
        terms = {name: data[name] for name in ("tier", "wave", "language", "contact_email")}
        try:
            made = inviting.add(request.edition, form.chosen, **terms, by=request.user)
        except inviting.AlreadyInvited as known:
            form.add_error("office", _("%(office)s is on the list already.") % {"office": known.invitation.office})
        else:
            messages.success(request, _("%(city)s is on the list, with a draft.") % {"city": made.delegation.city})
            return redirect("organizer:invitation_edit", edition=request.edition.slug, pk=made.pk)
    context = {"form": form, "may_invite": may_invite(request)}
    return render(request, "organizer/delegations/invitation_add.html", context)


@require_safe
@reads_only
def wave(request: OrganizerRequest, day: str) -> HttpResponse:
    """What would go to whom if the drafts of this wave were sent now, and who has no address."""
    planned = _day(day)
    letters = notices.letters_to_write().filter(edition=request.edition, wave=planned, state=Invitation.State.DRAFT)
    rows = [_row_to_send(one) for one in letters.with_latest_answer().order_by("tier", "delegation__city__key")]
    context = {
        "day": planned,
        "rows": rows,
        "silent": [row for row in rows if not row["address"]],
        "slights": [row for row in rows if not row["is_peer"]],
        "may_invite": may_invite(request),
    }
    return render(request, "organizer/delegations/invitation_wave.html", context)


def _row_to_send(invitation: Invitation) -> dict[str, object]:
    enclosures = letter_pages.enclosed(invitation)
    return {**_row(invitation), "address": invitation.mail_address, "enclosures": enclosures}


def _day(day: str) -> date | None:
    try:
        return None if day == by_day(None) else date.fromisoformat(day)
    except ValueError as wrong:
        raise Http404 from wrong


@require_POST
def move_up(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Move a reserve up into the place of a city that declined."""
    reserve = _letter(request, pk)
    place = _letter(request, as_key(request.POST.get("place", "")))
    try:
        inviting.move_up(reserve, place=place, by=request.user)
        words = _("%(city)s is of the first choice now; its letter is still a draft.")
        messages.success(request, words % {"city": reserve.delegation.city})
    except (inviting.PlaceTaken, inviting.NotADraft):
        messages.warning(request, _("Nothing was moved: the place was taken meanwhile, or the letter was sent."))
    return redirect("organizer:invitations", edition=request.edition.slug)


@require_http_methods(FORM_VERBS)
def enclosures(request: OrganizerRequest) -> HttpResponse:
    """The papers that go with the letters, and a form for another."""
    form = EnclosureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        paper = form.cleaned_data["paper"]
        kept = inviting.enclose(
            request.edition,
            paper.read(),
            name=paper.name[-200:],
            media_type=form.media_type,
            titles=form.titles,
            by=request.user,
        )
        messages.success(request, _("“%(paper)s” goes with every draft now.") % {"paper": kept})
        return redirect("organizer:enclosures", edition=request.edition.slug)
    context = {"form": form, "papers": papers_of(request.edition), "may_invite": may_invite(request)}
    return render(request, "organizer/delegations/enclosures.html", context)


@require_safe
@reads_only
def enclosure(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The file of an enclosure."""
    paper = get_object_or_404(Enclosure.objects.within(request.edition).select_related("document"), pk=pk)
    response = HttpResponse(documents.content_of(paper.document), content_type=paper.document.media_type)
    # Only a PDF of ours opens in the browser; what an office program wrote is saved.
    how = "inline" if paper.document.media_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="enclosure-{paper.pk}"'
    return response


@require_safe
@reads_only
def reminders(request: OrganizerRequest) -> HttpResponse:
    """Whose answer is awaited, who is reminded when, and who is held back."""
    chases = chasers.ahead(request.edition)
    context = {"chases": chases, "days": request.edition.chase_days, "may_invite": may_invite(request)}
    return render(request, "organizer/delegations/reminders.html", context | {"now": clock.now()})


@require_http_methods(FORM_VERBS)
def reminder_days(request: OrganizerRequest) -> HttpResponse:
    """How many days before the day for answers cities are reminded; none is an answer too."""
    form = DaysForm(request.POST if request.method == "POST" else None, initial={"days": request.edition.chase_days})
    if form.is_valid():
        chasers.set_days(request.edition, form.cleaned_data["days"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("organizer:reminders", edition=request.edition.slug)
    return render(
        request, "organizer/delegations/reminder_days.html", {"form": form, "may_invite": may_invite(request)}
    )


def _letter(request: OrganizerRequest, pk: int) -> Invitation:
    found: Invitation = get_object_or_404(notices.letters_on_file().filter(edition=request.edition), pk=pk)
    return found
