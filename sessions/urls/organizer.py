"""Doors of this room: organizer."""

from django.urls import include, path

from forum.gates import behind, organizers
from forum.roles import Permission
from sessions.urls import board
from sessions.views import emergency, reading_list, releases, rollback

urlpatterns = [
    path("", include("sessions.urls.speeches")),
    *behind(organizers(Permission.EDIT_PROGRAMME), *board.DOORS),
    *behind(organizers(Permission.SEE), path("itineraries/", reading_list.readings, name="readings")),
    path("", include("sessions.urls.rulings")),
    *behind(
        organizers(Permission.PUBLISH),
        path("releases/", releases.list_releases, name="releases"),
        path("releases/publish/", releases.publish, name="publish"),
        path("releases/<int:number>/", releases.show_release, name="release"),
        path("releases/<int:number>/back/", rollback.go_back, name="release_back"),
        path("programme/<int:pk>/now/", emergency.change_now, name="emergency"),
    ),
]
