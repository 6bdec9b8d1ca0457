"""Fields of forms that refuse in words what a browser would cut off in silence."""

from typing import Any

from django import forms


class Uncut:
    """A field whose longest length is said by the server: with `maxlength` a browser cuts what is pasted."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes: dict[str, Any] = super().widget_attrs(widget)  # type: ignore[misc]  # mixed into a form field
        attributes.pop("maxlength", None)
        return attributes


class WordsField(Uncut, forms.CharField):
    """A line or a paragraph that somebody types."""


class AddressField(Uncut, forms.EmailField):
    """An e-mail address."""
