"""A server that accepts and never answers: `python -m tests.faults.silent --port N`."""

import argparse
import contextlib
import socket
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def silence(port: int = 0) -> Iterator[int]:
    """Listen on a port of this machine, accept everybody, say nothing. Gives the port."""
    with socket.create_server(("127.0.0.1", port), backlog=512) as door:
        held: list[socket.socket] = []
        threading.Thread(target=_accept, args=(door, held), daemon=True).start()
        try:
            yield int(door.getsockname()[1])
        finally:
            with contextlib.suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)  # wakes accept(), which close() alone does not
            for line in held:
                line.close()


def _accept(door: socket.socket, held: list[socket.socket]) -> None:
    with contextlib.suppress(OSError):  # the door is closed: that is the end
        while True:
            held.append(door.accept()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    with silence(parser.parse_args().port) as port, contextlib.suppress(KeyboardInterrupt):
        print(f"silent on 127.0.0.1:{port}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
