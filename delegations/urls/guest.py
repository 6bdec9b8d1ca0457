"""Doors for whoever holds a letter: they open the answer to it, and nothing else."""

from django.urls import path

from delegations.views import guest
from forum.gates import behind, everybody

urlpatterns = behind(
    everybody,
    path("", guest.code, name="code"),
    path("letter/", guest.answer, name="answer"),
    path("thanks/", guest.thanks, name="thanks"),
)
