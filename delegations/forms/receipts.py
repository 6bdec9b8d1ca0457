"""Shape of a receipt that somebody hands in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum import receipts
from forum.fields import Uncut


class PastedField(Uncut, forms.CharField):
    """Text that is taken as it is: a receipt with a space less is another one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)


class ReceiptForm(forms.Form):
    """A file, or its text."""

    file = forms.FileField(label=_("The file that came with the receipt"), required=False, allow_empty_file=True)
    text = PastedField(
        label=_("Or its text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("text", "").strip():
            raise ValidationError(_("Choose the file, or paste its text."))
        if not self.errors and self._size(data) > receipts.LARGEST:
            raise ValidationError(_("This is far larger than a receipt: choose the file that ends in .json."))
        return data

    @staticmethod
    def _size(data: dict[str, Any]) -> int:
        return int(data["file"].size) if data.get("file") else len(data["text"].encode())

    @property
    def content(self) -> bytes:
        if file := self.cleaned_data["file"]:
            return bytes(file.read())
        return str(self.cleaned_data["text"]).encode()
