"""The embedded broker: one per folder, REDIS_URL first, its data survives."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum import broker


@pytest.fixture(autouse=True)
def no_redis_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Path]:
    _, process = broker.ensure(tmp_path)
    yield tmp_path
    assert process is not None
    process.kill()
    process.wait()


def ask(var: Path, *words: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        line.connect(str(broker.socket_file(var)))
        line.sendall(" ".join(words).encode() + b"\r\n")
        return line.recv(100)


def test_redis_url_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/1")

    assert broker.ensure(tmp_path) == ("redis://elsewhere:6379/1", None)


def test_without_redis_url_a_broker_is_started(running: Path) -> None:
    assert broker.alive(running)
    assert broker.address(running) == f"redis+socket://{broker.socket_file(running)}"


def test_second_caller_shares_the_broker(running: Path) -> None:
    assert broker.ensure(running) == (broker.address(running), None)


def test_what_was_stored_survives_a_restart(tmp_path: Path) -> None:
    _, first = broker.ensure(tmp_path)
    assert first is not None
    ask(tmp_path, "SET", "letter", "waiting")
    first.send_signal(signal.SIGTERM)
    first.wait()

    _, second = broker.ensure(tmp_path)
    stored = ask(tmp_path, "GET", "letter")
    assert second is not None
    second.kill()
    second.wait()

    assert stored == b"$7\r\nwaiting\r\n"


def test_a_long_folder_gets_a_socket_in_the_temporary_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90) / "var"

    file = broker.socket_file(deep)

    assert len(str(file)) <= broker.LONGEST_SOCKET_PATH
    assert file == broker.socket_file(deep)
    assert file != broker.socket_file(deep / "other")


def test_a_server_that_cannot_start_is_reported_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(broker, "command", lambda _var: ["false"])

    with pytest.raises(SystemExit, match=r"The embedded broker did not start: see .*valkey\.log\."):
        broker.ensure(tmp_path)


def test_a_machine_without_any_server_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(broker, "_binary", lambda: None)

    with pytest.raises(SystemExit, match="set REDIS_URL, or install valkey-server or redis-server"):
        broker.ensure(tmp_path)
