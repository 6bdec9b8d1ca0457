"""Doors of the portal: registration and travel. Whose rows they open is locked again by the query."""

from django.urls import path

from delegations.urls import hosting, mandates
from delegations.views import dossier, papers, portal, portal_answer, portal_whole, register, roster
from forum.gates import behind, signed_in

urlpatterns = (
    mandates.PORTAL
    + hosting.portal
    + behind(
        signed_in,
        path("", portal.home, name="home"),
        path("delegations/<int:pk>/", portal.delegation, name="delegation"),
        path("delegations/<int:pk>/add/", portal.delegate_add, name="delegate_add"),
        path("delegations/<int:pk>/hand-in/", portal.hand_in, name="hand_in"),
        path("delegations/<int:pk>/spreadsheet/", roster.own_roster, name="roster"),
        path("delegations/<int:pk>/spreadsheet/delegates.<slug:form>", roster.own_export, name="roster_export"),
        path("spreadsheets/<int:pk>/", roster.own_preview, name="roster_preview"),
        path("spreadsheets/<int:pk>/import/", roster.own_confirm, name="roster_confirm"),
        path("spreadsheets/<int:pk>/undo/", roster.own_undo, name="roster_undo"),
        path("spreadsheets/<int:pk>/drop/", roster.own_drop, name="roster_drop"),
        path("invitations/<int:pk>/", portal_answer.answer, name="answer"),
        path("delegates/<int:pk>/", portal.delegate_edit, name="delegate_edit"),
        path("delegates/<int:pk>/dossier/", dossier.show, name="dossier"),
        path("delegates/<int:pk>/about/", dossier.about, name="about"),
        path("delegates/<int:pk>/consents/", dossier.consents, name="consents"),
        path("delegates/<int:pk>/remove/", portal.delegate_remove, name="delegate_remove"),
        path("delegations/<int:pk>/names/", register.city_names, name="names"),
        path("delegates/<int:pk>/names/", register.city_names_edit, name="names_edit"),
        path("delegates/<int:pk>/flight/", portal.flight_add, name="flight_add"),
        path("delegates/<int:pk>/papers/", papers.overview, name="papers"),
        path("delegates/<int:pk>/passport/", papers.passport, name="passport"),
        path("delegates/<int:pk>/passport/delete/", papers.passport_delete, name="passport_delete"),
        path("delegates/<int:pk>/photo/", papers.photo, name="photo"),
        path("delegates/<int:pk>/photo/cut/", papers.photo_cut, name="photo_cut"),
        path("delegates/<int:pk>/photo/delete/", papers.photo_delete, name="photo_delete"),
        path("delegates/<int:pk>/photo/badge.jpg", papers.photo_file, name="photo_file"),
        path("delegates/<int:pk>/photo/whole.jpg", papers.photo_whole, name="photo_whole"),
        path("delegates/<int:pk>/visa/", papers.visa, name="visa"),
        path("flights/<int:pk>/", portal.flight_edit, name="flight_edit"),
        path("flights/<int:pk>/remove/", portal.flight_remove, name="flight_remove"),
        path("delegates/<int:pk>/move/", portal_whole.delegate_move, name="delegate_move"),
        path("delegations/<int:pk>/head/", portal_whole.replace_head, name="replace_head"),
        path("delegations/<int:pk>/ask/", portal_whole.ask, name="ask_for_more"),
        path("delegations/<int:pk>/who-pays/", portal_whole.who_pays, name="who_pays"),
        path("delegations/<int:pk>/withdraw/", portal_whole.withdraw, name="withdraw"),
        path("statements/<int:pk>/", portal_whole.statement_pdf, name="statement_pdf"),
    )
)
