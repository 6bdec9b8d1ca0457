from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum import vault
from forum.gates import OrganizerRequest
from forum.models import VaultRead
from forum.reading import reads_only

PER_PAGE = 50


@require_safe
@reads_only
def reads(request: OrganizerRequest) -> HttpResponse:
    """Who opened what, when and what for: everybody on the staff may see who looked."""
    rows = VaultRead.objects.filter(edition=request.edition)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    closed = vault.is_destroyed(request.edition)
    return render(request, "organizer/forum/vault.html", {"page": page, "closed": closed})
