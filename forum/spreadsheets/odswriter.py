"""Writes ODS: every cell a text, row after row. Some lines of XML of our own; building it as a tree took minutes."""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from forum.spreadsheets.writing import Table

Clean = Callable[[str], str]
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "style", "text", "table")}
SPACES["fo"] = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
SPACES["config"] = "urn:oasis:names:tc:opendocument:xmlns:config:1.0"
NAMES = " ".join(f'xmlns:{name}="{space}"' for name, space in SPACES.items())
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MANIFEST = (
    f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
BLANKS = re.compile(r"^ | $|(?<= ) +|\t")


def write(tables: Sequence["Table"], clean: Clean) -> bytes:
    """The tables as one file; headings stay in sight, keys are hidden, closed choices are lists."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("settings.xml", _settings(tables, clean))
        with archive.open("content.xml", "w") as content:
            for piece in _content(tables, clean):
                content.write(piece.encode())
    return file.getvalue()


def _content(tables: Sequence["Table"], clean: Clean) -> Iterator[str]:
    yield f'{HEAD}<office:document-content {NAMES} office:version="1.2"><office:automatic-styles>'
    for place, table in enumerate(tables):
        mode = "rl-tb" if table.right_to_left else "lr-tb"
        yield f'<style:style style:name="t{place}" style:family="table">'
        yield f'<style:table-properties table:display="true" style:writing-mode="{mode}"/></style:style>'
        for column, width in enumerate(table.widths):
            yield f'<style:style style:name="c{place}-{column}" style:family="table-column">'
            yield f'<style:table-column-properties style:column-width="{width * 0.2:.2f}cm"/></style:style>'
    yield '<style:style style:name="head" style:family="table-cell">'
    yield '<style:table-cell-properties fo:background-color="#E8EEF4"/>'
    yield '<style:text-properties fo:font-weight="bold"/></style:style>'
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield from _validations(tables)
    for place, table in enumerate(tables):
        yield from _table(place, table, clean)
    yield "</office:spreadsheet></office:body></office:document-content>"


def _validations(tables: Sequence["Table"]) -> Iterator[str]:
    rules = [(place, choice) for place, table in enumerate(tables) for choice in table.choices]
    if not rules:
        return
    yield "<table:content-validations>"
    for place, choice in rules:
        words = ";".join('"' + word.replace('"', '""') + '"' for word in choice.words)
        condition = quoteattr(f"of:cell-content-is-in-list({words})")
        yield f'<table:content-validation table:name="v{place}-{choice.column}" table:condition={condition} '
        yield 'table:allow-empty-cell="true" table:display-list="unsorted">'
        yield '<table:error-message table:message-type="warning" table:display="true"/></table:content-validation>'
    yield "</table:content-validations>"


def _table(place: int, table: "Table", clean: Clean) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(clean(table.name))} table:style-name="t{place}">'
    for column, _width in enumerate(table.widths):
        hidden = ' table:visibility="collapse"' if column in table.hidden_columns else ""
        yield f'<table:table-column table:style-name="c{place}-{column}"{hidden}/>'
    if not table.widths:
        yield "<table:table-column/>"
    if table.keys:
        yield f'<table:table-row table:visibility="collapse">{_cells(table.keys, clean)}</table:table-row>'
    if table.headings:
        style = ' table:style-name="head"'
        yield f"<table:table-row>{_cells(table.headings, clean, lambda _column: style)}</table:table-row>"
    lists = {choice.column for choice in table.choices}

    def rule(column: int) -> str:
        return f' table:content-validation-name="v{place}-{column}"' if column in lists else ""

    for row in table.rows:
        yield f"<table:table-row>{_cells(row, clean, rule)}</table:table-row>"
    if lists:
        empty = "".join(f"<table:table-cell{rule(column)}/>" for column in range(max(lists) + 1))
        yield f'<table:table-row table:number-rows-repeated="500">{empty}</table:table-row>'
    if not (table.rows or table.headings or table.keys or lists):
        yield "<table:table-row><table:table-cell/></table:table-row>"
    yield "</table:table>"


def _cells(row: Sequence[str], clean: Clean, about: Callable[[int], str] = lambda _column: "") -> str:
    return (
        "".join(
            f'<table:table-cell office:value-type="string"{about(column)}>{_paragraphs(clean(cell))}</table:table-cell>'
            if cell
            else f"<table:table-cell{about(column)}/>"
            for column, cell in enumerate(row)
        )
        or "<table:table-cell/>"
    )


def _paragraphs(text: str) -> str:
    text = CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(f"<text:p>{BLANKS.sub(_blank, escape(line))}</text:p>" for line in text.split("\n"))


def _blank(found: re.Match[str]) -> str:
    """Blanks that would be read as one, as the format writes them."""
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'


def _settings(tables: Sequence["Table"], clean: Clean) -> str:
    """Which rows stay in sight when the rest is rolled."""
    items = "".join(_frozen(table, clean) for table in tables if table.headings)
    return (
        f'{HEAD}<office:document-settings {NAMES} office:version="1.2"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item-map-named config:name="Tables">'
        f"{items}</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _frozen(table: "Table", clean: Clean) -> str:
    rows = (1 if table.keys else 0) + 1
    values = {
        "VerticalSplitMode": ("short", 2),
        "VerticalSplitPosition": ("int", rows),
        "PositionBottom": ("int", rows),
    }
    lines = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, (kind, value) in values.items()
    )
    entry = "config:config-item-map-entry"
    return f"<{entry} config:name={quoteattr(clean(table.name))}>{lines}</{entry}>"
