"""Doors of the portal: one's own itinerary, on the page, on paper and in the calendar."""

from django.urls import path

from forum.gates import behind, everybody, signed_in
from sessions.views import clock, portal, portal_speeches

urlpatterns = [
    *behind(
        signed_in,
        path("clock/", clock.clock, name="clock"),
        path("itineraries/<int:pk>/", portal.itinerary, name="itinerary"),
        path("itineraries/<int:pk>/itinerary.pdf", portal.itinerary_pdf, name="itinerary_pdf"),
        path("itineraries/<int:pk>/itinerary.ics", portal.itinerary_ics, name="itinerary_ics"),
    ),
    *behind(
        signed_in,
        path("delegations/<int:pk>/speeches/", portal_speeches.overview, name="speeches"),
        path("delegations/<int:pk>/wishes/", portal_speeches.wishes, name="subforum_wishes"),
        path("speeches/<int:pk>/", portal_speeches.speech, name="speech"),
        path("speeches/<int:pk>/papers/", portal_speeches.hand_in, name="speech_paper_add"),
        path("speech-papers/<int:pk>/file/", portal_speeches.paper, name="speech_paper"),
        path("speeches/<int:pk>/swap/", portal_speeches.ask_swap, name="swap"),
        path("swaps/<int:pk>/", portal_speeches.answer_swap, name="swap_answer"),
    ),
    *behind(everybody, path("feeds/<str:token>.ics", portal.feed, name="feed")),
]
