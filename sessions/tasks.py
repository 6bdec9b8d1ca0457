"""Tasks carry ids or nothing, call one function and return nothing."""

import logging

from celery import shared_task

log = logging.getLogger(__name__)


@shared_task(name="sessions.reconcile")  # type: ignore[untyped-decorator]  # Celery has no types
def reconcile() -> None:
    """Every minute: who should have been told, and has no letter? A difference is an alarm with a number.

    Never with names: a log is read by other people, and kept by other rules. The list of letters says who.

    Trouble in one edition must not silence the alarm of the others.
    """
    from forum.models import Edition
    from sessions.actions import itineraries

    for edition in Edition.objects.all():
        try:
            names = itineraries.reconcile(edition)
        except Exception:
            log.exception("the itineraries of %s could not be compared with the letters", edition.slug)
            continue
        if names:
            log.error("%d letters of %s were not on record: posted now", len(names), edition.slug)


@shared_task(name="sessions.purge")  # type: ignore[untyped-decorator]  # Celery has no types
def purge() -> None:
    """Every hour: delete the quiet hours of people that may no longer be kept."""
    from sessions.actions import quiet_hours

    quiet_hours.forget_all()
