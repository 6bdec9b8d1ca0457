"""Doors of the portal: one's own itinerary, on the page, on paper and in the calendar."""

from django.urls import path

from forum.gates import behind, everybody, signed_in
from sessions.views import clock, portal

urlpatterns = [
    *behind(
        signed_in,
        path("clock/", clock.clock, name="clock"),
        path("itineraries/<int:pk>/", portal.itinerary, name="itinerary"),
        path("itineraries/<int:pk>/itinerary.pdf", portal.itinerary_pdf, name="itinerary_pdf"),
        path("itineraries/<int:pk>/itinerary.ics", portal.itinerary_ics, name="itinerary_ics"),
    ),
    *behind(everybody, path("feeds/<str:token>.ics", portal.feed, name="feed")),
]
