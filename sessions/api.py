"""The published programme and one's own itinerary over the API."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from delegations.models import Delegate
from delegations.models.mandate import Power
from forum.api import Endpoint, Problems, account
from forum.models import Edition
from sessions import board
from sessions.models import ItineraryVersion
from sessions.serializers import ItinerarySerializer, ProgrammeSerializer, itinerary_data, programme_data


class ProgrammeView(Endpoint):
    """The latest release, as anybody may read it."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="programme", summary="The published programme", responses=ProgrammeSerializer)
    def get(self, request: Request, edition: str) -> Response:
        """The public items of the latest release; 404 before the first."""
        released = board.announced(get_object_or_404(Edition, slug=edition))
        if released is None:
            raise Http404
        return Response(ProgrammeSerializer(programme_data(released)).data)


class ItineraryView(Endpoint):
    @extend_schema(
        operation_id="itinerary",
        summary="The itinerary of one delegate",
        responses={200: ItinerarySerializer, 401: Problems, 404: Problems},
    )
    def get(self, request: Request, pk: int) -> Response:
        """The newest version, for the delegate and whoever may see travel; 404 before the first release."""
        rows = Delegate.objects.held_by(account(request), Power.TRAVEL)
        delegate = get_object_or_404(rows, pk=pk)
        version: ItineraryVersion | None = delegate.itineraries.newest_first().first()
        if version is None:
            raise Http404
        return Response(itinerary_data(version), headers={"ETag": f'"{version.checksum}"'})
