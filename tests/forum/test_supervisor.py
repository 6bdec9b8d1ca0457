"""Children: started in order, restarted, stopped in order, none left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forum.supervisor import LONGEST_PAUSE, NeverReady, Supervisor, pause_after

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
]
FAILING = [sys.executable, "-c", "raise SystemExit('no such table: forum_city')"]
PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""
WATCHER = """
import sys
from pathlib import Path
from forum.supervisor import Supervisor
crew = Supervisor(Path(sys.argv[1]))
child = crew.add("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
crew.listen()
crew.start()
print(child.process.pid, flush=True)
crew.watch()
crew.stop()
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def crew(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    crew = Supervisor(tmp_path / "logs", say=said.append)
    yield crew
    crew.stop()


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    if sys.platform == "linux":
        return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0


def eventually(is_so: Callable[[], bool], crew: Supervisor | None = None) -> bool:
    end = time.monotonic() + 10
    while not is_so() and time.monotonic() < end:
        if crew is not None:
            crew.tend()
        time.sleep(0.02)
    return is_so()


def test_each_child_waits_until_the_one_before_is_ready(crew: Supervisor, tmp_path: Path) -> None:
    mark = tmp_path / "ready"
    opening = [
        sys.executable,
        "-c",
        f"open({str(mark)!r}, 'w'); import time; time.sleep(60)",
    ]
    looking = [
        sys.executable,
        "-c",
        f"import os; print(os.path.exists({str(mark)!r}), flush=True)",
    ]
    crew.add("first", opening, ready=mark.exists)
    second = crew.add("second", looking)

    crew.start()

    assert eventually(lambda: crew.log_of(second).read_text() == "True\n")


def test_a_killed_child_comes_back(crew: Supervisor, said: list[str]) -> None:
    child = crew.add("worker", SLEEPER)
    crew.start()
    assert child.process is not None
    first = child.process.pid

    os.kill(first, signal.SIGKILL)

    assert eventually(
        lambda: child.alive and child.process is not None and child.process.pid != first,
        crew,
    )
    assert said == ["The worker process ended (signal 9) and is started again."]


def test_a_crash_loop_is_told_once_and_slows_down(crew: Supervisor, said: list[str]) -> None:
    child = crew.add("worker", FAILING)
    crew.start()

    assert eventually(lambda: child.quick_deaths == 3, crew)

    assert child.retry_at - time.monotonic() > LONGEST_PAUSE - 5
    assert said == [
        "The worker process ended (exit code 1) and is started again.",
        f"The worker process ends as soon as it starts (exit code 1): see {crew.log_of(child)}. "
        "It is tried again every 30 s.",
    ]


def test_pauses_grow() -> None:
    assert [pause_after(deaths) for deaths in (0, 1, 2, 3, 9)] == [
        0.25,
        0.25,
        1.0,
        30.0,
        30.0,
    ]


def test_a_child_that_never_gets_ready_is_named_with_its_last_words(
    crew: Supervisor,
) -> None:
    child = crew.add("web", FAILING, ready=lambda: False)

    with pytest.raises(NeverReady) as late:
        crew.start()

    assert str(late.value) == (
        f"The web process did not become ready: “no such table: forum_city” (see {crew.log_of(child)})"
    )


def test_the_first_child_is_stopped_last(crew: Supervisor, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    ending = (
        "import signal, sys, time\n"
        "def end(*_): open(sys.argv[2], 'a').write(sys.argv[1] + ' '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('up', flush=True)\n"
        "time.sleep(60)"
    )
    children = [crew.add(name, [sys.executable, "-c", ending, name, str(journal)]) for name in ("broker", "web")]
    crew.start()
    assert eventually(lambda: all(crew.log_of(child).read_text() == "up\n" for child in children))

    crew.stop()

    assert journal.read_text() == "web broker "


def test_what_a_child_started_ends_with_it(crew: Supervisor) -> None:
    child = crew.add("worker", [sys.executable, "-c", PARENT])
    crew.start()
    assert eventually(lambda: crew.log_of(child).read_text().strip().isdigit())
    grandchild = int(crew.log_of(child).read_text())

    crew.stop()

    assert not child.alive
    assert eventually(lambda: not is_running(grandchild))


def test_stubborn_children_are_gone_within_eight_seconds(crew: Supervisor) -> None:
    children = [crew.add(name, STUBBORN) for name in ("broker", "worker", "web")]
    crew.start()
    time.sleep(0.5)  # let them get deaf
    began = time.monotonic()

    crew.stop()

    assert time.monotonic() - began < 8
    assert [child.alive for child in children] == [False, False, False]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_watch_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", WATCHER, str(tmp_path)], stdout=subprocess.PIPE) as watcher:
        assert watcher.stdout is not None
        sleeper = int(watcher.stdout.readline())

        watcher.send_signal(number)

        assert watcher.wait(timeout=8) == 0
    assert not is_running(sleeper)


@pytest.mark.skipif(
    sys.platform != "linux",
    reason="only Linux ends children when their parent is killed",
)
def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WATCHER, str(tmp_path)], stdout=subprocess.PIPE) as watcher:
        assert watcher.stdout is not None
        sleeper = int(watcher.stdout.readline())

        watcher.kill()

    assert eventually(lambda: not is_running(sleeper))
