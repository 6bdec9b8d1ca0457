"""The portal's pages for passport, photo and visa. Nothing that was entered is shown again but in its masked form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from delegations import absence_words, document_words, papers, pictures, policies
from delegations.actions import portraits, travel_documents, visas
from delegations.actions.stale import Stale
from delegations.forms.papers import CropForm, PassportForm, PhotoForm, VisaForm
from delegations.models import Delegate, Portrait, TravelDocument, VisaPost
from forum import documents, vault
from forum.fields import retype
from forum.gates import SignedInRequest
from forum.models import Document
from forum.reading import reads_only

FORM_VERBS = ["GET", "HEAD", "POST"]


@require_safe
@reads_only
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    """One delegate's papers: what is there, masked, and what is missing."""
    delegate = _delegate(request, pk)
    return _page(request, "papers", delegate, papers=papers.of(delegate))


@sensitive_post_parameters()
@require_http_methods(FORM_VERBS)
def passport(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a passport, or another in its place. A form that comes back keeps its words for this one answer."""
    delegate = _delegate(request, pk)
    edition = delegate.delegation.edition
    current: TravelDocument | None = getattr(delegate, "travel_document", None)
    form = PassportForm(
        request.POST or None, edition=edition, initial={"seen": current.version if current else 0}, auto_id="id_%s"
    )
    more: dict[str, Any] = {"form": form, "papers": papers.of(delegate), "closed": vault.is_destroyed(edition)}
    if not more["closed"] and form.is_valid():
        try:
            if _sealed(form, delegate, request):
                messages.success(request, _("The passport is kept, sealed. It is shown masked from now on."))
                return redirect("portal:papers", pk=pk)
        except Delegate.DoesNotExist:
            return _gone(request)
        except vault.KeyDestroyed:
            more["closed"] = True
        except Stale as other:
            more["theirs"] = other.row
            retype(form, seen=other.row.version)  # type: ignore[attr-defined]  # see Stale
    return _page(request, "passport", delegate, **more)


def _sealed(form: PassportForm, delegate: Delegate, request: SignedInRequest) -> bool:
    """Seal it; what stands against it becomes a sentence on the form."""
    try:
        travel_documents.save(
            delegate,
            form.entry(),
            seen=form.cleaned_data["seen"] or 0,
            lines=form.names_in_lines,
            cut=bool(form.passport and form.passport.cut),
            confirmed=form.confirmed,
            notice_language=get_language() or "en",
            by=request.user,
        )
    except travel_documents.Impossible as wrong:
        for field, code in wrong.faults:
            form.add_error(field, document_words.impossible(code))
    except travel_documents.Doubtful as some:
        form.ask_about(some.doubts)
    except policies.DoesNotCome as absent:
        form.add_error(None, absence_words.why(absent.delegation))
    else:
        return True
    return False


@require_http_methods(FORM_VERBS)
def passport_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask first; then delete the passport."""
    delegate = _delegate(request, pk)
    if request.method == "POST":
        travel_documents.delete(delegate, by=request.user)
        messages.success(request, _("The passport is deleted."))
        return redirect("portal:papers", pk=pk)
    return _page(request, "papers_delete", delegate, papers=papers.of(delegate), what="passport")


@require_http_methods(FORM_VERBS)
def photo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in a photo, or another in its place."""
    delegate = _delegate(request, pk)
    current: Portrait | None = getattr(delegate, "portrait", None)
    seen = {"seen": current.version if current else 0}
    form = PhotoForm(request.POST or None, request.FILES or None, initial=seen)
    if form.is_valid():
        try:
            if _handed_in(form, delegate, request):
                messages.success(request, _("The photo is kept. Look at the badge and cut it anew if need be."))
                return redirect("portal:photo", pk=pk)
        except Delegate.DoesNotExist:
            return _gone(request)
        except Stale as other:
            form.add_error("photo", _("Somebody else handed in a photo meanwhile. Choose yours again to replace it."))
            retype(form, seen=other.row.version)  # type: ignore[attr-defined]  # see Stale
            current = Portrait.objects.held_by(request.user).filter(delegate=delegate).first()
    return _photo_page(request, delegate, form, current)


def _handed_in(form: PhotoForm, delegate: Delegate, request: SignedInRequest) -> bool:
    sent = form.cleaned_data["photo"]
    try:
        # Its size is known before a byte is read.
        if sent.size > pictures.MOST_BYTES:
            raise pictures.NotAPortrait("bytes", most=pictures.MOST_BYTES // 1_000_000)
        portraits.hand_in(delegate, sent.read(), seen=form.cleaned_data["seen"] or 0, by=request.user)
    except pictures.NotAPortrait as refusal:
        form.add_error("photo", document_words.picture(refusal))
        return False
    except policies.DoesNotCome as absent:
        form.add_error(None, absence_words.why(absent.delegation))
        return False
    return True


@require_http_methods(["POST"])
def photo_cut(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cut the badge anew from the photo that is there."""
    delegate = _delegate(request, pk)
    form = CropForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose one of each three, please."))
        return redirect("portal:photo", pk=pk)
    asked = {name: form.cleaned_data[name] for name in ("across", "down", "zoom")}
    try:
        portraits.cut(delegate, **asked, seen=form.cleaned_data["seen"] or 0, by=request.user)
        messages.success(request, _("The badge is cut anew."))
    except policies.DoesNotCome as absent:
        messages.error(request, absence_words.why(absent.delegation))
    except (portraits.NoPortrait, Delegate.DoesNotExist):
        messages.warning(request, _("The photo was deleted meanwhile; nothing was changed."))
    except Stale:
        messages.warning(request, _("Somebody else changed the photo meanwhile. Look at it and choose again."))
    except documents.DocumentDamaged:
        messages.error(request, _("The file of the photo is damaged. Please hand it in once more."))
    return redirect("portal:photo", pk=pk)


@require_http_methods(FORM_VERBS)
def photo_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask first; then delete the photo."""
    delegate = _delegate(request, pk)
    if request.method == "POST":
        portraits.delete(delegate, by=request.user)
        messages.success(request, _("The photo is deleted."))
        return redirect("portal:papers", pk=pk)
    return _page(request, "papers_delete", delegate, papers=papers.of(delegate), what="photo")


@require_safe
@reads_only
def photo_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The badge's photo, for whoever may give it."""
    delegate = _delegate(request, pk)
    found = get_object_or_404(Portrait.objects.held_by(request.user).select_related("badge"), delegate=delegate)
    return as_picture(found.badge)


@require_safe
@reads_only
def photo_whole(request: SignedInRequest, pk: int) -> HttpResponse:
    """The photo as it was handed in, from which the badge is cut."""
    delegate = _delegate(request, pk)
    found = get_object_or_404(Portrait.objects.held_by(request.user).select_related("picture"), delegate=delegate)
    return as_picture(found.picture)


def as_picture(document: Document) -> HttpResponse:
    """A photo as an answer that is kept nowhere; 404 when its file is damaged."""
    try:
        content = documents.content_of(document)
    except documents.DocumentDamaged as damaged:
        raise Http404 from damaged
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)


def _photo_page(
    request: SignedInRequest, delegate: Delegate, form: PhotoForm, current: Portrait | None
) -> HttpResponse:
    crop = None
    if current:
        known = {name: getattr(current, name) for name in ("across", "down", "zoom")}
        crop = CropForm(initial=known | {"seen": current.version})
    return _page(request, "photo", delegate, form=form, crop=crop, portrait=current)


@require_http_methods(FORM_VERBS)
def visa(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether a visa is needed, and which embassy or consulate will issue it."""
    delegate = _delegate(request, pk)
    current = getattr(delegate, "visa", None)
    posts = list(VisaPost.objects.within(delegate.delegation.edition).in_order())
    known = {"needed": current.needed, "post": str(current.post_id or ""), "seen": current.version} if current else {}
    form = VisaForm(request.POST or None, initial=known, posts=posts)
    theirs = None
    if form.is_valid():
        said = {"needed": form.cleaned_data["needed"], "post": form.chosen(), "seen": form.cleaned_data["seen"] or 0}
        try:
            visas.say(delegate, **said, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("portal:papers", pk=pk)
        except Delegate.DoesNotExist:
            return _gone(request)
        except policies.DoesNotCome as absent:
            form.add_error(None, absence_words.why(absent.delegation))
        except Stale as other:
            theirs = other.row
            retype(form, seen=other.row.version)  # type: ignore[attr-defined]  # see Stale
    return _page(request, "visa", delegate, form=form, theirs=theirs, posts=posts)


def _page(request: SignedInRequest, name: str, delegate: Delegate, **more: Any) -> HttpResponse:
    context = {"delegate": delegate, "edition": delegate.delegation.edition, **more}
    return render(request, f"portal/delegations/{name}.html", context)


def _gone(request: SignedInRequest) -> HttpResponse:
    # Not a word of what was typed: it would be kept in the session.
    messages.warning(request, _("This person was taken off the list meanwhile; nothing was saved."))
    return redirect("portal:home")


def _delegate(request: SignedInRequest, pk: int) -> Delegate:
    rows = papers.with_papers(Delegate.objects.held_by(request.user)).select_related("delegation__city")
    found: Delegate = get_object_or_404(rows, pk=pk)
    if not policies.may_give_papers(request.user, found):
        raise PermissionDenied
    return found
