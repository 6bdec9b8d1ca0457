"""Doors of the organizers' panel that belong to the house itself."""

from django.urls import path

from forum.gates import behind, organizers
from forum.roles import Permission
from forum.views import organizer, vault

urlpatterns = [
    *behind(organizers(Permission.SEE), path("", organizer.dashboard, name="dashboard")),
    *behind(organizers(Permission.SEE), path("vault/", vault.reads, name="vault_reads")),
    *behind(
        organizers(Permission.HANDLE_LETTERS),
        path("letters/", organizer.letters, name="letters"),
        path("letters/<int:pk>/", organizer.letter, name="letter"),
        path("letters/<int:pk>/again/", organizer.send_again, name="letter_again"),
    ),
]
