"""Shapes of a spreadsheet that is sent, and of the choices how it is to be read."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations.actions.roster_look import MAPPED_COLUMNS, Chosen
from delegations.forms.people import why_field
from delegations.roster_columns import BY_KEY

ACCEPTED = ".xlsx,.ods,.csv,.tsv,.txt"


class SpreadsheetForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("Spreadsheet (XLSX, ODS or CSV)"),
        help_text=_("At most 10 MB. You see every change before anything is saved."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )


class ConfirmForm(forms.Form):
    """Import it, or undo it; where registration has closed the office says why."""

    reason = why_field(_("Reason for a change after registration has closed"))

    def __init__(self, *args: Any, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["reason"]

    @property
    def why(self) -> str:
        return str(self.cleaned_data.get("reason") or "")


def chosen_from(sent: Mapping[str, str]) -> Chosen:
    """How to read a file, as the page's choices came in; whatever makes no sense is as if not chosen."""
    mapping = None
    if "mapped" in sent:
        columns = {column: sent.get(f"c{column}", "") for column in range(1, MAPPED_COLUMNS + 1)}
        mapping = {column: key for column, key in columns.items() if key in BY_KEY}
    return Chosen(
        sheet=_number(sent.get("sheet", "")),
        encoding=sent.get("encoding", "")[:20],
        header=_number(sent.get("header", "")),
        mapping=mapping,
        remove_absent="remove" in sent,
    )


def choices_of(chosen: Chosen) -> dict[str, str]:
    """The same choices as fields of a page."""
    told = {"sheet": chosen.sheet, "encoding": chosen.encoding or None, "header": chosen.header}
    fields = {name: str(value) for name, value in told.items() if value is not None}
    if chosen.mapping is not None:
        fields |= {"mapped": "1"} | {f"c{column}": key for column, key in chosen.mapping.items()}
    return fields | ({"remove": "1"} if chosen.remove_absent else {})


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 7 else None
