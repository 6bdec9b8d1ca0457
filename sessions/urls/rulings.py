"""Doors of the clashes, the rules and the interpreters."""

from django.urls import path

from forum.gates import behind, officers, organizers
from forum.roles import Permission
from sessions.views import clashes, drives, interpreters, quiet, rulings

urlpatterns = [
    *behind(
        organizers(Permission.PUBLISH),
        path("clashes/accept/", clashes.accept, name="clash_accept"),
        path("clashes/<int:pk>/take-back/", clashes.take_back, name="clash_take_back"),
        path("rules/", rulings.rules, name="rules"),
        path("rules/<slug:name>/", rulings.rule, name="rule"),
    ),
    *behind(
        officers(Permission.EDIT_PROGRAMME),
        path("quiet-hours/", quiet.list_quiet, name="quiet_hours"),
        path("quiet-hours/<int:pk>/", quiet.change, name="quiet_window"),
        path("quiet-hours/<int:pk>/remove/", quiet.remove, name="quiet_remove"),
    ),
    *behind(
        organizers(Permission.EDIT_PROGRAMME),
        path("clashes/", clashes.list_clashes, name="clashes"),
        path("clashes/mend/", clashes.mend, name="clash_mend"),
        path("programme/<int:pk>/head/", clashes.require_head, name="engagement_head"),
        path("drives/", drives.drives, name="drives"),
        path("interpreters/", interpreters.list_interpreters, name="interpreters"),
        path("interpreters/<int:pk>/", interpreters.interpreter, name="interpreter"),
        path("interpreters/<int:pk>/change/", interpreters.change, name="interpreter_change"),
        path("interpreters/<int:pk>/remove/", interpreters.remove, name="interpreter_remove"),
        path("interpreters/duties/<int:pk>/relieve/", interpreters.relieve, name="interpreter_relieve"),
    ),
]
