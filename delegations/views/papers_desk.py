"""The organizers' pages for passports and visas: masked in every list, opened one by one for a stated purpose."""

import io
import zipfile
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegations import absence_words, papers, policies, states, visa_pages
from delegations.actions import visas
from delegations.actions.stale import Stale
from delegations.forms.papers import PostForm, PurposeForm, as_fields
from delegations.models import Delegate, Portrait, TravelDocument, VisaLetter, VisaPost
from delegations.views.both import both
from delegations.views.papers import as_picture
from forum import ledger, vault
from forum.fields import as_key
from forum.gates import OrganizerRequest
from forum.models import Purpose, VaultRead
from forum.reading import reads_only
from forum.roles import Permission

FORM_VERBS = ["GET", "HEAD", "POST"]
STATES = ("missing", "doubtful", "complete")


@require_safe
@reads_only
def papers_list(request: OrganizerRequest) -> HttpResponse:
    """Everybody's papers: what is missing, what is doubtful, whose letter is made."""
    rows = [_row(one) for one in _guests(request).awaited()]
    counts = {state: sum(row["papers"].document == state for row in rows) for state in STATES}
    asked = request.GET.get("state", "")
    context = {
        "rows": [row for row in rows if _is_asked(row["papers"], asked)],
        "everybody": len(rows),
        "counts": counts,
        "ready": sum(row["papers"].is_ready for row in rows),
        "asked": asked,
        "may_open": _may_open(request),
        "closed": vault.is_destroyed(request.edition),
    }
    return render(request, "organizer/delegations/papers.html", context)


def _guests(request: OrganizerRequest) -> Any:
    rows = Delegate.objects.within(request.edition).filter(delegation__is_host=False)
    rows = papers.with_papers(rows).select_related("delegation__city").prefetch_related("visa_letters__edition")
    return rows.order_by("delegation__city__country", "delegation__city__key", "position", "pk")


def _row(delegate: Delegate) -> dict[str, Any]:
    return {"delegate": delegate, "papers": papers.of(delegate, delegate.visa_letters.all())}


def _is_asked(found: papers.Papers, asked: str) -> bool:
    return found.is_ready if asked == "ready" else found.document == asked if asked in STATES else True


def _may_open(request: OrganizerRequest) -> bool:
    return request.user.may(Permission.OPEN_PASSPORTS, request.edition)


@require_http_methods(FORM_VERBS)
def passport(request: OrganizerRequest, pk: int) -> HttpResponse:
    """One person's papers, masked; by POST, for a stated purpose, the passport in clear, once."""
    delegate = get_object_or_404(_guests(request), pk=pk)
    document: TravelDocument | None = getattr(delegate, "travel_document", None)
    form = PurposeForm(request.POST or None)
    context = {
        "delegate": delegate,
        "document": document,
        "papers": papers.of(delegate, delegate.visa_letters.all()),
        "letters": delegate.visa_letters.all(),
        "form": form,
        "may_open": _may_open(request),
        "closed": vault.is_destroyed(request.edition),
    }
    if document and form.is_valid():
        context |= _open(request, document, Purpose(form.cleaned_data["purpose"]))
    about = [ledger.subject_of(row) for row in (document, *delegate.visa_letters.all()) if row]
    context["reads"] = VaultRead.objects.filter(edition=request.edition, row__in=about)[:10]
    return render(request, "organizer/delegations/passport.html", context)


def _open(request: OrganizerRequest, document: TravelDocument, purpose: Purpose) -> dict[str, Any]:
    """The passport in clear as facts of a page, or what stands against it."""
    try:
        with transaction.atomic():
            opened = vault.open_for(request.user, purpose, document)
    except vault.MayNotOpen as refusal:
        raise PermissionDenied from refusal
    except vault.KeyDestroyed:
        return {"closed": True}
    except (vault.SealBroken, vault.RingKeyMissing):
        return {"broken": True}
    except KeyError:
        return {"gone": True}
    return {"opened": _as_facts(document, opened), "purpose": purpose.label}


def _as_facts(document: TravelDocument, opened: dict[str, str]) -> list[tuple[str, str]]:
    reader = get_language() or "en"
    return [
        (_("Family name as in the passport"), opened["family_name"]),
        (_("Given names as in the passport"), opened["given_names"] or "–"),
        (_("Kind of passport"), document.get_kind_display()),
        (_("Passport number"), opened["number"]),
        (_("Issuing state"), _state(opened["issuer"], reader)),
        (_("Nationality"), _state(opened["nationality"], reader)),
        (_("Date of birth"), opened["birth"]),
        (_("Sex as in the passport"), opened["sex"] or _("not stated (X)")),
        (_("Date of issue"), opened["issued_on"] or "–"),
        (_("Date of expiry"), document.expires_on.isoformat()),
    ]


def _state(code: str, reader: str) -> str:
    return f"{states.name_of(code, reader)} ({code})"


@require_safe
@reads_only
def photo(request: OrganizerRequest, pk: int) -> HttpResponse:
    """The photo for the badge."""
    rows = Portrait.objects.within(request.edition).select_related("badge")
    return as_picture(get_object_or_404(rows, delegate=pk).badge)


# --- letters


@require_POST
def letters_make(request: OrganizerRequest) -> HttpResponse:
    """The letters of the chosen people: one file for each post, several files in an archive. Nothing is mailed."""
    chosen = [key for typed in request.POST.getlist("delegate") if (key := as_key(typed))]
    back = redirect("organizer:papers", edition=request.edition.slug)
    if not chosen:
        messages.warning(request, _("Choose at least one person first."))
        return back
    try:
        made = visas.write_letters(chosen, edition=request.edition, write=visa_pages.words_of, by=request.user)
    except policies.DoesNotCome as absent:
        messages.error(request, absence_words.why(absent.delegation))
        return back
    except vault.MayNotOpen as refusal:
        raise PermissionDenied from refusal
    except vault.KeyDestroyed:
        messages.error(request, _("The passports of this forum were destroyed: letters can no longer be made."))
        return back
    except (vault.SealBroken, vault.RingKeyMissing):
        messages.error(request, _("A passport among these cannot be opened: its seal is damaged. Choose fewer."))
        return back
    if not made:
        words = _("None of these has a passport entered, needs a visa and has named an embassy or consulate.")
        messages.warning(request, words)
        return back
    return _as_files(request, made)


def _as_files(request: OrganizerRequest, made: list[tuple[VisaLetter, str]]) -> HttpResponse:
    language = request.edition.host_language
    files: dict[str, bytes] = {}
    for post in {letter.post_id: letter.post for letter, _words in made}.values():
        sheets = [words for letter, words in made if letter.post_id == post.pk]
        title = f"{request.edition.name_in(language)}: {post.name_in(language)}"
        files[f"visa-letters-{post.key}.pdf"] = visa_pages.pdf(sheets, title=title, language=language)
    if len(files) == 1:
        name, content = files.popitem()
        return _download(content, name, "application/pdf")
    return _download(_zipped(files), f"visa-letters-{request.edition.slug}.zip", "application/zip")


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)


@require_safe
@reads_only
def letters(request: OrganizerRequest) -> HttpResponse:
    """The register: which letter went to which post for whom, without a word of a passport."""
    rows = VisaLetter.objects.within(request.edition).select_related("post", "edition").order_by("-number")
    return render(request, "organizer/delegations/visa_letters.html", {"rows": rows})


# --- the list of posts


@require_http_methods(FORM_VERBS)
def posts(request: OrganizerRequest) -> HttpResponse:
    """The embassies and consulates that issue visas for this forum; add one."""
    form = PostForm(request.POST or None)
    if form.is_valid():
        try:
            visas.add_post(request.edition, form.post(), by=request.user)
            messages.success(request, _("On the list."))
            return redirect("organizer:visa_posts", edition=request.edition.slug)
        except visas.AlreadyOnTheList:
            form.add_error("name_en", _("This one is on the list already. Correct that entry instead."))
    rows = VisaPost.objects.within(request.edition).in_order()
    context = {"rows": rows, "form": form, "may_edit": _may_open(request)}
    return render(request, "organizer/delegations/visa_posts.html", context)


@require_http_methods(FORM_VERBS)
def post(request: OrganizerRequest, pk: int) -> HttpResponse:
    """Correct an embassy or consulate on the list."""
    found = get_object_or_404(VisaPost.objects.within(request.edition).select_related("edition"), pk=pk)
    form = PostForm(request.POST or None, initial={**as_fields(found), "seen": found.version})
    more: dict[str, Any] = {}
    if form.is_valid():
        try:
            visas.change_post(found, form.post(found.key), seen=form.cleaned_data["seen"] or 0, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("organizer:visa_posts", edition=request.edition.slug)
        except Stale as other:
            theirs = PostForm(initial=as_fields(cast(VisaPost, other.row)))
            form, more = both(form, other, theirs, lambda data: PostForm(data, initial=form.initial))
    context = {"form": form, "post": found, **more, "may_edit": _may_open(request)}
    return render(request, "organizer/delegations/visa_post.html", context)
