"""Doors of this room: guest."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
