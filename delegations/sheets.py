"""Working sheets, such as a manifest or a rooming list: one shape for the page, the paper and the workbook."""

import io
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from forum import clock
from forum.models import Edition
from forum.typesetting import typeset_with_warning


@dataclass(frozen=True, slots=True)
class Table:
    """Some rows under one heading. Cells are texts; a cell may have several lines. `widths` are parts of the whole."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A heading, what the sheet is for, its tables, and when it is to be destroyed."""

    title: str
    purpose: str
    tables: tuple[Table, ...] = field(default_factory=tuple)
    destroy: str = ""


def pdf_of(sheet: Sheet, edition: Edition, language: str) -> bytes:
    """The sheet on paper, A4 across; dated, since a paper does not follow a changed flight."""
    made = clock.moment_text(language, edition.zone, clock.now())
    data: dict[str, Any] = {
        "edition": edition.name_in(language),
        "heading": sheet.title,
        "purpose": sheet.purpose,
        "destroy": sheet.destroy,
        "made": _("As of %(moment)s (%(zone)s)") % {"moment": made, "zone": edition.zone_label},
        "tables": [
            {
                "heading": table.heading,
                "note": table.note,
                "columns": list(table.columns),
                "widths": list(table.widths),
                "rows": [list(row) for row in table.rows],
            }
            for table in sheet.tables
        ],
        "words": {"nothing": _("Nothing is entered yet."), "page": _("Page {page} of {pages}")},
    }
    pdf, _missing = typeset_with_warning("sheet", data, title=sheet.title, language=language)
    return pdf


def workbook_of(sheet: Sheet) -> bytes:
    """The sheet as a workbook. Every cell is text: what begins with "=" is no formula, "+49" keeps its sign."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    page = book.add_worksheet()
    columns = sheet.tables[0].columns if sheet.tables else ()
    for place, words in enumerate(("", *columns)):
        page.write_string(0, place, words, head)
    line = 1
    for table in sheet.tables:
        for row in table.rows:
            for place, words in enumerate((table.heading, *row)):
                page.write_string(line, place, words, cell)
            line += 1
    page.freeze_panes(1, 0)
    page.set_column(0, len(columns), 22)
    page.autofilter(0, 0, max(line - 1, 1), len(columns))
    book.close()
    return made.getvalue()
