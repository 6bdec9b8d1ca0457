"""Doors of this room: public."""

from django.urls import path

from forum.gates import behind, everybody
from sessions.views import public

urlpatterns = behind(
    everybody,
    path("<slug:slug>/", public.programme, name="programme"),
    path("<slug:slug>/programme.pdf", public.programme_pdf, name="programme_pdf"),
    path("<slug:slug>/programme.ics", public.programme_ics, name="programme_ics"),
    path("<slug:slug>/programme.json", public.programme_json, name="programme_json"),
)
