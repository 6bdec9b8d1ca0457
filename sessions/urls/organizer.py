"""Doors of this room: organizer."""

from django.urls import include, path

from forum.gates import behind, organizers
from forum.roles import Permission
from sessions.views import organizer, releases

urlpatterns = [
    path("", include("sessions.urls.rulings")),
    *behind(
        organizers(Permission.EDIT_PROGRAMME),
        path("programme/", organizer.show_programme, name="programme"),
        path("programme/move/", organizer.move, name="engagement_move"),
        path("programme/add/", organizer.add_engagement, name="engagement_add"),
        path("programme/<int:pk>/", organizer.engagement, name="engagement"),
        path("programme/<int:pk>/place/", organizer.place, name="engagement_place"),
        path("programme/<int:pk>/tray/", organizer.take_off, name="engagement_take_off"),
        path("programme/<int:pk>/parts/", organizer.give_part, name="engagement_give_part"),
        path(
            "programme/<int:pk>/parts/<int:attendance>/away/",
            organizer.take_part_away,
            name="engagement_take_part_away",
        ),
    ),
    *behind(
        organizers(Permission.PUBLISH),
        path("releases/", releases.list_releases, name="releases"),
        path("releases/publish/", releases.publish, name="publish"),
    ),
]
