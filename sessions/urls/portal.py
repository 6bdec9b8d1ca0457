"""Doors of the portal: one's own itinerary, on the page, on paper and in the calendar."""

from django.urls import path

from forum.gates import behind, everybody, signed_in
from sessions.views import portal, portal_programme

urlpatterns = [
    *behind(
        signed_in,
        path("itineraries/<int:pk>/", portal.itinerary, name="itinerary"),
        path("programme/", portal_programme.choose, name="programmes"),
        path("delegations/<int:pk>/programme/", portal_programme.programme, name="programme"),
        path("itineraries/<int:pk>/itinerary.pdf", portal.itinerary_pdf, name="itinerary_pdf"),
        path("itineraries/<int:pk>/itinerary.ics", portal.itinerary_ics, name="itinerary_ics"),
    ),
    *behind(everybody, path("feeds/<str:token>.ics", portal.feed, name="feed")),
]
