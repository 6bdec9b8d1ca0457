"""Doors of the API that belong to the house itself."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
