"""Doors of the organizers' panel: letters of invitation and delegations."""

from django.urls import path

from delegations.urls import cities, hosting, inviting, mandates, organizer_whole, precedence
from delegations.views import organizer, papers_desk, people, readiness, register, roster
from forum.gates import behind, officers, organizers
from forum.roles import Permission

urlpatterns = [
    *hosting.organizer,
    *inviting.urlpatterns,
    *behind(
        organizers(Permission.SEE),
        path("people/views/", people.keep_view, name="people_view_keep"),
        path("people/views/<int:pk>/forget/", people.forget_view, name="people_view_forget"),
    ),
    *mandates.ORGANIZER,
    *behind(
        organizers(Permission.INVITE),
        path("invitations/send/", organizer.send, name="invitations_send"),
        path("invitations/<int:pk>/", organizer.preview, name="invitation_preview"),
        path("invitations/<int:pk>/letter.pdf", organizer.paper, name="invitation_pdf"),
        path("invitations/<int:pk>/page-<int:page>.png", organizer.picture, name="invitation_picture"),
    ),
    *behind(
        organizers(Permission.EDIT_DELEGATIONS),
        path("delegations/", organizer.delegations, name="delegations"),
        path("delegations/<int:pk>/", organizer.delegation, name="delegation"),
        path("readiness/", readiness.board, name="readiness"),
        path("readiness/origins/", readiness.origins, name="origins"),
        path("people/", people.show, name="people"),
        path("people/step/", people.step, name="people_step"),
        path("people/deadlines/", people.deadlines, name="dossier_deadlines"),
        path("people/participants/", people.participant_list, name="participants"),
        path("people/participants.xlsx", people.participant_sheet, name="participants_sheet"),
        path("people/participants.pdf", people.participant_pdf, name="participants_pdf"),
        path("names/", register.names, name="names"),
        path("names/register.pdf", register.names_pdf, name="names_pdf"),
        path("delegations/spreadsheet/", roster.office_roster, name="roster"),
        path("delegations/spreadsheet/delegates.<slug:form>", roster.office_export, name="roster_export"),
        path("delegations/spreadsheet/<int:pk>/import/", roster.office_confirm, name="roster_confirm"),
        path("delegations/spreadsheet/<int:pk>/undo/", roster.office_undo, name="roster_undo"),
        path("delegations/spreadsheet/<int:pk>/drop/", roster.office_drop, name="roster_drop"),
    ),
    *behind(
        officers(Permission.EDIT_DELEGATIONS),
        path("names/<int:pk>/", register.names_edit, name="names_edit"),
        path("delegations/spreadsheet/<int:pk>/", roster.office_preview, name="roster_preview"),
    ),
    *organizer_whole.urlpatterns,
    *precedence.urlpatterns,
    *behind(
        organizers(Permission.OPEN_PASSPORTS),
        path("papers/", papers_desk.papers_list, name="papers"),
        path("papers/letters/", papers_desk.letters, name="visa_letters"),
        path("papers/letters/make/", papers_desk.letters_make, name="visa_letters_make"),
        path("papers/posts/", papers_desk.posts, name="visa_posts"),
        path("papers/posts/<int:pk>/", papers_desk.post, name="visa_post"),
        path("papers/<int:pk>/", papers_desk.passport, name="passport"),
    ),
    *behind(
        officers(Permission.OPEN_PASSPORTS),
        path("papers/<int:pk>/photo.jpg", papers_desk.photo, name="photo"),
    ),
    *cities.urlpatterns,
]
