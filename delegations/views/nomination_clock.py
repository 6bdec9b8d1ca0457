from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from delegations import receipt_pages
from delegations.actions import nominations
from delegations.models import NominationEntry
from forum import receipts
from forum.gates import OrganizerRequest
from forum.reading import reads_only


@require_safe
@reads_only
def clock(request: OrganizerRequest) -> HttpResponse:
    """The nomination clock: every entry in its order, whether the chain is whole, and who notified first."""
    rows = NominationEntry.objects.within(request.edition).in_order().select_related("delegation__city", "edition")
    entries = list(rows)
    firsts = sorted((one for one in entries if one.what == NominationEntry.What.NOTIFIED), key=lambda one: one.at)
    context = {
        "entries": entries,
        "firsts": firsts,
        "broken": nominations.first_broken(request.edition),
        "fingerprint": receipts.fingerprint(),
    }
    return render(request, "organizer/delegations/clock.html", context)


@require_safe
@reads_only
def receipt_pdf(request: OrganizerRequest, sequence: int) -> HttpResponse:
    """The receipt of one entry, on paper."""
    entry = _entry(request, sequence)
    response = HttpResponse(receipt_pages.pdf(entry, get_language() or "en"), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{receipt_pages.file_name(entry)}.pdf"'
    return response


@require_safe
@reads_only
def receipt_json(request: OrganizerRequest, sequence: int) -> HttpResponse:
    """The receipt of one entry, as the file that verifies alone."""
    entry = _entry(request, sequence)
    response = HttpResponse(receipt_pages.file(entry), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{receipt_pages.file_name(entry)}.json"'
    return response


def _entry(request: OrganizerRequest, sequence: int) -> NominationEntry:
    rows = NominationEntry.objects.within(request.edition).select_related("delegation__city", "edition__city")
    found: NominationEntry = get_object_or_404(rows, sequence=sequence)
    return found
