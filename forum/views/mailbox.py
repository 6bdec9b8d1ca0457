from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum import mailbox as box

# Only what a reader shows in its own window is opened there; everything else is saved.
SHOWN = {"application/pdf", "image/png", "image/jpeg"}


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail as it went out, the newest first."""
    wanted = request.GET.get("to", "").strip()
    mails = [mail for mail in box.newest() if wanted.lower() in mail.to.lower()]
    return render(request, "public/forum/mailbox.html", {"mails": mails, "wanted": wanted})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    found = _mail(name)
    return render(request, "public/forum/mail.html", {"mail": found})


@require_safe
def html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part in a frame of its own, where nothing can run and only its own styles apply."""
    response = HttpResponse(_mail(name).html)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_safe
def attachment(request: HttpRequest, name: str, place: int) -> HttpResponse:
    parts = _mail(name).attachments
    if place >= len(parts):
        raise Http404
    part = parts[place]
    kind = part.get_content_type()
    response = HttpResponse(part.get_payload(decode=True), content_type=kind)
    way = "inline" if kind in SHOWN else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{part.get_filename("file")}"'
    return response


def _mail(name: str) -> box.Kept:
    found = box.read(name)
    if found is None:
        raise Http404
    return found
