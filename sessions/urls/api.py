"""Doors of this room: api."""

from django.urls import path

from forum.gates import behind, everybody
from sessions.api import ProgrammeView

urlpatterns = [
    *behind(everybody, path("editions/<slug:edition>/programme/", ProgrammeView.as_view(), name="programme")),
]
