"""Doors of the API: delegations and flights. Whose rows they open is locked again by the query."""

from django.urls import path

from delegations import api
from forum.gates import behind, signed_in_api

urlpatterns = behind(
    signed_in_api,
    path("delegations/", api.DelegationsView.as_view(), name="delegations"),
    path("delegations/<int:pk>/", api.DelegationView.as_view(), name="delegation"),
    path("flights/", api.FlightsView.as_view(), name="flights"),
    path("flights/<int:pk>/", api.FlightView.as_view(), name="flight"),
)
