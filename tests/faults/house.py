"""A whole house of real processes: broker, workers, beats, a web server and a mail server with faults."""

import contextlib
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from forum import broker
from forum.supervisor import die_with_parent
from tests.faults.sink import Faults, read_journal, sink

NUMBER = count(1)
CELERY = ["celery", "-A", "forum", "--quiet"]
SETTLED = "SELECT count(*) FROM forum_message WHERE state IN ('waiting', 'sending')"


class House:
    """Processes around one database in `var`. Everything started here ends with `close()`."""

    def __init__(self, var: Path, mail_port: int, database: str) -> None:
        self.var, self.database = var, database
        self.journal = var / "journal.jsonl"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.redis: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "FORUM_TESTING": "0",
            "FORUM_VAR": str(var),
            "DATABASE_URL": database,
            "REDIS_URL": f"redis+socket://{broker.socket_file(var)}",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "FORUM_QUIET_SECONDS": "0",
            "FORUM_LOG_LEVEL": "WARNING",
        }

    def errand(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", "tests.faults.errands", *words], env=self.environment, check=True)

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.var / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                env={**self.environment, **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )
        self.processes.append(process)
        return process

    def start_redis(self) -> None:
        self.redis = subprocess.Popen(broker.command(self.var), preexec_fn=die_with_parent)
        wait_until(lambda: broker.alive(self.var), 10)

    def stop_redis(self) -> None:
        assert self.redis
        self.redis.kill()
        self.redis.wait()

    def start_worker(self, **environment: str) -> subprocess.Popen[bytes]:
        name = f"worker{len(self.processes)}@%h"
        options = ["worker", "-c", "2", "-n", name, "--without-mingle", "--without-gossip"]
        return self.start(*CELERY, *options, **environment)

    def start_beat(self) -> subprocess.Popen[bytes]:
        return self.start(*CELERY, "beat", "-s", str(self.var / f"beat{len(self.processes)}"))

    def start_web(self, **environment: str) -> str:
        """A web server with one worker; its address."""
        port = free_port()
        self.start("gunicorn", "forum.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4", **environment)
        wait_until(lambda: listens(port), 20)
        return f"http://127.0.0.1:{port}"

    def wait_until_workers_work(self) -> None:
        """A worker whose process is killed while its pool is being started gives up: that is not what is tried here."""
        wait_until(lambda: len(read_journal(self.journal)) > 5, 60)
        wait_until(lambda: all(len(children(one.pid)) >= 2 for one in self.processes[:2]), 60)
        time.sleep(2)

    def workers_live(self) -> bool:
        return any(one.poll() is None for one in self.processes[:2])

    def kill_a_sender(self, chance: random.Random) -> bool:
        """kill -9 for one of the processes that may be sending at this moment."""
        victims = [int(pid) for worker in self.processes for pid in children(worker.pid)]
        if not victims:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(victims), signal.SIGKILL)
        return True

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        if self.database:
            with psycopg.connect(self.database) as connection:
                return list(connection.execute(sql).fetchall())
        with contextlib.closing(sqlite3.connect(self.var / "forum.sqlite3", timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def unsettled(self) -> int:
        return int(str(self.ask(SETTLED)[0][0]))

    def wait_until_settled(self, seconds: float) -> None:
        wait_until(lambda: self.unsettled() == 0, seconds)

    def copies(self) -> Counter[str]:
        """How often each letter was accepted by the mail server, by its Message-ID."""
        return Counter(mail["message_id"] for mail in read_journal(self.journal))

    def dropped_replies(self) -> int:
        return sum(not mail["replied"] for mail in read_journal(self.journal))

    def close(self) -> None:
        for process in [*self.processes, self.redis]:
            if process and process.poll() is None:
                process.kill()
                process.wait()


@contextlib.contextmanager
def house(var: Path, faults: Faults | None = None) -> Iterator[House]:
    """A house with an empty database, a broker and a mail server; no worker yet."""
    with sink(var / "journal.jsonl", faults or Faults()) as port, empty_database() as database:
        built = House(var, port, database)
        try:
            built.errand("migrate")
            built.start_redis()
            yield built
        finally:
            built.close()


@contextlib.contextmanager
def empty_database() -> Iterator[str]:
    """The address of a new database on the server of DATABASE_URL; without one, nothing: the house takes SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"house_{os.getpid()}_{next(NUMBER)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def children(pid: int) -> list[str]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.split()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise AssertionError(f"it did not come about within {seconds:.0f} s")
        time.sleep(0.1)
