"""Which kind of file this is, by what is in it and never by its name."""

from django.utils.translation import gettext as _

from forum.spreadsheets import csvs, ods, xlsx
from forum.spreadsheets.limits import Archive, check_size, damaged
from forum.spreadsheets.values import Book, Unreadable

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def read(content: bytes, *, sheet: int | None = None, encoding: str = "") -> Book:
    """The file with one sheet read: the one at place `sheet`, else the first that is seen. Raises Unreadable."""
    check_size(content)
    if content.startswith(OLE):
        raise Unreadable(_old_or_locked(content))
    if content.startswith(OTHERS):
        raise Unreadable(_("This is not a spreadsheet. Send an XLSX, ODS or CSV file."))
    if not content.startswith(ZIP):
        return csvs.read(content, encoding)
    archive = Archive(content)
    if "xl/workbook.xml" in archive.names:
        return xlsx.read(archive, sheet)
    if "mimetype" in archive.names and b"".join(archive.pieces("mimetype")).startswith(ODS_TYPE):
        return ods.read(archive, sheet)
    if "xl/workbook.bin" in archive.names or any(name.startswith(("word/", "ppt/")) for name in archive.names):
        raise Unreadable(_("This is not a spreadsheet. Send an XLSX, ODS or CSV file."))
    raise Unreadable(damaged())


def _old_or_locked(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("The file is locked with a password. Save it without one, and send it again.")
    return _("This is a file of an old Excel (XLS). Open it, save it as XLSX, and send that.")
