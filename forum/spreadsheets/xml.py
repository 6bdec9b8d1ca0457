"""XML of an office file, read in pieces; tags without their prefixes, and no document types."""

from collections.abc import Iterable
from typing import Any
from xml.parsers import expat

from forum.spreadsheets.limits import damaged
from forum.spreadsheets.values import Unreadable


class Reader:
    """Base of what listens to a file: `start`, `end` and, where it matters, `text`."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...

    def read(self, pieces: Iterable[bytes]) -> None:
        """Raises Unreadable for what is not well formed, and for a document type: it could grow without end."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        short = _Short()
        parser.StartElementHandler = lambda tag, attributes: self.start(short[tag], attributes)
        parser.EndElementHandler = lambda tag: self.end(short[tag])
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = _refuse
        try:
            for piece in pieces:
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, KeyError, ValueError, IndexError) as broken:
            if isinstance(broken, Unreadable):
                raise
            raise Unreadable(damaged()) from broken


class _Short(dict[str, str]):
    """Tags and names without their prefixes, each cut once."""

    def __missing__(self, tag: str) -> str:
        self[tag] = found = tag.rpartition(":")[2]
        return found


def _refuse(*_about: Any) -> None:
    raise Unreadable(damaged())


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute by its name without a prefix; empty when it is not there."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
