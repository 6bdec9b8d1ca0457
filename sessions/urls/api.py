"""Doors of the API: the published programme, and one's own itinerary."""

from django.urls import path

from forum.gates import behind, everybody, signed_in_api
from sessions.api import ItineraryView, ProgrammeView

urlpatterns = [
    *behind(everybody, path("editions/<slug:edition>/programme/", ProgrammeView.as_view(), name="programme")),
    *behind(signed_in_api, path("itineraries/<int:pk>/", ItineraryView.as_view(), name="itinerary")),
]
