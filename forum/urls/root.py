"""The front door of the house."""

from django.urls import path

from forum.gates import behind, everybody
from forum.views import health

urlpatterns = behind(everybody, path("health/", health.health, name="health"))
