"""Columns that hold ciphertext. Nothing here can open them: that is the vault's alone."""

import uuid
from typing import Any, ClassVar

from django.db import models


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # as Django's own
    """A sealed text, as bytes. It is never shown, and says so wherever somebody tries."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def value_to_string(self, obj: models.Model) -> str:
        """What a dump of rows as text gets."""
        return "sealed"


class SealedModel(models.Model):
    """Base of rows with sealed columns. The key is drawn before the row is saved, so that a seal can name it."""

    # Columns that the seal is bound to besides the key: a row moved to somebody else's opens no more.
    BOUND: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.pk}>"

    @classmethod
    def sealed_fields(cls) -> list[str]:
        return [field.name for field in cls._meta.concrete_fields if isinstance(field, SealedField)]

    def sealed_as(self, field: str) -> str:
        """The name under which a column is sealed: "delegations.traveldocument:<key>:<bound>:number"."""
        bound = ":".join(str(getattr(self, name)) for name in self.BOUND)
        return f"{self._meta.label_lower}:{self.pk}:{bound}:{field}"
