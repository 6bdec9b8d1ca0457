"""Pages that a browser may keep, if it asks each time whether they are still true."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from forum.version import version

KEPT = "private, no-cache"  # kept by this reader's browser alone, and asked for each time


def page(request: HttpRequest, template: str, context: dict[str, Any], *, made_of: Iterable[object]) -> HttpResponse:
    """The page, or 304 when this browser has it as it is. `made_of` is all that the page says of its own."""
    if len(messages.get_messages(request)):  # said once, and not to be kept
        return render(request, template, context)
    # The form on a kept page must still fit the browser's cookie, and the frame says who reads.
    secret = request.META.get("CSRF_COOKIE") or (get_token(request) and request.META["CSRF_COOKIE"])
    tag = tag_of(version(), get_language(), str(request.user), request.path, secret, *made_of)
    return conditional(request, tag, lambda: render(request, template, context))


def file(request: HttpRequest, content: bytes, kind: str, name: str) -> HttpResponse:
    """A file that is shown in the browser, or 304."""

    def answer() -> HttpResponse:
        response = HttpResponse(content, content_type=kind)
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    return conditional(request, tag_of(content), answer)


def tag_of(*parts: object) -> str:
    """An ETag that differs when anything does that it is made of."""
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def conditional(request: HttpRequest, tag: str, answer: Any) -> HttpResponse:
    """What `answer` gives, or 304 if the browser has what bears this tag; kept by nobody but the reader's browser."""
    known = get_conditional_response(request, etag=tag)
    response: HttpResponse = known or answer()
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = KEPT
    return response
