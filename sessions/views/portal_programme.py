"""The whole programme for those who come: what is for all delegates, and for one's own delegation."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from delegations.models import Delegation
from delegations.models.answers import Answer
from forum.gates import SignedInRequest
from forum.reading import reads_only
from sessions import board
from sessions.engine.itinerary import Guide
from sessions.listing import GUESTS, STRANGERS, days_of, items_for


@require_safe
@reads_only
def choose(request: SignedInRequest) -> HttpResponse:
    """Straight to the programme for whoever has one delegation; else the choice of them."""
    rows = Delegation.objects.held_by(request.user).select_related("city", "edition")
    found = list(rows.order_by("edition__starts_on", "city__key"))
    if len(found) == 1:
        return redirect("portal:programme", pk=found[0].pk)
    return render(request, "portal/sessions/programmes.html", {"delegations": found})


@require_safe
@reads_only
def programme(request: SignedInRequest, pk: int) -> HttpResponse:
    """The latest release as this delegation may see it; whoever does not come sees what strangers see."""
    rows = Delegation.objects.held_by(request.user).select_related("city", "edition__city")
    delegation: Delegation = get_object_or_404(rows, pk=pk)
    of, language = board.announced(delegation.edition), get_language() or "en"
    stays_away = delegation.withdrawn_at or delegation.answer == Answer.NO
    context: dict[str, Any] = {"delegation": delegation, "edition": delegation.edition, "released": of}
    if of:
        items = items_for(of.programme, *((STRANGERS,) if stays_away else (GUESTS, delegation.pk)))
        context |= {"days": days_of(of, language, items), "mine": _own_items(of, delegation, request)}
    return render(request, "portal/sessions/programme.html", context)


def _own_items(of: board.Published, delegation: Delegation, request: SignedInRequest) -> frozenset[int]:
    """The items in which the reader himself has a part."""
    own = set(delegation.delegates.filter(user=request.user).values_list("pk", flat=True))
    guide = Guide.to(of.programme)
    return frozenset(item for pk in own for item in guide.by_delegate.get(pk, {}))
