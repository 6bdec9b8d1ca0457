import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.reference import BUNDLED
from sessions.reference.problems import UnreadableForum
from sessions.reference.reader import read

Rewrite = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example forum in a folder of its own, to be spoilt at will."""
    return Path(shutil.copytree(BUNDLED / "example-forum", tmp_path / "forum"))


@pytest.fixture
def rewrite(folder: Path) -> Rewrite:
    def rewrite(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return rewrite


@pytest.fixture
def complaints(folder: Path) -> Callable[[], list[str]]:
    """What the reader says about the folder, line by line."""

    def complaints() -> list[str]:
        try:
            read(folder)
        except UnreadableForum as broken:
            return str(broken).splitlines()
        return []

    return complaints
