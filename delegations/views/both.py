"""Two people wrote the same entry at the same time: the second sees both versions, field by field, and chooses."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from delegations.actions.stale import Stale


def both(
    form: Any, other: Stale, theirs: Any, again: Callable[[Any], Any], *, mine: Any = None
) -> tuple[Any, dict[str, Any]]:
    """The same words again, now knowing the other version; and what differs, side by side.

    `theirs` is the form as it would show the row that stands; `again` makes the form from what was sent. `mine` is the
    form as it would show what was sent, where that is not written as it was typed, such as a telephone number.
    """
    pairs = [
        (field.label, _words(field.field, theirs[field.name].value()), _words(field.field, field.value()))
        for field in (mine or form).visible_fields()
        if _differs(form, field, theirs[field.name].value())
    ]
    differing = [pair for pair in pairs if pair[1] != pair[2]]
    data = form.data.copy()
    data["seen"] = str(other.row.version)  # type: ignore[attr-defined]  # see Stale
    return again(data), {"differing": differing, "is_stale": True}


def _differs(form: Any, field: forms.BoundField, theirs: Any) -> bool:
    """Whether something else was typed, and does not come to the same once it is read, as "g 7302" does."""
    read = form.cleaned_data.get(field.name)
    return field.field.has_changed(theirs, field.value()) and field.field.has_changed(theirs, read)


def _words(field: forms.Field, value: Any) -> str:
    """A value as people read it."""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.to_python(value) or "")
    if isinstance(field, forms.DateTimeField):
        return str(field.widget.format_value(value) or "").replace("T", " ")
    if isinstance(value, list | tuple):
        return ", ".join(_words(field, one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else ""
    choices: Any = getattr(field, "choices", None)
    return str(dict(choices).get(value, value)) if choices else str("" if value is None else value)
