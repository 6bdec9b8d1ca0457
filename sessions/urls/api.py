"""Doors of this room: api."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
