"""Doors of the portal: registration and travel. Whose rows they open is locked again by the query."""

from django.urls import path

from delegations.views import dossier, portal, register
from forum.gates import behind, signed_in

urlpatterns = behind(
    signed_in,
    path("", portal.home, name="home"),
    path("delegations/<int:pk>/", portal.delegation, name="delegation"),
    path("delegations/<int:pk>/add/", portal.delegate_add, name="delegate_add"),
    path("delegations/<int:pk>/hand-in/", portal.hand_in, name="hand_in"),
    path("delegates/<int:pk>/", portal.delegate_edit, name="delegate_edit"),
    path("delegates/<int:pk>/dossier/", dossier.show, name="dossier"),
    path("delegates/<int:pk>/about/", dossier.about, name="about"),
    path("delegates/<int:pk>/consents/", dossier.consents, name="consents"),
    path("delegates/<int:pk>/remove/", portal.delegate_remove, name="delegate_remove"),
    path("delegations/<int:pk>/names/", register.city_names, name="names"),
    path("delegates/<int:pk>/names/", register.city_names_edit, name="names_edit"),
    path("delegates/<int:pk>/flight/", portal.flight_add, name="flight_add"),
    path("flights/<int:pk>/", portal.flight_edit, name="flight_edit"),
    path("flights/<int:pk>/remove/", portal.flight_remove, name="flight_remove"),
)
