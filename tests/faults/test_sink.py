"""The SMTP sink: what it accepts stands in its journal, and its faults come as ordered."""

import hashlib
import smtplib
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Protocol

import pytest

from tests.faults.silent import silence
from tests.faults.sink import Faults, read_journal, sink

AMARA = "amara@lindale.example"


class Opener(Protocol):
    def __call__(self, **faults: object) -> int: ...


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
def opened(journal: Path) -> Iterator[Opener]:
    with ExitStack() as stack:
        yield lambda **faults: stack.enter_context(sink(journal, Faults(**faults)))


def letter(to: str, subject: str = "Your itinerary") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "protocol@forum.example"
    message["To"] = to
    message["Message-ID"] = f"<1.{to}>"
    message["X-Forum-Purpose"] = "itinerary"
    message.set_content("The bus leaves at 14:30 Shanghai time.")
    return message


def send(port: int, *letters: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as line:
        for message in letters:
            line.send_message(message)


def attempt(port: int, to: str) -> int:
    try:
        send(port, letter(to))
    except smtplib.SMTPRecipientsRefused as refused:
        return refused.recipients[to][0]
    except smtplib.SMTPDataError as refused:
        return refused.smtp_code
    return 250


def test_an_accepted_letter_stands_in_the_journal(opened: Opener, journal: Path) -> None:
    send(opened(), letter(AMARA, subject="行程 · Itinéraire"))

    (entry,) = read_journal(journal)
    assert entry.pop("time") > 0
    assert len(entry.pop("sha256")) == 64
    assert entry == {
        "sender": "protocol@forum.example",
        "recipients": [AMARA],
        "message_id": f"<1.{AMARA}>",
        "subject": "行程 · Itinéraire",
        "headers": {"X-Forum-Purpose": "itinerary"},
        "replied": True,
    }


def test_the_same_body_has_the_same_sum(opened: Opener, journal: Path) -> None:
    send(opened(), letter(AMARA), letter("bruno@norvik.example"))

    first, second = read_journal(journal)
    assert first["sha256"] == second["sha256"]


def test_named_recipients_are_refused_for_good(opened: Opener, journal: Path) -> None:
    port = opened(refuse_recipient=r"@gone\.example$")

    assert attempt(port, "nobody@gone.example") == 550
    assert attempt(port, AMARA) == 250
    assert [entry["recipients"] for entry in read_journal(journal)] == [[AMARA]]


def test_deferred_letters_are_not_in_the_journal(opened: Opener, journal: Path) -> None:
    port = opened(defer=1.0, seed=3)

    codes = [attempt(port, f"guest{number}@lindale.example") for number in range(40)]

    assert codes.count(451) > 20
    assert len(read_journal(journal)) == codes.count(250)


def test_chance_depends_on_seed_recipient_and_try_only() -> None:
    faults = Faults(seed=7)

    drawn = [faults.strikes("defer", 0.02, f"{number}@x.example", 1) for number in range(20_000)]

    assert 340 < sum(drawn) < 460
    assert drawn == [Faults(seed=7).strikes("defer", 0.02, f"{number}@x.example", 1) for number in range(20_000)]
    assert drawn != [Faults(seed=8).strikes("defer", 0.02, f"{number}@x.example", 1) for number in range(20_000)]


def test_a_dropped_reply_is_an_accepted_letter(opened: Opener, journal: Path) -> None:
    port = opened(drop=1.0)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(port, letter(AMARA))

    assert [(entry["recipients"], entry["replied"]) for entry in read_journal(journal)] == [([AMARA], False)]


def test_a_swallowed_letter_gets_no_answer_and_is_not_accepted(opened: Opener, journal: Path) -> None:
    port = opened(swallow=1.0)

    with (
        pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"),
        smtplib.SMTP("127.0.0.1", port, timeout=0.5) as line,
    ):
        line.send_message(letter(AMARA))

    assert read_journal(journal) == []


def test_dots_at_the_start_of_a_line_survive(opened: Opener, journal: Path) -> None:
    dotted, twin = letter(AMARA), letter(AMARA)
    dotted.set_content(".\n..\nThe end.")
    twin.set_content(".\n..\nThe end.")

    send(opened(), dotted)

    (entry,) = read_journal(journal)
    body = twin.as_bytes(policy=SMTP_POLICY).partition(b"\r\n\r\n")[2]
    assert entry["sha256"] == hashlib.sha256(body).hexdigest()


def test_a_line_longer_than_the_standard_allows_is_refused(opened: Opener, journal: Path) -> None:
    with smtplib.SMTP("127.0.0.1", opened(), timeout=5) as line, pytest.raises(smtplib.SMTPDataError, match="too long"):
        line.sendmail("protocol@forum.example", [AMARA], b"Subject: x\r\n\r\n" + 999 * b"x" + b"\r\n")

    assert read_journal(journal) == []


def test_a_half_written_line_is_left_out(journal: Path) -> None:
    journal.write_text('{"recipients": ["a@x.example"]}\n{"recip')

    assert read_journal(journal) == [{"recipients": ["a@x.example"]}]


def test_silence_accepts_and_never_answers() -> None:
    with silence() as port, socket.create_connection(("127.0.0.1", port), timeout=0.3) as line:
        line.sendall(b"PING\r\n")

        with pytest.raises(TimeoutError):
            line.recv(1)
