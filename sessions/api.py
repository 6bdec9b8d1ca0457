"""The published programme over the API."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from forum.models import Edition
from sessions import board
from sessions.serializers import ProgrammeSerializer, programme_data


class ProgrammeView(APIView):
    """The latest release, as anybody may read it."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="programme", summary="The published programme", responses=ProgrammeSerializer)
    def get(self, request: Request, edition: str) -> Response:
        """The public items of the latest release; 404 before the first."""
        released = board.announced(get_object_or_404(Edition, slug=edition))
        if released is None:
            raise Http404
        return Response(ProgrammeSerializer(programme_data(released)).data)
