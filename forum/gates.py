"""Locks for lists of doors: who may come in is said once, before the list, and no view can forget it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _

from forum.models import Edition, User
from forum.roles import Permission

View = Callable[..., HttpResponseBase]
Gate = Callable[[View], View]


class SignedInRequest(HttpRequest):
    """What a view behind `signed_in` gets."""

    user: User


class OrganizerRequest(SignedInRequest):
    """What a view behind `organizers` gets."""

    edition: Edition
    permissions: frozenset[Permission]


READING = {"GET", "HEAD", "OPTIONS"}


def behind(gate: Gate, *doors: URLPattern) -> list[URLPattern]:
    """The doors, each locked by the gate. The gate's name stays on the door, for the test that walks them all."""
    for door in doors:
        locked = gate(door.callback)
        locked.gate = gate.__name__  # type: ignore[attr-defined]
        door.callback = locked
    return list(doors)


def everybody(view: View) -> View:
    """Open to all: the public programme, the sign-in page, the answer to a letter."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return opened


def signed_in(view: View) -> View:
    """Whoever has signed in. What they see is locked a second time by the query: `held_by(request.user)`."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return checked


def signed_in_api(view: View) -> View:
    """As `signed_in`, for programs: they get 401 and a sentence as JSON, not a page to sign in on."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            words = _("Sign in first: the API takes the session of the portal.")
            return JsonResponse({"errors": [{"field": "", "message": words}]}, status=401)
        return view(request, *args, **kwargs)

    return checked


def need(allowed: bool) -> None:
    """For views that learn only from the row whether somebody may. Raises PermissionDenied."""
    if not allowed:
        raise PermissionDenied


def organizers(permission: Permission) -> Gate:
    """The host's staff in the edition that the address names; anything but reading needs `permission`.

    Gives the view `request.edition`. Strangers get 403, staff of another edition 404.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, edition: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.edition = edition_for(request, edition, permission)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return checked

    gate.__name__ = f"organizers({permission})"
    return gate


def officers(permission: Permission) -> Gate:
    """As `organizers`, for pages that show health or passports, or any file that was sent.

    Reading them needs the permission, too.
    """
    looking = organizers(permission)

    def gate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user, edition = request.user, request.edition  # type: ignore[attr-defined]  # set by the outer gate
            if not user.may(permission, edition):  # type: ignore[union-attr]  # it let in accounts only
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return looking(checked)

    gate.__name__ = f"officers({permission})"
    return gate


def edition_for(request: HttpRequest, slug: str, permission: Permission) -> Edition:
    """The edition if this account may do what the request wants. Raises PermissionDenied or Http404."""
    user: Any = request.user
    if not (user.is_administrator or user.appointments.exists()):
        raise PermissionDenied
    edition = Edition.objects.select_related("city").filter(slug=slug).first()
    permissions = frozenset() if edition is None else user.permissions_in(edition)
    if edition is None or Permission.SEE not in permissions:
        raise Http404
    request.permissions = permissions  # type: ignore[attr-defined]  # the frame shows what they may open
    if request.method not in READING and permission not in permissions:
        raise PermissionDenied
    return edition
