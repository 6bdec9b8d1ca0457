import hashlib
from collections.abc import Callable

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from forum.fields import as_key
from forum.models import Edition
from forum.reading import reads_only
from forum.version import version
from sessions import board, publications
from sessions.booklet import programme_book, span_of_days
from sessions.listing import days_of
from sessions.models import Release
from sessions.public_calendar import programme_calendar
from sessions.publications.frab import schedule_xml
from sessions.publications.structured import structured_programme
from sessions.serializers import ProgrammeSerializer, programme_data
from sessions.views.narrowing import Narrowing, in_asked_language


@require_safe
@reads_only
@in_asked_language
def programme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The latest release, day by day, narrowed if asked. Three queries at most, whatever its size."""
    edition, released = find_released(slug)
    language = get_language() or "en"
    context = {"edition": edition, "released": released, "when": span_of_days(edition, language)}
    if released is None:
        return render(request, "public/sessions/not_yet.html", context)

    def page() -> HttpResponse:
        return render(request, "public/sessions/programme.html", context | _shown(request, edition, released))

    if request.user.is_authenticated:  # the page bears their name
        return page()
    get_token(request)  # the page holds one for its form of languages; a sign-in makes another
    return unless_known(request, edition, released, page, secret=request.META["CSRF_COOKIE"])


def _shown(request: HttpRequest, edition: Edition, released: board.Published) -> dict[str, object]:
    """What the reader asked for; what is new since the release that he names, or since the one before."""
    language = get_language() or "en"
    since = as_key(request.GET.get("since", "")) or released.number - 1
    older = Release.objects.within(edition).numbered(since).first() if 0 < since < released.number else None
    marks = publications.marks(board.Published.of(older), released, language) if older else {}
    narrowing = Narrowing.of(request.GET, released, language)
    return {
        "days": days_of(released, language, narrowing.items, marks),
        "narrowing": narrowing,
        "since": since if older else None,
        "structured": structured_programme(edition, released, language),
    }


@require_safe
@reads_only
@in_asked_language
def programme_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The programme as a book."""
    edition, released = find_released_or_404(slug)
    language = get_language() or "en"
    name = f"{slug}-programme-{language}-{released.number}.pdf"
    return unless_known(
        request,
        edition,
        released,
        lambda: _file(programme_book(edition, released, language), "application/pdf", name),
    )


@require_safe
@reads_only
@in_asked_language
def programme_ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The programme as a calendar."""
    edition, released = find_released_or_404(slug)
    language = get_language() or "en"
    return unless_known(
        request,
        edition,
        released,
        lambda: _file(programme_calendar(edition, released, language), "text/calendar; charset=utf-8", f"{slug}.ics"),
    )


@require_safe
@reads_only
@in_asked_language
def programme_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The programme for programmes, in every language at once."""
    edition, released = find_released_or_404(slug)
    return unless_known(
        request,
        edition,
        released,
        lambda: JsonResponse(
            ProgrammeSerializer(programme_data(released)).data, json_dumps_params={"ensure_ascii": False}
        ),
    )


@require_safe
@reads_only
@in_asked_language
def programme_xml(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The programme in the XML that screens and apps of conferences read."""
    edition, released = find_released_or_404(slug)
    language = get_language() or "en"
    return unless_known(
        request,
        edition,
        released,
        lambda: _file(schedule_xml(edition, released, language), "application/xml; charset=utf-8", f"{slug}.xml"),
    )


def find_edition_or_404(slug: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("city"), slug=slug)


def find_released(slug: str) -> tuple[Edition, board.Published | None]:
    edition = find_edition_or_404(slug)
    return edition, board.announced(edition)


def find_released_or_404(slug: str) -> tuple[Edition, board.Published]:
    edition, released = find_released(slug)
    if released is None:
        raise Http404
    return edition, released


def unless_known(
    request: HttpRequest,
    edition: Edition,
    released: board.Published,
    answer: Callable[[], HttpResponse],
    *,
    secret: str = "",
) -> HttpResponseBase:
    """The answer with its tag, or 304 if the reader has it; what is dear to make is then not made."""
    tag = _tag(edition, released, get_language() or "en", secret)
    known = get_conditional_response(request, etag=tag)
    if known is not None:
        return known
    response = answer()
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"  # ask each time; the tag makes it cheap
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _tag(edition: Edition, released: board.Published, language: str, secret: str) -> str:
    # All of the edition and its city: a list of what is printed would one day lack something.
    facts = (released.pk, released.checksum, language, version(), secret, *map(_values_of, (edition, edition.city)))
    return quote_etag(hashlib.sha256(repr(facts).encode()).hexdigest()[:32])


def _values_of(row: Model) -> list[object]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": f'inline; filename="{name}"'})
