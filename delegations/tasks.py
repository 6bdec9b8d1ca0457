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


@shared_task(name="delegations.purge")  # type: ignore[untyped-decorator]  # Celery has no types
def purge() -> None:
    """Every hour: is anything kept longer than it may be?"""
    from delegations.actions import purge as keeping

    keeping.purge_all()
