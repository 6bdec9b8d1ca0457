"""Tasks carry ids or nothing, call one function and return nothing."""

import logging

from celery import shared_task

log = logging.getLogger(__name__)


@shared_task(name="sessions.reconcile")  # type: ignore[untyped-decorator]  # Celery has no types
def reconcile() -> None:
    """Every minute: who should have been told, and has no letter? A difference is an alarm with names."""
    from forum.models import Edition
    from sessions.actions import itineraries

    for edition in Edition.objects.all():
        if names := itineraries.reconcile(edition):
            log.error("no letter was on record for %s: posted now", ", ".join(names))
