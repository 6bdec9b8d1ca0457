"""What every door of the API has in common: JSON only, errors in words, versions that are never overwritten unseen."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework import exceptions, serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from forum.models import User

# A version in quotation marks, as RFC 9110 wants it; a weak one never matches what is about to be changed.
TAG = re.compile(r'(?:W/)?"[^"]*"|\*')


class Problem(serializers.Serializer[Any]):
    """One thing that is wrong, in words."""

    field = serializers.CharField(allow_blank=True, help_text="Which field; empty if it is about the whole.")
    message = serializers.CharField(help_text="In the language that the Accept-Language header asks for.")


class Problems(serializers.Serializer[Any]):
    """Why it was not done."""

    errors = Problem(many=True)  # type: ignore[assignment]  # the name of the field; it is no serializer of input


class Overtaken(Problems):
    """Somebody else changed the row meanwhile."""

    present = serializers.DictField(help_text="The row as it is now.")


ERRORS: dict[Any, Any] = {400: Problems, 401: Problems, 403: Problems, 404: Problems}


class NoVersionGiven(exceptions.APIException):
    """A change came without If-Match: nobody can tell which version its writer saw."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED


class VersionOvertaken(exceptions.APIException):
    """The row has changed since the writer looked. Carries the row as it is now."""

    status_code = status.HTTP_412_PRECONDITION_FAILED

    def __init__(self, present: Mapping[str, Any]) -> None:
        super().__init__()
        self.present = present


class NoTokenGiven(exceptions.PermissionDenied):
    """A change came without the token that shows it is no forgery by another site."""


def account(request: Request) -> User:
    """Whose request it is: the gate of the API's doors lets accounts in only."""
    return cast(User, request.user)


class Endpoint(APIView):
    """Base of the API's doors. JSON in, JSON out; whoever knocks has been let in by the gate in the URL list."""

    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]
    metadata_class = None

    def perform_authentication(self, request: Request) -> None:
        """A session is refused for one reason only: the change came without its token."""
        try:
            super().perform_authentication(request)
        except exceptions.PermissionDenied as refused:
            raise NoTokenGiven from refused


class Pages(PageNumberPagination):
    """Pages of a list: `?page=2&size=100`."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "size"


class ListEndpoint(GenericAPIView[Any], Endpoint):
    """Base of a door that lists rows in pages: give `serializer_class`, and let `get` answer `self.paged(rows)`."""

    pagination_class = Pages

    def paged(self, rows: Any) -> Response:
        """One page of these rows."""
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)


def etag(version: int) -> str:
    return f'"v{version}"'


def versioned(data: Mapping[str, Any], version: int, code: int = status.HTTP_200_OK) -> Response:
    """An answer with the version of its row as ETag, to be sent back as If-Match."""
    return Response(data, status=code, headers={"ETag": etag(version)})


def if_match(request: Request, version: int, present: Mapping[str, Any]) -> int:
    """The version whose change the request asks for. Raises NoVersionGiven or VersionOvertaken (with `present`)."""
    given = TAG.findall(request.headers.get("If-Match", ""))
    if not given:
        raise NoVersionGiven
    if not {"*", etag(version)} & set(given):
        raise VersionOvertaken(present)
    return version


# --- errors in words


def in_words(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Every error of the API as {"errors": [{"field", "message"}]} in the reader's language; None for a real fault."""
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    elif isinstance(problem, PermissionDenied):
        problem = exceptions.PermissionDenied()
    if not isinstance(problem, exceptions.APIException):
        return None
    body: dict[str, Any] = {"errors": list(_sentences(problem))}
    if isinstance(problem, VersionOvertaken):
        body["present"] = problem.present
    return Response(body, status=problem.status_code, headers=_headers_of(problem))


def _sentences(problem: exceptions.APIException) -> Iterator[dict[str, str]]:
    if isinstance(problem, exceptions.ValidationError):
        yield from _flat("", problem.detail)
    else:
        yield {"field": "", "message": _words_of(problem)}


def _flat(field: str, detail: Any) -> Iterator[dict[str, str]]:
    """Nested details of a serializer as single sentences; a nested field is written "replies.0.answer"."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            name = "" if name == "non_field_errors" else str(name)
            yield from _flat(".".join(part for part in (field, name) if part), inner)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(field, inner)
    else:
        yield {"field": field, "message": _utf8(str(detail))}


def _utf8(words: str) -> str:
    """Half a character, which JSON can spell and an error may quote, cannot be sent back."""
    return words.encode("utf-8", "replace").decode()


def _words_of(problem: exceptions.APIException) -> str:
    words = {
        exceptions.NotFound: _("There is nothing at this address, or it is not yours to see."),
        exceptions.PermissionDenied: _("Your account may not do this. Nothing was changed."),
        NoTokenGiven: _(
            "The token against forgery is missing or is not of this session: send the value of the cookie "
            "“%(cookie)s” in the header %(header)s, from a page of this site. Nothing was changed."
        )
        % {"cookie": settings.CSRF_COOKIE_NAME, "header": "X-CSRFToken"},
        exceptions.ParseError: _("The text sent is not JSON. Nothing was changed."),
        exceptions.UnsupportedMediaType: _("Send JSON, with the header Content-Type: application/json."),
        NoVersionGiven: _(
            "Say which version you saw: send its ETag in the header If-Match, so that nobody's change is lost."
        ),
        VersionOvertaken: _(
            "Somebody else changed this meanwhile; nothing was saved. “present” is how it is now: "
            "look at it, then send yours again with its ETag."
        ),
    }
    return words.get(type(problem)) or str(problem.detail)


def _headers_of(problem: exceptions.APIException) -> dict[str, str]:
    """If the exception brings a header of its own, it goes along."""
    challenge = getattr(problem, "auth_header", None)
    wait = getattr(problem, "wait", None)
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return headers | ({"Retry-After": str(int(wait))} if wait else {})


# --- the document of the API, and its page


@extend_schema(exclude=True)
class Schema(SpectacularJSONAPIView):
    """The OpenAPI 3.1 document."""

    permission_classes = [AllowAny]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The reference page, made from the same document that programs read."""
    document: dict[str, Any] = SchemaGenerator(api_version="v1").get_schema(public=True)  # type: ignore[no-untyped-call]
    return render(request, "public/forum/api.html", {"document": document, "operations": _operations(document)})


def _operations(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every operation of the document in reading order, with its fields spelt out."""
    return [
        _operation(document, path, verb, told)
        for path, verbs in sorted(document["paths"].items())
        for verb, told in verbs.items()
    ]


def _operation(document: Mapping[str, Any], path: str, verb: str, told: Mapping[str, Any]) -> dict[str, Any]:
    answers = [
        {"code": code, "words": answer.get("description", ""), "shape": _shape(document, answer)}
        for code, answer in sorted(told["responses"].items())
    ]
    return {
        "id": told["operationId"],
        "verb": verb.upper(),
        "path": path,
        "summary": told.get("summary", ""),
        "words": told.get("description", ""),
        "parameters": told.get("parameters", []),
        "body": _shape(document, told.get("requestBody", {})),
        "answers": answers,
    }


def _shape(document: Mapping[str, Any], holder: Mapping[str, Any]) -> dict[str, Any] | None:
    """The name and the fields of what goes in or comes out as JSON, one level deep."""
    schema = holder.get("content", {}).get("application/json", {}).get("schema")
    if not schema:
        return None
    name, schema = _resolved(document, schema)
    required = set(schema.get("required", []))
    fields = [
        {"name": field, "type": _type(told), "required": field in required, "words": told.get("description", "")}
        for field, told in schema.get("properties", {}).items()
    ]
    return {"name": name, "fields": fields}


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return name, document["components"]["schemas"][name] if name else schema


def _type(told: Mapping[str, Any]) -> str:
    """A type in one word or two: "string (date-time)", "list of Flight"."""
    if told.get("type") == "array":
        return f"list of {_type(told['items'])}"
    if told.get("$ref"):
        return str(told["$ref"]).rpartition("/")[2]
    for several in ("allOf", "oneOf", "anyOf"):
        if several in told:
            return " or ".join(_type(one) for one in told[several])
    kind = told.get("type", "any")
    kind = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{kind} ({told['format']})" if told.get("format") else kind
