"""A page that only looks may run no SQL but SELECT."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

# Savepoints change nothing by themselves.
READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


class WritesWhileReading(Exception):
    """A page marked as only looking ran a statement that changes something."""

    def __init__(self, sql: str) -> None:
        super().__init__(f"A page that only looks ran: {sql[:80]}")


@contextmanager
def reading() -> Iterator[None]:
    with connection.execute_wrapper(_refuse_writes):
        yield


def reads_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that only looks; it then raises WritesWhileReading rather than write."""

    @wraps(view)
    def looking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with reading():
            return view(request, *args, **kwargs)

    return looking


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not sql.lstrip().upper().startswith(READS):
        raise WritesWhileReading(sql)
    return execute(sql, params, many, context)
