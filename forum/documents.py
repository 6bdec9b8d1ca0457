"""Files that were handed out: kept outside the web's reach under their checksum, read only by permission."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from forum.models import Document, Edition


class DocumentDamaged(Exception):
    """The file under a document's checksum is gone or is not what was stored."""

    def __init__(self, document: Document) -> None:
        super().__init__(f"The file of “{document.name}” is missing or damaged.")
        self.document = document


def store(content: bytes, *, name: str, media_type: str, edition: Edition) -> Document:
    """Keep a file; the same content under the same name is kept once."""
    checksum = hashlib.sha256(content).hexdigest()
    file = _file(checksum)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.rename(file)
    row, _made = Document.objects.get_or_create(
        edition=edition, sha256=checksum, name=name, defaults={"media_type": media_type, "size": len(content)}
    )
    return row


def is_of(document: Document, content: bytes) -> bool:
    """Whether the document holds just this content."""
    return document.sha256 == hashlib.sha256(content).hexdigest()


def content_of(document: Document) -> bytes:
    """The file's bytes, checked against the checksum. Raises DocumentDamaged. The caller has asked for permission."""
    file = _file(document.sha256)
    content = file.read_bytes() if file.exists() else b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(document)
    return content


def _file(checksum: str) -> Path:
    return Path(settings.DOCUMENTS) / checksum[:2] / checksum


def forget(document: Document) -> None:
    """Delete a document, and after the commit its file, unless another one has the same content."""
    checksum = document.sha256
    Document.objects.filter(pk=document.pk).delete()
    transaction.on_commit(lambda: _drop(checksum))


def _drop(checksum: str) -> None:
    if not Document.objects.filter(sha256=checksum).exists():
        _file(checksum).unlink(missing_ok=True)
