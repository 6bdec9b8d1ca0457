"""The doorbell. What there is to do stands in the database; a ring only shortens the wait until the next sweep.

Rings leave the process from a thread of their own, so no page ever waits for Redis: not when it is gone, and
not when it accepts and never answers.
"""

import logging
import threading
import time

from django.conf import settings
from django.db import transaction

from forum.celery import app  # not Celery's current_app: in a web server nobody has said yet which one that is

log = logging.getLogger(__name__)

PAUSE_AFTER_A_FAILURE = 5.0


def nudge(task: str) -> None:
    """Wake a worker for `task` once the present transaction is committed. Never raises, never waits."""
    if settings.DOORBELL:
        transaction.on_commit(lambda: _bell.ring(task), robust=True)


class Doorbell:
    """A thread that hands task names to the broker. Names rung while it is busy are rung once."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Condition()
        self._thread: threading.Thread | None = None

    def ring(self, task: str) -> None:
        with self._lock:
            self._names.add(task)
            # Started at the first ring, not at import: a thread does not survive the fork of a server's workers.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
                self._thread.start()
            self._lock.notify()

    def _run(self) -> None:
        while True:
            with self._lock:
                while not self._names:
                    self._lock.wait()
                task = self._names.pop()
            if not self._hand_over(task):
                time.sleep(PAUSE_AFTER_A_FAILURE)

    def _hand_over(self, task: str) -> bool:
        try:
            with app.connection_for_write() as connection:
                app.send_task(task, connection=connection, retry=False, ignore_result=True)
        except Exception as trouble:  # whatever the broker's trouble is, the sweep will do the work
            log.warning("the doorbell for %s did not ring: %s", task, trouble)
            return False
        return True


_bell = Doorbell()
