from django.db import models
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.privacy import Keep, classified, personal, public


class Document(models.Model):
    """A file that was handed out, kept outside the web's reach under its checksum."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="documents")
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=80)
    sha256 = models.CharField(_("checksum"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    stored_at = models.DateTimeField(_("stored"), default=clock.now)

    DATA = classified(
        public("id edition media_type sha256 size stored_at", Keep.TWO_YEARS), personal("name", Keep.TWO_YEARS)
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [models.UniqueConstraint("edition", "sha256", "name", name="document_once_per_edition")]

    def __str__(self) -> str:
        return self.name
