"""A form that comes back as it was typed, but for what the house knows better by now."""

from typing import Any


def retype(form: Any, **values: Any) -> None:
    """Put values in the place of what was sent with the form."""
    form.data = form.data.copy()
    for name, value in values.items():  # its update() would add a second value, not replace the first
        form.data[name] = str(value)
