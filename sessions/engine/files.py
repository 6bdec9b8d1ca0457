"""Texts and slides as files: looked at by their first bytes and from the inside before anything is kept.

Bytes in, a kind out, or a refusal. Names and declared types say nothing here: a document is what its content is.
Whatever could run by itself (macros, scripts of a PDF, old formats that may hide both) is refused, and so is an archive
that would swell beyond reason.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 20 * 1024 * 1024
MOST_INFLATED = 300 * 1024 * 1024
MOST_PARTS = 5_000
MOST_RATIO = 200  # of one part that is larger than a megabyte
MOST_STREAM = 4 * 1024 * 1024
MOST_STREAMS = 2_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_NAME = re.compile(rb"/(?:[A-Za-z]|#[0-9A-Fa-f]{2})+")
# What a PDF does by itself when it is opened, or hides within.
PDF_RUNS = frozenset({b"/JavaScript", b"/JS", b"/Launch", b"/RichMedia", b"/XFA"})
PDF_HIDES = frozenset({b"/EmbeddedFile", b"/EmbeddedFiles"})
OBJECTS = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
RUNS_BY_ITSELF = ("vbaproject", "vbadata", "activex", "macrosheets", "basic/", "scripts/")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: the ending of its name, and its media type."""

    ending: str
    media_type: str


PDF = Kind("pdf", "application/pdf")
TEXT = Kind("txt", "text/plain; charset=utf-8")
WORD = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
SLIDES = Kind("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation")
OPEN_TEXT = Kind("odt", "application/vnd.oasis.opendocument.text")
OPEN_SLIDES = Kind("odp", "application/vnd.oasis.opendocument.presentation")
KINDS = (PDF, WORD, SLIDES, OPEN_TEXT, OPEN_SLIDES, TEXT)


class Refused(Exception):
    """The file is not taken; `code` says why.

    "large", "empty", "kind", "broken", "macros", "active", "old", "locked", "swells".
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(content: bytes) -> Kind:
    """What the file is. Raises Refused."""
    if not content:
        raise Refused("empty")
    if len(content) > MOST_BYTES:
        raise Refused("large")
    if content.startswith(OLE):
        raise Refused("old")  # Word and PowerPoint before 2007, and whatever Office locks with a password
    if b"%PDF-" in content[:1024]:
        return _pdf(content)
    if content.startswith(b"PK"):
        return _archive(content)
    return _text(content)


# --- PDF


def _pdf(content: bytes) -> Kind:
    if b"/Encrypt" in content:
        raise Refused("locked")
    for part in (content, *_objects_within(content)):
        found = {_plain_name(name) for name in PDF_NAME.findall(part)}
        if found & (PDF_RUNS | PDF_HIDES):
            raise Refused("active")
    return PDF


def _plain_name(name: bytes) -> bytes:
    """`/J#61vaScript` is `/JavaScript` to whoever opens it."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), name)


def _objects_within(content: bytes) -> Iterator[bytes]:
    """The objects that are kept compressed: actions hide there."""
    for number, found in enumerate(OBJECTS.finditer(content)):
        if number == MOST_STREAMS:
            raise Refused("swells")
        inflating = zlib.decompressobj()
        try:
            inflated = inflating.decompress(content[found.end() : found.end() + MOST_STREAM], MOST_STREAM)
        except zlib.error:
            continue
        if inflating.unconsumed_tail:
            raise Refused("swells")
        yield inflated


# --- what is a ZIP archive inside


def _archive(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise Refused("broken") from broken


def _office(archive: zipfile.ZipFile) -> Kind:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise Refused("swells")
    for part in parts:
        if part.file_size > 1024 * 1024 and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise Refused("swells")
        if part.flag_bits & 1:
            raise Refused("locked")
    names = {part.filename.lower() for part in parts}
    if any(word in name for name in names for word in RUNS_BY_ITSELF):
        raise Refused("macros")
    if "[content_types].xml" in names:
        return _office_open(archive, names)
    if "mimetype" in names:
        return _open_document(archive)
    raise Refused("kind")


def _office_open(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    types = _read(archive, "[Content_Types].xml").lower()
    if b"macroenabled" in types or b"ms-office.vba" in types:
        raise Refused("macros")
    for name in names:
        # A template that is fetched from elsewhere when the document is opened brings its macros along.
        if name.endswith("settings.xml.rels") and b"external" in _read(archive, name).lower():
            raise Refused("macros")
    if "word/document.xml" in names:
        return WORD
    if "ppt/presentation.xml" in names:
        return SLIDES
    raise Refused("kind")


def _open_document(archive: zipfile.ZipFile) -> Kind:
    said = _read(archive, "mimetype").decode("ascii", "replace").strip()
    found = next((kind for kind in (OPEN_TEXT, OPEN_SLIDES) if kind.media_type == said), None)
    if found is None:
        raise Refused("kind")
    return found


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part of the archive by its name, whatever its letter case."""
    actual = next((part.filename for part in archive.infolist() if part.filename.lower() == name.lower()), "")
    if not actual:
        raise Refused("broken")
    with archive.open(actual) as part:
        return part.read(MOST_STREAM)


# --- plain text, and names


def _text(content: bytes) -> Kind:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as other:
        raise Refused("kind") from other
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
        raise Refused("kind")
    return TEXT


UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\"*/:<>?\\|]")
LONGEST_NAME = 80


def file_name(sent: str, kind: Kind) -> str:
    """A name that no system stumbles over: no folders, nothing unseen, and the ending of what the file really is."""
    last = re.split(r"[/\\]", sent)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    clean = re.sub(r"\s+", " ", UNFIT.sub(" ", stem)).strip(" .")[:LONGEST_NAME].strip(" .")
    return f"{clean or 'text'}.{kind.ending}"
