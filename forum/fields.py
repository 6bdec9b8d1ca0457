"""What people type: fields that refuse in words what a browser would cut off in silence, and forms that come back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forum import spelling


class Uncut:
    """A field whose longest length is said by the server: with `maxlength` a browser cuts what is pasted."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes: dict[str, Any] = super().widget_attrs(widget)  # type: ignore[misc]  # mixed into a form field
        attributes.pop("maxlength", None)
        return attributes


class WordsField(Uncut, forms.CharField):
    """A line or a paragraph that somebody types."""


def check_letters(text: str) -> None:
    """Raises ValidationError where a name holds characters that nobody sees and that turn or break its line."""
    if refused := spelling.refused_in(text):
        words = _("There are characters in it that nobody sees (%(codes)s). Type the name instead of pasting it.")
        raise ValidationError(words % {"codes": ", ".join(refused[:5])}, code="unseen")


class NameField(WordsField):
    """A name: every letter stays as it was typed, spaces within it too; Unicode's composed form is kept."""

    default_validators = [check_letters]

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return spelling.kept(found) if isinstance(found, str) else found


class AddressField(Uncut, forms.EmailField):
    """An e-mail address."""


LONGEST_KEY = 18  # digits of what the database can count to


def as_key(typed: str) -> int:
    """The key of a row as a page sends it; 0, which no row has, for what is none or longer than any."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0


def as_typed(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Every visible field by its label, with what was typed or chosen in it, in words."""
    return [(str(field.label), _in_words(field)) for field in form.visible_fields()]


def _in_words(field: forms.BoundField) -> str:
    typed = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if typed else ""
    choices: Any = dict(getattr(field.field, "choices", ()))
    if isinstance(typed, list | tuple):
        return ", ".join(str(choices.get(one, one)) for one in typed)
    return str(choices.get(typed, typed) or "")


def retype(form: Any, **values: Any) -> None:
    """The form as it was typed, with these values in the place of what was sent."""
    form.data = {name: form.data[name] for name in form.data} | {name: str(value) for name, value in values.items()}
