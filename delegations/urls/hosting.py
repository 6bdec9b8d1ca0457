"""Doors of travel, transfers, rooms and needs: the organizers' and the guests'."""

from django.urls import path

from delegations.views import arrivals, liaison, lodging, rooms, table, transfers
from forum.gates import behind, officers, organizers, signed_in
from forum.roles import Permission

organizer = [
    *behind(
        organizers(Permission.EDIT_DELEGATIONS),
        path("travel/", arrivals.manifest, {"direction": "in"}, name="arrivals"),
        path("travel/arrivals.pdf", arrivals.manifest_pdf, {"direction": "in"}, name="arrivals_pdf"),
        path("travel/departures/", arrivals.manifest, {"direction": "out"}, name="departures"),
        path("travel/departures.pdf", arrivals.manifest_pdf, {"direction": "out"}, name="departures_pdf"),
        path("travel/board/", arrivals.board, name="arrivals_board"),
        path("travel/board/rows/", arrivals.board_rows, name="arrivals_rows"),
        path("travel/tick/", arrivals.tick, name="arrivals_tick"),
        path("travel/transfers/", transfers.transfers, name="transfers"),
        path("travel/transfers/arrivals/", transfers.propose, {"direction": "in"}, name="propose_arrivals"),
        path("travel/transfers/departures/", transfers.propose, {"direction": "out"}, name="propose_departures"),
        path("travel/transfers/<int:pk>/seat/", transfers.seat_give, name="seat_give"),
        path("travel/transfers/<int:pk>/cancel/", transfers.transfer_cancel, name="transfer_cancel"),
        path("travel/seats/<int:pk>/free/", transfers.seat_free, name="seat_free"),
        path("travel/fleet/", transfers.fleet, name="fleet"),
        path("travel/fleet/vehicles/add/", transfers.vehicle_add, name="vehicle_add"),
        path("travel/fleet/vehicles/<int:pk>/", transfers.vehicle_edit, name="vehicle"),
        path("travel/liaison/", liaison.officers, name="liaison"),
        path("travel/liaison/<int:pk>/", liaison.officer, name="liaison_officer"),
        path("travel/liaison/<int:pk>/remove/", liaison.officer_remove, name="liaison_remove"),
        path("travel/liaison/add/<int:pk>/", liaison.officer_add, name="liaison_add"),
        path("travel/hotels/", rooms.hotels, name="hotels"),
        path("travel/hotels/add/", rooms.hotel_add, name="hotel_add"),
        path("travel/hotels/<int:pk>/", rooms.hotel_edit, name="hotel"),
        path("travel/hotels/<int:pk>/block/", rooms.block_add, name="block_add"),
        path("travel/blocks/<int:pk>/", rooms.block_edit, name="block"),
        path("travel/blocks/<int:pk>/remove/", rooms.block_remove, name="block_remove"),
        path("travel/rooms/", rooms.rooming_list, name="rooming"),
        path("travel/rooms/list.pdf", rooms.rooming_pdf, name="rooming_pdf"),
        path("travel/rooms/list.xlsx", rooms.rooming_xlsx, name="rooming_xlsx"),
        path("travel/rooms/assign/", rooms.assign, name="rooms_assign"),
        path("travel/stays/<int:pk>/", rooms.stay, name="stay"),
        path("travel/stays/<int:pk>/release/", rooms.stay_release, name="stay_release"),
    ),
    *behind(
        officers(Permission.EDIT_DELEGATIONS),
        # Telephones of drivers, greeters and liaison officers: an observer sees the rides and how full they are.
        path("travel/greeter/", arrivals.greeter, name="greeter"),
        path("travel/transfers/drivers.pdf", transfers.transfers_pdf, name="transfers_pdf"),
        path("travel/transfers/add/", transfers.transfer_add, name="transfer_add"),
        path("travel/transfers/<int:pk>/", transfers.transfer, name="transfer"),
        path("travel/transfers/<int:pk>/sheet.pdf", transfers.transfer_pdf, name="transfer_pdf"),
        path("travel/fleet/drivers/add/", transfers.driver_add, name="driver_add"),
        path("travel/fleet/drivers/<int:pk>/", transfers.driver_edit, name="driver"),
        path("travel/kitchen/", table.kitchen_page, name="kitchen"),
        path("travel/kitchen/sheet.pdf", table.kitchen_pdf, name="kitchen_pdf"),
        path("travel/kitchen/menus/", table.kitchen_offer, name="kitchen_offer"),
        path("travel/needs/", table.needs_page, name="needs"),
        path("travel/needs/list.pdf", table.needs_pdf, name="needs_pdf"),
        path("travel/needs/<int:pk>/", table.needs_edit, name="needs_edit"),
    ),
]

portal = behind(
    signed_in,
    path("delegates/<int:pk>/stay/", lodging.lodging, name="lodging"),
    path("delegates/<int:pk>/journey/", lodging.ground_leg_add, name="ground_leg_add"),
    path("journeys/<int:pk>/", lodging.ground_leg, name="ground_leg"),
    path("delegates/<int:pk>/room/", lodging.stay_wish, name="stay_wish"),
    path("delegates/<int:pk>/needs/", lodging.needs_own, name="needs"),
)
