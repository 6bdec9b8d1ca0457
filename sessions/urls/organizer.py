"""Doors of this room: organizer."""

from django.urls import path

from forum.gates import behind, organizers
from forum.roles import Permission
from sessions.urls import board
from sessions.views import releases

urlpatterns = [
    *behind(organizers(Permission.EDIT_PROGRAMME), *board.DOORS),
    *behind(
        organizers(Permission.PUBLISH),
        path("releases/", releases.list_releases, name="releases"),
        path("releases/publish/", releases.publish, name="publish"),
    ),
]
