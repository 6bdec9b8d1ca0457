"""Forums as folders of files: the formats, the reader, and two forums that come with the software."""

from pathlib import Path

BUNDLED = Path(__file__).resolve().parent


def bundled() -> list[str]:
    """The names of the forums that come with the software."""
    return sorted(file.parent.name for file in BUNDLED.glob("*/forum.toml"))
