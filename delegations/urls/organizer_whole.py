"""Doors of the organizers' panel: the people of a delegation, its size, who pays, the permit."""

from django.urls import path

from delegations.views import office_hospitality, office_people, office_permit, office_sizes
from forum.gates import behind, organizers
from forum.roles import Permission

urlpatterns = behind(
    organizers(Permission.EDIT_DELEGATIONS),
    path("delegations/<int:pk>/add/", office_people.delegate_add, name="delegate_add"),
    path("delegations/<int:pk>/hand-in/", office_people.hand_in, name="hand_in"),
    path("delegations/<int:pk>/head/", office_people.replace_head, name="replace_head"),
    path("delegations/<int:pk>/withdraw/", office_people.withdraw, name="withdraw"),
    path("delegations/<int:pk>/take-back/", office_people.withdrawal_undo, name="withdrawal_undo"),
    path("delegations/people/<int:pk>/", office_people.delegate_edit, name="delegate_edit"),
    path("delegations/people/<int:pk>/remove/", office_people.delegate_remove, name="delegate_remove"),
    path("delegations/people/<int:pk>/move/", office_people.delegate_move, name="delegate_move"),
    path("delegations/ceilings/", office_sizes.ceilings, name="ceilings"),
    path("delegations/ceilings/requests/<int:pk>/", office_sizes.size_answer, name="size_answer"),
    path("delegations/<int:pk>/ceilings/", office_sizes.allowance, name="allowance"),
    path("hospitality/", office_hospitality.hospitality, name="hospitality"),
    path("hospitality/sheet/", office_hospitality.sheet, name="hospitality_sheet"),
    path("hospitality/statements/", office_hospitality.statements_issue, name="statements_issue"),
    path("hospitality/statements/<int:pk>/", office_hospitality.statement_pdf, name="statement_pdf"),
    path("hospitality/terms/<slug:role>/", office_hospitality.terms, name="terms"),
    path("hospitality/people/<int:pk>/<slug:item>/", office_hospitality.own_terms, name="own_terms"),
    path("delegations/<int:pk>/statement/", office_hospitality.statement_issue, name="statement_issue"),
    path("delegations/permit/", office_permit.permit, name="permit"),
)
