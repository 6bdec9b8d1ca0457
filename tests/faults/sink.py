"""An SMTP server that accepts letters, writes each one down and misbehaves on request.

    python -m tests.faults.sink --port 8210 --journal mails.jsonl --seed 7 --defer 0.02 --drop 0.002

Chance is drawn from the seed, the recipient and the number of the try, so that a run can be repeated
whatever the order in which the letters come in.
"""

import argparse
import asyncio
import contextlib
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, TextIO

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
LATER = "451 4.3.0 Try again later"
NEVER = "550 5.1.1 No such person here"
FOR_EVER = 24 * 3600.0
_TOO_LONG = re.compile(rb"[^\r\n]{999}")


@dataclass(frozen=True)
class Faults:
    """What goes wrong, as shares from 0 to 1 of the tries, and for whom always."""

    seed: int = 0
    defer: float = 0.0  # 451, half of them at RCPT and half after DATA
    drop: float = 0.0  # accepted, then the line is cut before the reply
    swallow: float = 0.0  # accepts the data and never answers
    delay: float = 0.0  # seconds before every reply to DATA
    refuse_recipient: str = ""  # a regular expression; 550 at RCPT

    def strikes(self, fault: str, share: float, recipient: str, attempt: int) -> bool:
        """Does chance send this fault to this try of this recipient?"""
        drawn = hashlib.blake2b(f"{self.seed}|{fault}|{recipient}|{attempt}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn) < share * 2**64

    def refuses(self, recipient: str) -> bool:
        return bool(self.refuse_recipient) and re.search(self.refuse_recipient, recipient) is not None


class Sink:
    """The handler: decides what happens to a letter, and keeps the journal."""

    def __init__(self, faults: Faults, journal: Path) -> None:
        self.faults = faults
        self.attempts: Counter[str] = Counter()
        self._journal: TextIO = journal.open("a", encoding="utf-8")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.attempts[address] += 1
        if self.faults.refuses(address):
            return NEVER
        if self._strikes("defer-recipient", self.faults.defer / 2, address):
            return LATER
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        first = envelope.rcpt_tos[0]
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        if self._strikes("swallow", self.faults.swallow, first):
            await asyncio.sleep(FOR_EVER)
        if self._strikes("defer-data", self.faults.defer / 2, first):
            return LATER
        replied = not self._strikes("drop", self.faults.drop, first)
        self._write_down(envelope, replied=replied)
        if not replied and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return OK

    def close(self) -> None:
        self._journal.close()

    def _strikes(self, fault: str, share: float, recipient: str) -> bool:
        return self.faults.strikes(fault, share, recipient, self.attempts[recipient])

    def _write_down(self, envelope: Envelope, *, replied: bool) -> None:
        self._journal.write(json.dumps(entry(envelope, replied=replied), ensure_ascii=False) + "\n")
        self._journal.flush()


def entry(envelope: Envelope, *, replied: bool) -> dict[str, Any]:
    """A letter as it stands in the journal."""
    content = bytes(envelope.original_content or b"")
    head, _, body = content.partition(b"\r\n\r\n")
    message: Message = BytesHeaderParser().parsebytes(head + b"\r\n\r\n")
    return {
        "time": time.time(),
        "sender": envelope.mail_from,
        "recipients": envelope.rcpt_tos,
        "message_id": str(message.get("Message-ID", "")).strip(),
        "subject": str(make_header(decode_header(str(message.get("Subject", ""))))),
        "headers": {name: str(value) for name, value in message.items() if name.upper().startswith("X-")},
        "sha256": hashlib.sha256(body).hexdigest(),
        "replied": replied,
    }


def read_journal(path: Path) -> list[dict[str, Any]]:
    """Every accepted letter, oldest first; a line that is still being written is left out."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


@contextlib.contextmanager
def sink(journal: Path, faults: Faults | None = None, *, port: int = 0) -> Iterator[int]:
    """Run a sink in a thread of this process. Gives the port."""
    handler = Sink(faults or Faults(), journal)
    controller = _Loopback(handler, hostname="127.0.0.1", port=port, server_hostname="sink.example", ident="sink")
    controller.start()
    try:
        yield int(controller.server.sockets[0].getsockname()[1])  # type: ignore[union-attr]  # it has been started
    finally:
        controller.stop()
        handler.close()


class _Reception(SMTP):
    """aiosmtpd's server, but it takes a letter in one piece: line by line it reaches 200 letters a second, not 300."""

    line_length_limit = 32_000_000  # what the reader may hold; the true limit of a line is checked below

    async def smtp_DATA(self, arg: str) -> None:
        if arg or self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 DATA comes alone and after RCPT")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        received = await self._reader.readuntil(b"\r\n.\r\n")
        self.envelope.original_content = self.envelope.content = received[:-3].replace(b"\r\n..", b"\r\n.")
        if _TOO_LONG.search(received):
            status = "500 Line too long (see RFC 5321, 4.5.3.1.6)"
        else:
            status = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # aiosmtpd leaves it without types
        await self.push(status)


class _Loopback(Controller):
    def factory(self) -> SMTP:
        return _Reception(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        # The library calls on its own port to see whether it answers, which it cannot do when the port was left open.
        if self.port == 0:
            self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # set before this call
        super()._trigger_server()  # type: ignore[no-untyped-call]  # as above


def main() -> None:
    parser = argparse.ArgumentParser(description="An SMTP server that writes letters down and misbehaves on request.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--defer", type=float, default=0.0, metavar="SHARE", help="451 at RCPT or after DATA")
    parser.add_argument("--drop", type=float, default=0.0, metavar="SHARE", help="accept, then cut the line")
    parser.add_argument("--swallow", type=float, default=0.0, metavar="SHARE", help="take the data, never answer")
    parser.add_argument("--delay", type=float, default=0.0, metavar="SECONDS", help="before every answer to DATA")
    parser.add_argument("--refuse-recipient", default="", metavar="REGEX", help="550 at RCPT")
    chosen = vars(parser.parse_args())
    port, journal = chosen.pop("port"), chosen.pop("journal")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(port, Sink(Faults(**chosen), journal)))


async def _serve(port: int, handler: Sink) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: _Reception(handler, hostname="sink.example", ident="sink", loop=loop), "127.0.0.1", port, backlog=512
    )
    print(f"sink on 127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    main()
