"""Doors for whoever holds a receipt of the nomination clock: no account, and nothing is kept."""

from django.urls import path

from delegations.views import receipts
from forum.gates import behind, everybody

urlpatterns = behind(
    everybody,
    path("", receipts.check, name="check"),
    path("key.pem", receipts.key, name="key"),
)
