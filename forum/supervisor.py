"""A handful of child processes: started in order, restarted when they die, stopped in order, none left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STEADY_SECONDS = 10.0  # a child that lived this long was well; its next death starts a new count
LONGEST_PAUSE = 30.0
STOP_SECONDS = 6.0  # what everybody but the last child may take to finish; the last one gets what is left of 8
LAST_STOP_SECONDS = 1.5
BIGGEST_LOG = 5_000_000

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Make the process about to start leader of its own group and, on Linux, end it when its parent is killed."""
    os.setsid()
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class NeverReady(Exception):
    """A child did not become ready in time. The message names its log."""


@dataclass
class Child:
    """One process to keep alive; `ready` says when the next one may start."""

    name: str
    command: list[str]
    ready: Callable[[], bool] | None = None
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    retry_at: float = 0.0
    quick_deaths: int = 0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal to the child and to everything it has started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


@dataclass
class Supervisor:
    """Keeps children running in the order they were added; the first one added is stopped last."""

    logs: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    say: Callable[[str], None] = print
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def add(self, name: str, command: list[str], ready: Callable[[], bool] | None = None) -> Child:
        child = Child(name, command, ready)
        self.children.append(child)
        return child

    def listen(self) -> None:
        """Let Ctrl-C, a polite kill and a closed terminal end the watch."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def start(self, *, seconds: float = 60.0) -> None:
        """Start every child, each when the one before it is ready. Raises NeverReady."""
        for child in self.children:
            if self.stopping:
                return
            self._start(child)
            if child.ready is not None:
                self._await(child, child.ready, seconds)

    def watch(self) -> None:
        """Restart what dies, until a signal comes."""
        while not self.stopping:
            self.tend()
            time.sleep(0.2)

    def tend(self) -> None:
        """Look after every started child once."""
        for child in self.children:
            if child.alive or not child.started_at:
                continue
            if child.process is not None:
                self._note_death(child)
            if time.monotonic() >= child.retry_at:
                self._start(child)

    def stop(self) -> None:
        """End all children within eight seconds: everybody at once first, then the one that was started first."""
        self.stopping = True
        if self.children:
            _end(self.children[1:], STOP_SECONDS)
            _end(self.children[:1], LAST_STOP_SECONDS)

    def log_of(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def _hear(self, number: int, _frame: object) -> None:
        self.stopping = True

    def _start(self, child: Child) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.log_of(child)
        if log.exists() and log.stat().st_size > BIGGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        child.started_at = time.monotonic()
        with log.open("ab") as output:
            child.process = subprocess.Popen(
                child.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )

    def _await(self, child: Child, ready: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stopping and not ready():
            if time.monotonic() > end or child.quick_deaths >= 3:
                raise NeverReady(f"The {child.name} process did not become ready: {self._last_words(child)}")
            self.tend()
            time.sleep(0.05)

    def _note_death(self, child: Child) -> None:
        process, child.process = child.process, None
        assert process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # the rest of the family, or two would do one's work
        lived = time.monotonic() - child.started_at
        child.quick_deaths = 1 if lived >= STEADY_SECONDS else child.quick_deaths + 1
        child.retry_at = time.monotonic() + pause_after(child.quick_deaths)
        if child.quick_deaths == 1:
            self.say(f"The {child.name} process ended ({_cause(process.returncode)}) and is started again.")
        elif child.quick_deaths == 3:
            self.say(
                f"The {child.name} process ends as soon as it starts ({_cause(process.returncode)}): "
                f"see {self.log_of(child)}. It is tried again every {LONGEST_PAUSE:.0f} s."
            )

    def _last_words(self, child: Child) -> str:
        log = self.log_of(child)
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()] if log.exists() else []
        return f"“{lines[-1].strip()}” (see {log})" if lines else f"see {log}"


def pause_after(quick_deaths: int) -> float:
    """Seconds to wait before the next start: 0.25 s at first, then longer and longer."""
    return LONGEST_PAUSE if quick_deaths >= 3 else 0.25 * 4 ** max(quick_deaths - 1, 0)


def _end(children: list[Child], seconds: float) -> None:
    for child in children:
        if child.alive:
            child.process.terminate()  # type: ignore[union-attr]  # alive means there is a process
    end = time.monotonic() + seconds
    while any(child.alive for child in children) and time.monotonic() < end:
        time.sleep(0.02)
    for child in children:
        child.signal(signal.SIGKILL)  # also for the ended ones: what they started may have outlived them
        if child.process is not None:
            child.process.wait()


def _cause(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
