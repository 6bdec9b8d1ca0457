"""Doors of the organizers' panel: letters of invitation and delegations."""

from django.urls import path

from delegations.views import organizer
from forum.gates import behind, organizers
from forum.roles import Permission

urlpatterns = [
    *behind(
        organizers(Permission.INVITE),
        path("invitations/", organizer.invitations, name="invitations"),
        path("invitations/send/", organizer.send, name="invitations_send"),
        path("invitations/<int:pk>/", organizer.preview, name="invitation_preview"),
        path("invitations/<int:pk>/letter.pdf", organizer.paper, name="invitation_pdf"),
        path("invitations/<int:pk>/page-<int:page>.png", organizer.picture, name="invitation_picture"),
    ),
    *behind(
        organizers(Permission.EDIT_DELEGATIONS),
        path("delegations/", organizer.delegations, name="delegations"),
        path("delegations/<int:pk>/", organizer.delegation, name="delegation"),
    ),
]
