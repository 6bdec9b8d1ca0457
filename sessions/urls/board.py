"""Doors of the board: the draft as organizers move it about and look at it."""

from django.urls import path

from sessions.views import arranging, desk, looking, moving, organizer, rooms

DOORS = [
    path("programme/", desk.show_programme, name="programme"),
    path("programme/board/", desk.show_board, name="programme_board"),
    path("programme/state/", desk.show_state, name="programme_state"),
    path("programme/list/", looking.show_list, name="programme_list"),
    path("programme/person/", looking.show_person, name="programme_person"),
    path("programme/languages/", looking.show_languages, name="programme_languages"),
    path("programme/rooms/", rooms.show_rooms, name="programme_rooms"),
    path("programme/rooms/<int:pk>/", rooms.show_room, name="programme_room"),
    path("programme/closures/<int:pk>/open/", rooms.reopen, name="programme_room_open"),
    path("programme/move/", moving.move, name="engagement_move"),
    path("programme/undo/", moving.undo, name="programme_undo"),
    path("programme/redo/", moving.redo, name="programme_redo"),
    path("programme/add/", organizer.add_engagement, name="engagement_add"),
    path("programme/<int:pk>/", organizer.engagement, name="engagement"),
    path("programme/<int:pk>/place/", organizer.place, name="engagement_place"),
    path("programme/<int:pk>/tray/", organizer.take_off, name="engagement_take_off"),
    path("programme/<int:pk>/copy/", arranging.duplicate, name="engagement_copy"),
    path("programme/<int:pk>/delete/", arranging.remove, name="engagement_remove"),
    path("programme/<int:pk>/within/", arranging.put_within, name="engagement_put_within"),
    path("programme/<int:pk>/order/", arranging.order, name="engagement_order"),
    path("programme/<int:pk>/parts/", organizer.give_part, name="engagement_give_part"),
    path(
        "programme/<int:pk>/parts/<int:attendance>/away/",
        organizer.take_part_away,
        name="engagement_take_part_away",
    ),
]
