"""Doors of this room: organizer."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
