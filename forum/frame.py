"""What the frame around every page needs: the edition at hand and the way about the house."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `edition`, if the gate found one."""
    return {"edition": getattr(request, "edition", None)}
