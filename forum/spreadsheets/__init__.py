"""Tables as offices send them, read into text cells; and written so that they come back the same.

`read` takes the bytes of an XLSX, ODS or CSV file, whatever it is called; `write` makes one. What a file may cost is
fixed before it is unpacked, and what cannot be read is said in a sentence (`Unreadable`).
"""

from forum.spreadsheets.limits import FILE_BYTES
from forum.spreadsheets.reading import read
from forum.spreadsheets.values import Book, Line, Sheet, Unreadable, address, column_name
from forum.spreadsheets.writing import FORMATS, Choice, Table, write

__all__ = [
    "FILE_BYTES",
    "FORMATS",
    "Book",
    "Choice",
    "Line",
    "Sheet",
    "Table",
    "Unreadable",
    "address",
    "column_name",
    "read",
    "write",
]
