"""Doors of this room: public."""

from django.urls import path

from forum.gates import behind, everybody
from sessions.views import public, public_news, screens

urlpatterns = behind(
    everybody,
    path("<slug:slug>/", public.programme, name="programme"),
    path("<slug:slug>/programme.pdf", public.programme_pdf, name="programme_pdf"),
    path("<slug:slug>/programme.ics", public.programme_ics, name="programme_ics"),
    path("<slug:slug>/programme.json", public.programme_json, name="programme_json"),
    path("<slug:slug>/schedule.xml", public.programme_xml, name="programme_xml"),
    path("<slug:slug>/changes/", public_news.changes, name="changes"),
    path("<slug:slug>/changes.atom", public_news.feed, name="feed"),
    path("<slug:slug>/screens/", screens.screens, name="screens"),
    path("<slug:slug>/screens/<int:room>/", screens.screen, name="screen"),
)
