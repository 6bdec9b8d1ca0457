"""Doors of this room: public."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
