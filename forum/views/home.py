from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forum.models import Edition


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody belongs: organizers in the panel, guests in the portal, everybody else at the front page."""
    user = request.user
    if user.is_authenticated and user.is_staff:
        editions = Edition.objects.select_related("city")
        if not user.is_administrator:
            editions = editions.filter(appointments__user=user).distinct()
        found = list(editions[:20])
        if len(found) == 1:
            return redirect("organizer:dashboard", edition=found[0].slug)
        return render(request, "organizer/forum/editions.html", {"editions": found})
    if user.is_authenticated:
        return redirect("portal:home")
    return render(request, "public/forum/home.html", {"editions": Edition.objects.select_related("city")[:20]})
