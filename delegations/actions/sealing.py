"""Rows of the reference tables have no version: who changes one says how it looked, by its seal."""

import hashlib
import json
from typing import Any

from django.db import models

from delegations.actions.stale import Stale


def values_of(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in fields}


def seal_of(row: models.Model, fields: tuple[str, ...]) -> str:
    """Equal while these fields of the row are."""
    content = json.dumps(values_of(row, fields), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def refuse_other(row: models.Model, seen: str, fields: tuple[str, ...]) -> None:
    """Raises Stale unless the writer saw the row as it is."""
    if seal_of(row, fields) != seen:
        raise Stale(row)
