from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import letter_pages, notices, policies
from delegations.actions import invitations as actions
from delegations.actions.permits import NotApprovedYet
from delegations.models import Delegation, Invitation
from delegations.views import whole
from delegations.views.orders import ORDERS, in_chosen_order
from forum import documents, ledger
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.models import Change
from forum.reading import reads_only
from forum.roles import Permission
from forum.typesetting import TooLong


@require_POST
def send(request: OrganizerRequest) -> HttpResponse:
    """Send the chosen letters. Pressed twice, each goes out once."""
    chosen = [pk for typed in request.POST.getlist("invitation") if (pk := as_key(typed))]
    refused: list[actions.CannotBeSet] = []
    try:
        sent = actions.send(chosen, edition=request.edition, by=request.user)
    except actions.SomeCannotBeSet as some:
        sent, refused = some.sent, some.refused
    except NotApprovedYet as early:
        words = _(
            "Nothing was sent: %(body)s has not approved the forum yet. Write the approval into the permit first."
        )
        messages.error(request, words % {"body": early.permit.approving_body})
        return redirect("organizer:invitations", edition=request.edition.slug)
    for one in refused:
        messages.error(request, _too_long(one.invitation, one.pages))
    if not chosen:
        messages.warning(request, _("Choose at least one city first."))
    elif not sent and not refused:
        messages.warning(request, _("These letters have been sent already."))
    _say_sent(request, sent)
    return redirect("organizer:invitations", edition=request.edition.slug)


def _say_sent(request: OrganizerRequest, sent: list[Invitation]) -> None:
    if sent:
        words = ngettext("%(n)d letter is on its way.", "%(n)d letters are on their way.", len(sent)) % {"n": len(sent)}
        messages.success(request, words)
    if silent := [str(one.delegation.city) for one in sent if not one.delegation.contact_email]:
        words = _("There is no address for %(cities)s: these letters are on the call list.")
        messages.warning(request, words % {"cities": ", ".join(silent)})


def _too_long(invitation: Invitation, pages: int) -> str:
    return ngettext(
        "The letter to %(city)s cannot be sent: its text is longer than %(pages)d page even in the smallest type. "
        "Shorten the texts of the forum.",
        "The letter to %(city)s cannot be sent: its text is longer than %(pages)d pages even in the smallest type. "
        "Shorten the texts of the forum.",
        pages,
    ) % {"city": invitation.delegation.city, "pages": pages}


@require_safe
@reads_only
def preview(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One letter as its recipient will see it; the answer code only for those who may send it."""
    invitation, with_code = _letter(request, pk), _sees_code(request)
    context = {
        "invitation": invitation,
        "mail": notices.invitation_text(invitation, with_code=with_code),
        "language": letter_pages.language_of(invitation),
        "second": letter_pages.second_language_of(invitation),
        **_on_paper(invitation, with_code=with_code),
        **_life(invitation),
        "may_invite": with_code,
    }
    return render(request, "organizer/delegations/preview.html", context)


def _life(invitation: Invitation) -> dict[str, object]:
    """What became of the letter: how it went, what was answered, what follows it."""
    replies = list(invitation.replies.select_related("user").order_by("-pk"))
    own = ledger.history_of(invitation)[:20]
    return {
        "replies": replies,
        "dispatches": invitation.dispatches.select_related("by"),
        "followers": invitation.followers.open().select_related("office__city", "edition"),
        "declined": policies.may_invite_deputy(replies[0].answer if replies else None),
        "is_peer": policies.is_peer(invitation.signed_by, invitation.office),
        "enclosures": letter_pages.enclosed(invitation),
        "lately": own,
    }


def _on_paper(invitation: Invitation, *, with_code: bool) -> dict[str, object]:
    """The pages of the letter, and what is wrong with them."""
    try:
        missing = letter_pages.paper(invitation, with_code=with_code)[1]
        pages = len(letter_pages.pictures(invitation, with_code=with_code))
    except TooLong as long:
        return {"too_long": _too_long(invitation, long.pages)}
    return {"pages": range(1, pages + 1), "missing": missing}


def _sees_code(request: OrganizerRequest) -> bool:
    return request.user.may(Permission.INVITE, request.edition)


@require_safe
@reads_only
def paper(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The letter on paper, as PDF: as it was sent, or before that as it would be.

    The paper that was sent bears the answer code: whoever may not see that gets one set without it.
    """
    invitation, with_code = _letter(request, pk), _sees_code(request)
    kept = invitation.document if with_code else None
    try:
        content = documents.content_of(kept) if kept else letter_pages.pdf(invitation, with_code=with_code)
    except TooLong:
        return redirect("organizer:invitation_preview", edition=request.edition.slug, pk=pk)  # it says why
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = "inline"
    return response


@require_safe
@reads_only
def picture(request: OrganizerRequest, pk: int, page: int) -> HttpResponse:
    """One page of the letter as a picture."""
    try:
        pages = letter_pages.pictures(_letter(request, pk), with_code=_sees_code(request))
    except TooLong as long:
        raise Http404 from long
    if not 1 <= page <= len(pages):
        raise Http404
    return HttpResponse(pages[page - 1], content_type="image/png")


def _letter(request: OrganizerRequest, pk: int) -> Invitation:
    found: Invitation = get_object_or_404(notices.letters_on_file().filter(edition=request.edition), pk=pk)
    return found


@require_safe
@reads_only
def delegations(request: OrganizerRequest) -> HttpResponse:
    """Who comes: every delegation with its answer, its people and what is missing; or who has withdrawn."""
    gone = request.GET.get("show") == "withdrawn"
    guests = Delegation.objects.within(request.edition).guests().with_headcount().with_flights_missing()
    found, order = in_chosen_order(guests.select_related("city"), request)
    withdrawn = [row for row in found if row.withdrawn_at]
    rows = withdrawn if gone else [row for row in found if not row.withdrawn_at]
    context = {"rows": rows, "gone": gone, "withdrawn": len(withdrawn), "order": order, "orders": ORDERS}
    return render(request, "organizer/delegations/delegations.html", context)


@require_http_methods(["GET", "HEAD"])
@reads_only
def delegation(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One delegation: its people, their flights, every answer it gave."""
    rows = Delegation.objects.within(request.edition).select_related("city", "edition")
    found = get_object_or_404(rows, pk=pk)
    mandates = list(found.mandates.with_names().order_by("-is_focal_point", "delegate__position", "pk"))
    context = {
        "delegation": found,
        "delegates": found.delegates.in_order().select_related("person").prefetch_related("flights"),
        "invitations": found.invitations.with_addressee().prefetch_related("replies"),
        "mandates": [mandate for mandate in mandates if mandate.is_valid],
    }
    parts = [found, *context["delegates"], *context["invitations"], *mandates]
    parts += [flight for delegate in context["delegates"] for flight in delegate.flights.all()]
    people = whole.with_places(context["delegates"])
    context |= {"delegates": people, "statement": found.statements.newest_first().first()}
    context |= whole.context_of(found, people)
    context["lately"] = _history_of(found, parts)[:10]
    return render(request, "organizer/delegations/delegation.html", context)


def _history_of(delegation: Delegation, parts: list[Model]) -> QuerySet[Change]:
    """What happened to the delegation and its parts, the newest first; also to those that are gone."""
    gone = Change.objects.filter(edition=delegation.edition_id, before__delegation=delegation.pk)
    return ledger.history_of(*parts) | gone
