"""Tasks carry ids or nothing, call one function and return nothing."""

from celery import shared_task


@shared_task(name="delegations.clear_files")  # type: ignore[untyped-decorator]  # Celery has no types
def clear_files() -> None:
    from delegations.actions import roster

    roster.clear_files()


@shared_task(name="delegations.chase")  # type: ignore[untyped-decorator]  # Celery has no types
def chase() -> None:
    """Every minute: is a city to be reminded that its answer is awaited?"""
    from delegations.actions import chasers

    chasers.post_due()
