"""What has changed in the public programme: on a page, and as a feed."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from forum.fields import as_key
from forum.reading import reads_only
from sessions import board, publications
from sessions.models import Release
from sessions.publications.atom import releases_feed
from sessions.views.narrowing import in_asked_language
from sessions.views.public import find_edition_or_404, find_released_or_404, unless_known

ENTRIES = 10


@require_safe
@reads_only
@in_asked_language
def changes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """From the release that the reader saw to the latest; without one, from the one before the latest."""
    edition, released = find_released_or_404(slug)
    since = as_key(request.GET.get("since", "")) or released.number - 1
    older = Release.objects.within(edition).numbered(since).first() if 0 < since < released.number else None

    def page() -> HttpResponse:
        rows = publications.news(board.Published.of(older), released, get_language() or "en") if older else []
        context = {"edition": edition, "released": released, "older": older, "changes": rows}
        context |= {"numbers": range(released.number - 1, 0, -1)}
        return render(request, "public/sessions/changes.html", context)

    if request.user.is_authenticated:
        return page()
    get_token(request)
    return unless_known(request, edition, released, page, secret=request.META["CSRF_COOKIE"])


@require_safe
@reads_only
@in_asked_language
def feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest releases that changed something for the public. Two queries."""
    edition = find_edition_or_404(slug)
    rows = Release.objects.within(edition).newest_first()[: ENTRIES + 1]
    found = [board.Published.of(row) for row in rows]
    if not found:
        raise Http404
    language = get_language() or "en"
    media = "application/atom+xml; charset=utf-8"
    return unless_known(
        request, edition, found[0], lambda: HttpResponse(releases_feed(edition, found, language), content_type=media)
    )
