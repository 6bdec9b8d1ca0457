"""The version of the software, read from CHANGELOG.md so that the two cannot differ."""

import re
from functools import cache
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


@cache
def version() -> str:
    """The newest version heading of the change log, such as "0.1.0"."""
    found = re.search(r"^## (\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else "0.0.0"
