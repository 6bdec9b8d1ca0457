"""Doors of the portal: one's own itinerary, on the page, on paper and in the calendar."""

from django.urls import path

from forum.gates import behind, everybody, signed_in
from sessions.views import clock, feeds, offline, portal, portal_programme, portal_speeches, principals, readings

urlpatterns = [
    *behind(
        signed_in,
        path("itineraries/", principals.principals, name="principals"),
        path("itineraries/<int:pk>/offline/", offline.copy, name="itinerary_offline"),
        path("clock/", clock.clock, name="clock"),
        path("itineraries/<int:pk>/", portal.itinerary, name="itinerary"),
        path("programme/", portal_programme.choose, name="programmes"),
        path("delegations/<int:pk>/programme/", portal_programme.programme, name="programme"),
        path("itineraries/<int:pk>/itinerary.pdf", portal.itinerary_pdf, name="itinerary_pdf"),
        path("itineraries/<int:pk>/itinerary.ics", portal.itinerary_ics, name="itinerary_ics"),
        path("itineraries/<int:pk>/looked/", readings.looked, name="itinerary_looked"),
        path("itineraries/<int:pk>/confirm/", readings.confirm, name="itinerary_confirm"),
        path("itineraries/<int:pk>/subscription/", feeds.subscription, name="subscription"),
        path("itineraries/<int:pk>/subscription/change/", feeds.subscribe, name="subscribe"),
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
    *behind(
        everybody,
        path("itineraries/worker.js", offline.worker, name="worker"),
        path("itineraries/manifest.webmanifest", offline.manifest, name="manifest"),
    ),
    *behind(everybody, path("feeds/<str:token>.ics", feeds.feed, name="feed")),
]
