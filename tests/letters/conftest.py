"""Letters under snapshot: a changed letter shows in review. FORUM_WRITE_LETTERS=1 writes them anew."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from forum.letters import Mail

HERE = Path(__file__).parent


@pytest.fixture
def letter_matches() -> Callable[[str, str, Mail], None]:
    """Compare a mail with tests/letters/<name>.<language>.txt: subject, text, and the words of the HTML part."""

    def compare(name: str, language: str, mail: Mail) -> None:
        file = HERE / f"{name}.{language}.txt"
        seen = f"{mail.subject}\n\n{mail.text}\n----- HTML -----\n{_words(mail.html)}\n"
        if os.environ.get("FORUM_WRITE_LETTERS") == "1":
            file.write_text(seen, encoding="utf-8")
        assert seen == file.read_text(encoding="utf-8")

    return compare


def _words(html: str) -> str:
    body = html[html.index("<body") :]
    lines = (" ".join(line.split()) for line in re.sub(r"<[^>]+>", "\n", body).splitlines())
    return "\n".join(line for line in lines if line)
