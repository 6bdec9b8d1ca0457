"""Files that are sent: nothing beyond the largest that any form takes is ever written down."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

# A little above the largest limit of a form, which says it in words by the size of what arrived.
MOST_KEPT = 21 * 1024 * 1024


class CutOff(FileUploadHandler):
    """Reads what is too large to its end and keeps the beginning only: the form can still answer, the disk is safe."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start < MOST_KEPT else None

    def file_complete(self, file_size: int) -> Any:
        return None  # the next handler has it
