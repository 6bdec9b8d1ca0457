"""Doors of the API that belong to the house itself: its document, for programs and for people."""

from django.urls import path

from forum import api
from forum.gates import behind, everybody

urlpatterns = behind(
    everybody,
    path("", api.docs, name="docs"),
    path("schema/", api.Schema.as_view(), name="schema"),
)
