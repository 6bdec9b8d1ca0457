from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from delegations import receipt_pages
from delegations.forms.receipts import ReceiptForm
from delegations.models import NominationEntry
from forum import receipts
from forum.receipts import Finding


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Hand in a receipt and hear whether it is valid. Nothing of it is kept."""
    sent = request.method == "POST"
    form = ReceiptForm(request.POST if sent else None, request.FILES if sent else None)
    context: dict[str, Any] = {"form": form, "fingerprint": receipts.fingerprint(), "commands": receipt_pages.COMMANDS}
    if form.is_valid():
        context |= _verdict(form.content)
    return render(request, "public/delegations/receipts.html", context | {"site": settings.SITE_URL})


def _verdict(content: bytes) -> dict[str, Any]:
    verdict = receipts.check(content)
    said, finding = verdict.statement, verdict.finding
    if said is None or finding == Finding.UNREADABLE:
        return {"finding": finding}
    if not receipt_pages.holds(said):
        return {"finding": Finding.ALTERED}
    found: dict[str, Any] = {"finding": finding, "signed_with": verdict.fingerprint}
    if finding == Finding.VALID:
        found |= {"told": _told(said), "stands": receipt_pages.stands_in_the_clock(said)}
    return found


def _told(said: dict[str, Any]) -> dict[str, Any]:
    entry = said["entry"]
    return {
        "forum": said.get("forum", ""),
        "sequence": entry["sequence"],
        "city": said.get("city") or entry["city"],
        "what": dict(NominationEntry.What.choices).get(entry["what"], entry["what"]),
        "at": receipt_pages.moment(entry["at"]),
        "lines": receipt_pages.told(entry["what"], said.get("content") or {}),
    }


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public half of the key that signs, as openssl reads it."""
    response = HttpResponse(receipts.public_pem(), content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="receipts.pem"'
    return response
