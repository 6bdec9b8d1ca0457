from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import names
from forum.privacy import Keep, classified, personal, public


class Person(models.Model):
    """A human being. The parts of the name are kept apart, and their order is data."""

    key = models.SlugField(_("key"), max_length=80, unique=True, null=True, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    given_name = models.CharField(_("given names"), max_length=120, blank=True)
    family_first = models.BooleanField(_("family name comes first"), default=False)
    native_name = models.CharField(_("name in its own script"), max_length=200, blank=True)
    fictitious = models.BooleanField(_("invented for the sample"), default=False)

    DATA = classified(
        public("id key fictitious"),
        personal("family_name given_name family_first native_name", Keep.LONG_TERM),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name"]
        constraints = [
            models.CheckConstraint(condition=~Q(family_name="", given_name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return names.full(self)
