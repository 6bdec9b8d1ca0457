"""Delegations and flights over the API: for those who act for them, and for the host's staff to read."""

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from delegations import absence_words, policies
from delegations.actions import travel
from delegations.actions.stale import Stale
from delegations.models import Delegate, Delegation, Flight, Reply
from delegations.models.delegate import DelegateQuerySet
from delegations.models.mandate import Power
from delegations.serializers import (
    DelegationDetailSerializer,
    DelegationSerializer,
    FlightSerializer,
    NewFlightSerializer,
)
from forum.api import (
    ERRORS,
    Endpoint,
    ListEndpoint,
    Overtaken,
    Problems,
    VersionOvertaken,
    account,
    if_match,
    versioned,
)
from forum.models import Edition, User

EDITION = OpenApiParameter("edition", str, description="Only of the edition with this short name.")
DELEGATE = OpenApiParameter("delegate", int, description="Only of this delegate.")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description='The ETag of the version you saw, such as "v3".'
)


def editions_of(user: User) -> QuerySet[Edition]:
    """The editions whose host's staff this account is of."""
    return Edition.objects.all() if user.is_administrator else Edition.objects.filter(appointments__user=user)


def delegations_for(user: User) -> QuerySet[Delegation]:
    """Those held, and for the host's staff all of their editions."""
    held = Delegation.objects.held_by(user).values("pk")
    rows = Delegation.objects.filter(Q(pk__in=held) | Q(edition__in=editions_of(user))).scoped()
    return rows.with_headcount().select_related("city", "edition").order_by("edition", "city__key")


def delegates_for(user: User, power: str = "") -> DelegateQuerySet:
    """Those that this account may see, or over whom it has this power; for the host's staff all of their editions."""
    held = Delegate.objects.held_by(user, power).values("pk")
    staff = Q(delegation__edition__in=editions_of(user))
    return Delegate.objects.filter(Q(pk__in=held) | staff).scoped()


def flights_for(user: User) -> QuerySet[Flight]:
    rows = Flight.objects.filter(delegate__in=delegates_for(user, Power.TRAVEL)).scoped()
    return rows.select_related("delegate__delegation__edition").order_by("leaves_at", "pk")


def replies_for(user: User, delegation: Delegation) -> QuerySet[Reply]:
    """What the office answered, with its notes: for those who act for it and the host's staff, not for a member."""
    rows = Reply.objects.filter(invitation__delegation=delegation).scoped().order_by("pk")
    staff = editions_of(user).filter(pk=delegation.edition_id)
    return rows if policies.powers_of(user, delegation) or staff.exists() else rows.none()


class DelegationsView(ListEndpoint):
    serializer_class = DelegationSerializer

    @extend_schema(
        operation_id="delegations",
        summary="Delegations with their answers",
        parameters=[EDITION],
        responses={200: DelegationSerializer(many=True), 400: Problems, 401: Problems, 404: Problems},
    )
    def get(self, request: Request) -> Response:
        """Those you act for or belong to; for the host's staff all of their editions."""
        rows = delegations_for(account(request))
        if edition := request.query_params.get("edition"):
            rows = rows.filter(edition__slug=_slug("edition", edition))
        return self.paged(rows)


class DelegationView(Endpoint):
    @extend_schema(
        operation_id="delegation",
        summary="One delegation with its answers and people",
        responses={200: DelegationDetailSerializer, 401: Problems, 404: Problems},
    )
    def get(self, request: Request, pk: int) -> Response:
        """The people are those whose papers you may see; the replies are for mandates and the host's staff."""
        row = get_object_or_404(delegations_for(account(request)), pk=pk)
        people = delegates_for(account(request)).filter(delegation=row).select_related("person")
        context = {"delegates": people, "replies": replies_for(account(request), row)}
        return versioned(DelegationDetailSerializer(row, context=context).data, row.version)


class FlightsView(ListEndpoint):
    serializer_class = FlightSerializer

    @extend_schema(
        operation_id="flights",
        summary="Flights",
        parameters=[EDITION, DELEGATE],
        responses={200: FlightSerializer(many=True), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        """Flights of those you act for and your own; for the host's staff all of their editions."""
        rows = flights_for(account(request))
        if edition := request.query_params.get("edition"):
            rows = rows.filter(delegate__delegation__edition__slug=_slug("edition", edition))
        if delegate := request.query_params.get("delegate"):
            rows = rows.filter(delegate=_number("delegate", delegate))
        return self.paged(rows)

    @extend_schema(
        operation_id="add_flight",
        summary="Enter a flight",
        request=NewFlightSerializer,
        responses={201: FlightSerializer, 415: Problems, **ERRORS},
    )
    def post(self, request: Request) -> Response:
        """For a delegate you act for, or yourself. The same leg sent twice is entered once."""
        told = NewFlightSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        rows = delegates_for(account(request), Power.TRAVEL).with_names()
        delegate = get_object_or_404(rows, pk=told.validated_data["delegate_id"])
        _need_travel(request, delegate)
        flight = _flown(lambda: travel.add_flight(delegate, told.leg(), by=account(request)))
        return versioned(FlightSerializer(flight).data, flight.version, status.HTTP_201_CREATED)


class FlightView(Endpoint):
    @extend_schema(
        operation_id="flight", summary="One flight", responses={200: FlightSerializer, 401: Problems, 404: Problems}
    )
    def get(self, request: Request, pk: int) -> Response:
        """With its version as ETag."""
        flight = get_object_or_404(flights_for(account(request)), pk=pk)
        return versioned(FlightSerializer(flight).data, flight.version)

    @extend_schema(
        operation_id="change_flight",
        summary="Change a flight",
        parameters=[IF_MATCH],
        request=FlightSerializer(partial=True),
        responses={200: FlightSerializer, 412: Overtaken, 415: Problems, 428: Problems, **ERRORS},
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Needs If-Match, so that nobody's change is overwritten unseen."""
        flight = get_object_or_404(flights_for(account(request)), pk=pk)
        _need_travel(request, flight.delegate)
        present = FlightSerializer(flight).data
        seen = if_match(request, flight.version, present)
        told = FlightSerializer(flight, data=request.data, partial=True)
        told.is_valid(raise_exception=True)
        changed = _flown(lambda: travel.change_flight(flight, told.leg(), seen=seen, by=account(request)))
        return versioned(FlightSerializer(changed).data, changed.version)


def _need_travel(request: Request, delegate: Delegate) -> None:
    if not policies.may_change_travel(account(request), delegate):
        raise PermissionDenied


def _flown(act: Callable[[], Flight]) -> Flight:
    """Do it; what stands against it is said in the API's manner."""
    try:
        return act()
    except (Flight.DoesNotExist, Delegate.DoesNotExist) as gone:
        raise Http404 from gone
    except policies.DoesNotCome as absent:
        raise serializers.ValidationError({"delegate": [absence_words.why(absent.delegation)]}) from absent
    except travel.NotAFlight as wrong:
        raise serializers.ValidationError({wrong.field: [wrong.words]}) from wrong
    except Stale as other:
        raise VersionOvertaken(FlightSerializer(cast(Flight, other.row)).data) from other


def _number(field: str, typed: str) -> int:
    return int(_checked(field, typed, serializers.IntegerField(min_value=0, max_value=2**63 - 1)))


def _slug(field: str, typed: str) -> str:
    return str(_checked(field, typed, serializers.SlugField()))


def _checked(field: str, typed: str, shape: serializers.Field[Any, Any, Any, Any]) -> Any:
    """What stands in the address, if it is of this shape."""
    try:
        return shape.run_validation(typed)
    except serializers.ValidationError as wrong:
        raise serializers.ValidationError({field: wrong.detail}) from wrong
