"""Doors to who acts for whom: in the organizers' panel, and in the portal for those who may pass mandates on."""

from django.urls import path

from delegations.views import mandates
from forum.gates import behind, organizers, signed_in
from forum.roles import Permission

ORGANIZER = behind(
    organizers(Permission.EDIT_DELEGATIONS),
    path("mandates/", mandates.who_acts, name="mandates"),
    path("delegations/<int:pk>/mandates/give/", mandates.organizer_give, name="mandate_give"),
    path("mandates/<int:pk>/", mandates.organizer_change, name="mandate"),
    path("mandates/<int:pk>/revoke/", mandates.organizer_revoke, name="mandate_revoke"),
)

PORTAL = behind(
    signed_in,
    path("delegations/<int:pk>/mandates/", mandates.colleagues, name="mandates"),
    path("delegations/<int:pk>/mandates/give/", mandates.portal_give, name="mandate_give"),
    path("mandates/<int:pk>/", mandates.portal_change, name="mandate"),
    path("mandates/<int:pk>/revoke/", mandates.portal_revoke, name="mandate_revoke"),
)
