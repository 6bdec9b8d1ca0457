"""Tasks carry ids or nothing, call one function and return nothing: losing or doubling one is harmless."""

from celery import shared_task


@shared_task(name="forum.follow")  # type: ignore[untyped-decorator]  # Celery has no types
def follow() -> None:
    from forum import ledger

    ledger.follow_changes()


@shared_task(name="forum.work_off")  # type: ignore[untyped-decorator]  # Celery has no types
def work_off() -> None:
    from forum import outbox

    outbox.work_off()


@shared_task(name="forum.look_up_addresses")  # type: ignore[untyped-decorator]  # Celery has no types
def look_up_addresses() -> None:
    from forum import outbox

    outbox.look_up_addresses()


@shared_task(name="forum.seal")  # type: ignore[untyped-decorator]  # Celery has no types
def seal() -> None:
    from forum import ledger

    ledger.seal_changes()


@shared_task(name="forum.forget_sign_ins")  # type: ignore[untyped-decorator]  # Celery has no types
def forget_sign_ins() -> None:
    from forum import signin

    signin.forget_old()
