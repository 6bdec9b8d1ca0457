"""Doors of sub-forums and speeches, for organizers."""

from django.urls import path

from forum.gates import behind, officers, organizers
from forum.roles import Permission
from sessions.views import speeches, subforums

urlpatterns = [
    *behind(
        organizers(Permission.EDIT_PROGRAMME),
        path("sub-forums/", subforums.list_subforums, name="subforums"),
        path("sub-forums/places/", subforums.assignment, name="assignment"),
        path("sub-forums/places/accept/", subforums.accept, name="assignment_accept"),
        path("sub-forums/places/<int:pk>/", subforums.place_by_hand, name="subforum_place"),
        path("sub-forums/wishes/<int:pk>/", subforums.wishes, name="subforum_wishes"),
        path("sub-forums/<int:pk>/", subforums.subforum, name="subforum"),
        path("sub-forums/<int:pk>/speakers/", subforums.add_speaker, name="speaker_add"),
        path("sub-forums/<int:pk>/ask/", subforums.ask_for_texts, name="texts_ask"),
        path("sub-forums/<int:pk>/times/", speeches.lay_out, name="lay_out"),
        path("sub-forums/<int:pk>/swap/", speeches.swap, name="swap"),
        path("sub-forums/<int:pk>/speakers.pdf", speeches.order_pdf, name="speakers_pdf"),
        path("sub-forums/<int:pk>/script.pdf", speeches.script_pdf, name="script_pdf"),
        path("sub-forums/<int:pk>/time-cards.pdf", speeches.cards_pdf, name="time_cards_pdf"),
        path("sub-forums/speeches/<int:pk>/", speeches.speech, name="speech"),
        path("sub-forums/speeches/<int:pk>/turn/", speeches.turn, name="speech_turn"),
        path("sub-forums/speeches/<int:pk>/papers/", speeches.hand_in, name="speech_paper_add"),
        path("sub-forums/papers/<int:pk>/status/", speeches.status, name="speech_paper_status"),
    ),
    *behind(
        officers(Permission.EDIT_PROGRAMME),
        path("sub-forums/papers/<int:pk>/file/", speeches.paper_file, name="speech_paper"),
        path("sub-forums/<int:pk>/booths.zip", speeches.booth_pack, name="booth_pack"),
    ),
]
