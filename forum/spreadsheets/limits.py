"""What a file may cost. All of it is fixed before anything is unpacked, and counted while it is."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.spreadsheets.values import Unreadable, address

FILE_BYTES = 10 * 2**20
UNPACKED_BYTES = 80 * 2**20
MEMBERS = 1000
# What squeezes better than this is not a table but a bomb; small files are let be, their worst is small too.
RATIO, RATIO_FROM = 400, 4 * 2**20
ROWS = 20_000
COLUMNS = 300
CELLS = 600_000
SEEN_CELLS = 2_000_000  # empty ones too: they are read over
CELL_LETTERS = 10_000
LETTERS = 12_000_000
CHUNK = 2**16


def check_size(content: bytes) -> None:
    """Raises Unreadable for an empty file and for one that is too large."""
    if not content:
        raise Unreadable(_("The file is empty."))
    if len(content) > FILE_BYTES:
        raise Unreadable(
            _("The file is larger than %(most)d MB. Take out pictures, or send it in parts.") % {"most": 10}
        )


class Archive:
    """A zip file whose directory was looked at first; its members are read in pieces and counted."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
            raise Unreadable(damaged()) from broken
        self._left = UNPACKED_BYTES
        parts = self._zip.infolist()
        whole = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        if len(parts) > MEMBERS or whole > UNPACKED_BYTES or (whole > RATIO_FROM and whole > RATIO * max(packed, 1)):
            raise Unreadable(_("Unpacked, this file would become far too large; it is not opened."))
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable(locked())
        self.names = {part.filename for part in parts}

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a member, piece by piece. Raises Unreadable when it is more than was said, or damaged."""
        try:
            with self._zip.open(name) as member:
                while piece := member.read(CHUNK):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise Unreadable(_("Unpacked, this file would become far too large; it is not opened."))
                    yield piece
        except Unreadable:
            raise
        except Exception as broken:  # zlib, lzma, bz2, CRC, a member that is not there: all mean the same
            raise Unreadable(damaged()) from broken


class Budget:
    """Counts what has been read of a sheet, and refuses in words what goes beyond."""

    def __init__(self) -> None:
        self.rows = self.cells = self.letters = self.seen = 0

    def cell(self, row: int, column: int, text: str) -> None:
        self.cells += 1
        self.letters += len(text)
        if len(text) > CELL_LETTERS:
            words = _("Cell %(cell)s holds %(n)d characters; at most %(most)d can be read.")
            raise Unreadable(words % {"cell": address(row, column), "n": len(text), "most": CELL_LETTERS})
        if column > COLUMNS:
            words = _("Cell %(cell)s lies beyond column %(most)d. Keep the table in the first columns of the sheet.")
            raise Unreadable(words % {"cell": address(row, column), "most": COLUMNS})
        if self.cells > CELLS or self.letters > LETTERS:
            raise Unreadable(_("The sheet holds more than can be read at once. Send it in parts."))

    def look(self, cells: int = 1) -> None:
        """So many more cells were passed, empty or not."""
        self.seen += cells
        if self.seen > SEEN_CELLS:
            raise Unreadable(_("The sheet holds more than can be read at once. Send it in parts."))

    def row(self) -> None:
        self.rows += 1
        if self.rows > ROWS:
            words = ngettext(
                "The sheet has more than %(n)d row. Send it in parts.",
                "The sheet has more than %(n)d rows. Send it in parts.",
                ROWS,
            )
            raise Unreadable(words % {"n": ROWS})


def damaged() -> str:
    return _("The file is damaged or is not a spreadsheet. Open it in your spreadsheet program and save it anew.")


def locked() -> str:
    return _("The file is locked with a password. Save it without one, and send it again.")
