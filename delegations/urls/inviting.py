"""Doors of the organizers' panel: whom to invite, the life of one letter, reminders, the nomination clock."""

from django.urls import path

from delegations.views import inviting, letter, nomination_clock
from forum.gates import behind, organizers
from forum.roles import Permission

urlpatterns = behind(
    organizers(Permission.INVITE),
    path("invitations/", inviting.invitations, name="invitations"),
    path("invitations/add/", inviting.add, name="invitation_add"),
    path("invitations/wave/<slug:day>/", inviting.wave, name="invitation_wave"),
    path("invitations/enclosures/", inviting.enclosures, name="enclosures"),
    path("invitations/enclosures/<int:pk>/", inviting.enclosure, name="enclosure"),
    path("invitations/reminders/", inviting.reminders, name="reminders"),
    path("invitations/reminders/days/", inviting.reminder_days, name="reminder_days"),
    path("invitations/<int:pk>/move-up/", inviting.move_up, name="invitation_move_up"),
    path("invitations/<int:pk>/edit/", letter.edit, name="invitation_edit"),
    path("invitations/<int:pk>/answer/", letter.answer, name="invitation_answer"),
    path("invitations/<int:pk>/dispatch/", letter.dispatch, name="invitation_dispatch"),
    path("invitations/<int:pk>/hold/", letter.hold, name="invitation_hold"),
    path("invitations/<int:pk>/withdraw/", letter.withdraw, name="invitation_withdraw"),
    path("invitations/<int:pk>/reissue/", letter.reissue, name="invitation_reissue"),
    path("invitations/<int:pk>/deputy/", letter.deputy, name="invitation_deputy"),
    path("invitations/clock/", nomination_clock.clock, name="clock"),
    path("invitations/clock/<int:sequence>/receipt.pdf", nomination_clock.receipt_pdf, name="clock_receipt_pdf"),
    path("invitations/clock/<int:sequence>/receipt.json", nomination_clock.receipt_json, name="clock_receipt_json"),
)
