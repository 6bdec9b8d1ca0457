"""Doors of this room: portal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
