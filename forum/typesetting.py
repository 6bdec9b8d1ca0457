"""Letters and sheets as PDF: a template of the house, filled with data, set by Typst."""

import json
import os
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, cast

import typst

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "pdf"
FONT_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
SCREEN = 120.0  # dots per inch: a sheet of A4 becomes a picture of 992 by 1,403
NEVER = 0  # Templates date a document themselves; a clock here would make equal letters differ.

UNCOVERED = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
TOO_LONG = re.compile(r"longer than (\d+) pages")

# Invisible in any font, and refused by PDF/UA when a paste from elsewhere brings them along.
CONTROLS = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0xFEFF], None) | {0x09: " "}

_one_at_a_time = Lock()  # The compiler is shared by the threads of a process and is not safe for two at once.


class MissingGlyph(Exception):
    """No font of the house covers these characters."""

    def __init__(self, characters: list[str]) -> None:
        named = ", ".join(f"{character} (U+{ord(character[0]):04X})" for character in characters)
        super().__init__(f"No font covers {named}. Write it in another script or add a font to FORUM_FONTS.")
        self.characters = characters


class TooLong(Exception):
    """The text does not fit on the pages that its template allows."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"The text is longer than {pages} pages even in the smallest type. Shorten it.")
        self.pages = pages


def typeset(
    template: str,
    data: dict[str, Any],
    *,
    title: str,
    language: str,
    standard: str = "ua-1",
) -> bytes:
    """The PDF of `template` filled with `data`; the head of the template says what it wants."""
    pdf = _compile(template, _inputs(data, title, language), format="pdf", pdf_standards=[standard])
    return cast(bytes, pdf)


def typeset_with_warning(
    template: str,
    data: dict[str, Any],
    *,
    title: str,
    language: str,
    standard: str = "ua-1",
) -> tuple[bytes, list[str]]:
    """The PDF, and the characters that no font covers: they are empty boxes in a file of no standard."""
    try:
        return typeset(template, data, title=title, language=language, standard=standard), []
    except MissingGlyph as missing:
        pdf = _compile(template, _inputs(data, title, language), format="pdf")
        return cast(bytes, pdf), missing.characters


def pages_of(template: str, data: dict[str, Any], *, title: str, language: str) -> list[bytes]:
    """The same sheet as pictures (PNG), a page each, to be looked at on a screen. Raises TooLong."""
    drawn = _compile(template, _inputs(data, title, language), format="png", ppi=SCREEN)
    return drawn if isinstance(drawn, list) else [drawn]


def _inputs(data: dict[str, Any], title: str, language: str) -> dict[str, str]:
    filled = {**data, "document": {"title": title, "language": language}}
    return {"data": json.dumps(_printable(filled), ensure_ascii=False, sort_keys=True)}


def _printable(value: Any) -> Any:
    match value:
        case str():
            return value.translate(CONTROLS)
        case dict():
            return {key: _printable(one) for key, one in value.items()}
        case list() | tuple():
            return [_printable(one) for one in value]
    return value


def _compile(template: str, inputs: dict[str, str], **form: Any) -> bytes | list[bytes]:
    """The sheet in this form, a list of its pages if the form has pages. Raises MissingGlyph or TooLong."""
    path = TEMPLATES / f"{template}.typ"
    try:
        with _one_at_a_time:
            drawn = _compiler().compile(path, sys_inputs=inputs, root=TEMPLATES, timestamp=NEVER, **form)
    except typst.TypstError as refusal:
        raise _sentence(refusal) from refusal
    return cast(bytes | list[bytes], drawn)


@cache
def _compiler() -> typst.Compiler:
    """One for each process: reading the fonts costs more than setting a letter."""
    fonts = typst.Fonts(include_system_fonts=False, font_paths=_font_folders())
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def _font_folders() -> list[Path]:
    packaged = [Path(str(files(name))) for name in FONT_PACKAGES]
    extra = [Path(folder) for folder in os.environ.get("FORUM_FONTS", "").split(os.pathsep) if folder]
    return packaged + extra


def _sentence(refusal: typst.TypstError) -> Exception:
    if long := TOO_LONG.search(refusal.diagnostic):
        return TooLong(int(long[1]))
    found = [ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in UNCOVERED.findall(refusal.diagnostic)]
    return MissingGlyph(list(dict.fromkeys(found))) if found else refusal
