"""`manage.py demo`: the whole system on one machine, with the reference forum in it."""

import argparse
import contextlib
import fcntl
import hashlib
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from forum import broker
from forum.supervisor import NeverReady, Supervisor

REFERENCE = "shanghai-2025"
# The reference forum was held in May 2025; its invitations go out two months before.
CURTAIN_RISES = datetime(2025, 3, 24, 1, 0, tzinfo=UTC)
PAGES = [
    ("Organizers", f"organizer/{REFERENCE}/"),
    ("Delegations", "portal/"),
    ("The public", f"programme/{REFERENCE}/"),
    ("Mailbox", "mailbox/"),
    ("API", "api/v1/"),
]
PEOPLE = [
    ("organizer", "olga.chen@protocol.shanghai.example"),
    ("assistant", "aoife.byrne@cork.example"),
    ("two cities", "saskia.delta@delta-cities.example"),
    ("one mailbox", "international@liverpool.example"),
    ("delegate", "lord.mayor@cork.example"),
]


class Command(BaseCommand):
    help = "Run the whole system here, with the reference forum of Shanghai 2025 in it."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port of the web server (8000)")
        parser.add_argument(
            "--fast",
            action="store_true",
            help="trust what the last start prepared and check nothing",
        )

    def handle(self, *, port: int, fast: bool, **_options: object) -> None:
        self.began = time.monotonic()
        settings.DOORBELL = False  # nobody is there yet to hear it; the first sweep sees what is loaded
        refuse_taken_port(port)
        become_demo(port)
        try:
            with only_one(settings.VAR):
                if not fast:
                    self.prepare()
                self.run(port)
        except KeyboardInterrupt:
            raise SystemExit(130) from None

    def prepare(self) -> None:
        """Bring database, catalogues, reference forum and static files up to date; skip what already is."""
        self.step(
            migrations_missing,
            "database",
            lambda: call_command("migrate", verbosity=0, interactive=False),
        )
        self.step(
            catalogues_stale,
            "languages",
            lambda: import_module("forum.languages").compile(),
        )
        self.step(
            reference_missing,
            "reference forum",
            lambda: call_command("load_forum", REFERENCE, verbosity=0),
        )
        self.step(static_files_stale, "static files", gather_static_files)
        connections.close_all()

    def step(self, needed: Callable[[], bool], name: str, do: Callable[[], object]) -> None:
        if needed():
            self.tell(f"{name} …")
            do()

    def run(self, port: int) -> None:
        """Start everything, say where it is, keep it running until a signal comes."""
        supervisor = crew(settings.VAR, port, say=self.tell)
        supervisor.listen()
        try:
            self.tell(f"starting {', '.join(child.name for child in supervisor.children)} …")
            supervisor.start()
            if not supervisor.stopping:
                self.stdout.write(welcome(port, time.monotonic() - self.began, settings.VAR))
                self.stdout.flush()
            supervisor.watch()
        except NeverReady as late:
            raise SystemExit(str(late)) from None
        finally:
            supervisor.stop()
        self.tell("stopped, nothing is left running.")

    def tell(self, sentence: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:6.1f} s  {sentence}")
        self.stdout.flush()


def refuse_taken_port(port: int) -> None:
    """Raises SystemExit in words when the demo cannot listen on `port`."""
    if not 1 <= port <= 65535:
        raise SystemExit(f"{port} is not a port: choose one from 1 to 65535, for example make demo PORT=8123")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise SystemExit(f"Port {port} needs an administrator: try make demo PORT=8123") from None
        except OSError:
            raise SystemExit(f"Port {port} is already in use: try make demo PORT=8123") from None


def become_demo(port: int) -> None:
    """Start this program anew with the demo's environment when its settings were read without it."""
    wanted = {
        "FORUM_DEMO": "1",
        "FORUM_VAR": str(settings.VAR),
        "FORUM_SITE_URL": f"http://localhost:{port}",
        "FORUM_CLOCK_SHIFT": str(clock_shift(settings.VAR)),
    }
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | wanted)


def clock_shift(var: Path) -> int:
    """Seconds between the demo’s clock and ours: it stood at CURTAIN_RISES at the first start and has run since."""
    file = var / "first-start"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        file.write_text(str(int(time.time())))
    return int(CURTAIN_RISES.timestamp()) - int(file.read_text())


@contextlib.contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the data folder for one demo at a time. Raises SystemExit when another one has it."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"Another demo runs with the data in {var}: stop it, or set FORUM_VAR.") from None
        yield


def migrations_missing() -> bool:
    executor = MigrationExecutor(connections["default"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def catalogues_stale() -> bool:
    sources = [file for folder in settings.LOCALE_PATHS for file in Path(folder).rglob("*.po")]
    return find_spec("forum.languages") is not None and any(not _compiled(file) for file in sources)


def _compiled(source: Path) -> bool:
    catalogue = source.with_suffix(".mo")
    return catalogue.exists() and catalogue.stat().st_mtime >= source.stat().st_mtime


def reference_missing() -> bool:
    if "load_forum" not in get_commands():
        return False
    return not import_module("sessions.actions.reference").is_loaded(REFERENCE)


def static_files_stale() -> bool:
    stamp = _static_stamp()
    return not stamp.exists() or stamp.read_text() != _static_digest()


def gather_static_files() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)
    _static_stamp().write_text(_static_digest())


def _static_stamp() -> Path:
    # Beside the gathered files, so that whoever deletes them deletes it too.
    return Path(settings.STATIC_ROOT) / ".gathered"


def _static_digest() -> str:
    files = ((name, Path(store.path(name))) for finder in get_finders() for name, store in finder.list([]))
    facts = sorted((name, file.stat().st_mtime_ns, file.stat().st_size) for name, file in files)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def crew(var: Path, port: int, *, say: Callable[[str], None]) -> Supervisor:
    """The demo's processes. The broker comes first, and so it is stopped last."""
    supervisor = Supervisor(var / "logs", os.environ | {"REDIS_URL": broker.address(var)}, say)
    if not os.environ.get("REDIS_URL") and not broker.alive(var):
        supervisor.add("broker", broker.command(var), ready=lambda: broker.alive(var))
    celery = [sys.executable, "-m", "celery", "-A", "forum"]
    quiet = ["--without-mingle", "--without-gossip"]
    supervisor.add("worker", [*celery, "worker", "-c", "2", "-n", "demo@%h", "-l", "INFO", *quiet])
    supervisor.add(
        "beat",
        [
            *celery,
            "beat",
            "-l",
            "INFO",
            "--schedule",
            str(var / "beat-schedule"),
            "--pidfile=",
        ],
    )
    supervisor.add("web", web_command(port), ready=lambda: answers(port))
    return supervisor


def web_command(port: int) -> list[str]:
    return [
        *(
            sys.executable,
            "-m",
            "gunicorn",
            "forum.wsgi:application",
            "--bind",
            f"127.0.0.1:{port}",
        ),
        *(
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
            "--graceful-timeout",
            "5",
        ),
        *("--preload", "--no-control-socket", "--access-logfile", "-"),
    ]


def answers(port: int) -> bool:
    """Does the web server answer, and without an error of its own?"""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health/", headers={"Host": f"localhost:{port}"})
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def welcome(port: int, seconds: float, var: Path) -> str:
    """What a newcomer needs to know, and no more."""
    site = f"http://localhost:{port}/"
    pages = [f"  {name:<12} {site}{path}" for name, path in PAGES]
    people = [f"  {role:<12} {address}" for role, address in PEOPLE]
    return "\n".join(
        [
            f"\nMayors Forum is ready after {seconds:.1f} s: {site}\n",
            *pages,
            "\nTo sign in, type one of these addresses; the code arrives in the mailbox page.\n",
            *people,
            "\nHere it is spring 2025: the clock of the demo began on 24 March, two months before the forum.",
            f"\nLogs are in {var / 'logs'}. Ctrl-C stops everything.\n",
        ]
    )
