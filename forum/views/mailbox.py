from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
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
def attachment(request: HttpRequest, name: str, place: int) -> HttpResponseBase:
    parts = _mail(name).enclosures
    if place >= len(parts):
        raise Http404
    part = parts[place]
    return FileResponse(
        BytesIO(part.content),
        as_attachment=part.media_type not in SHOWN,
        filename=part.name,
        content_type=part.media_type,
    )


def _mail(name: str) -> box.Kept:
    found = box.read(name)
    if found is None:
        raise Http404
    return found
