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

from forum.models import Edition
from forum.reading import reads_only
from forum.version import version
from sessions import board
from sessions.booklet import programme_book, span_of_days
from sessions.listing import days_of
from sessions.public_calendar import programme_calendar
from sessions.serializers import ProgrammeSerializer, programme_data


@require_safe
@reads_only
def programme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The latest release, day by day. Two queries, whatever its size."""
    edition, released = _released(slug)
    language = get_language() or "en"
    context = {"edition": edition, "released": released, "when": span_of_days(edition, language)}
    if released is None:
        return render(request, "public/sessions/not_yet.html", context)
    if request.user.is_authenticated:  # the page bears their name
        return render(request, "public/sessions/programme.html", context | {"days": days_of(released, language)})
    get_token(request)  # the page holds one for its form of languages; a sign-in makes another
    return _unless_known(
        request,
        edition,
        released,
        lambda: render(request, "public/sessions/programme.html", context | {"days": days_of(released, language)}),
        secret=request.META["CSRF_COOKIE"],
    )


@require_safe
@reads_only
def programme_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The programme as a book."""
    edition, released = _released_or_404(slug)
    language = get_language() or "en"
    name = f"{slug}-programme-{language}-{released.number}.pdf"
    return _unless_known(
        request,
        edition,
        released,
        lambda: _file(programme_book(edition, released, language), "application/pdf", name),
    )


@require_safe
@reads_only
def programme_ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The programme as a calendar."""
    edition, released = _released_or_404(slug)
    language = get_language() or "en"
    return _unless_known(
        request,
        edition,
        released,
        lambda: _file(programme_calendar(edition, released, language), "text/calendar; charset=utf-8", f"{slug}.ics"),
    )


@require_safe
@reads_only
def programme_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The programme for programmes, in every language at once."""
    edition, released = _released_or_404(slug)
    return _unless_known(
        request,
        edition,
        released,
        lambda: JsonResponse(
            ProgrammeSerializer(programme_data(released)).data, json_dumps_params={"ensure_ascii": False}
        ),
    )


def _released(slug: str) -> tuple[Edition, board.Published | None]:
    edition = get_object_or_404(Edition.objects.select_related("city"), slug=slug)
    return edition, board.announced(edition)


def _released_or_404(slug: str) -> tuple[Edition, board.Published]:
    edition, released = _released(slug)
    if released is None:
        raise Http404
    return edition, released


def _unless_known(
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
