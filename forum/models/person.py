from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum import names
from forum.naming import FoldedField, NamedQuerySet, NameField, check_renderings
from forum.privacy import Keep, classified, personal, public
from forum.shapes import check_tag, check_texts


class PersonQuerySet(NamedQuerySet["Person"]):
    pass


class Person(models.Model):
    """A human being. The parts of the name are kept apart, and their order is data."""

    key = models.SlugField(_("key"), max_length=80, unique=True, null=True, blank=True)
    family_name = NameField(_("family name"), max_length=120, blank=True)
    given_name = NameField(_("given names"), max_length=120, blank=True)
    family_first = models.BooleanField(_("family name comes first"), default=False)
    native_name = NameField(_("name in its own script"), max_length=200, blank=True)
    name_language = models.CharField(_("language of the name"), max_length=20, blank=True, validators=[check_tag])
    # What somebody entered; what is not here is computed (forum/names.py), and a page says so.
    renderings = models.JSONField(_("renderings"), default=dict, blank=True, validators=[check_renderings])
    names_in = models.JSONField(
        _("name for readers of each language"), default=dict, blank=True, validators=[check_texts, check_renderings]
    )
    courtesies = models.JSONField(
        _("courtesy titles"), default=dict, blank=True, validators=[check_texts, check_renderings]
    )
    folded = FoldedField()
    fictitious = models.BooleanField(_("invented for the sample"), default=False)

    objects = PersonQuerySet.as_manager()

    FOUND_BY = ("family_name", "given_name", "family_first", "native_name", "renderings", "names_in")
    DATA = classified(
        public("id key fictitious"),
        personal(
            "family_name given_name family_first native_name name_language renderings names_in courtesies folded",
            Keep.LONG_TERM,
        ),
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

    def names_to_find(self) -> list[str]:
        """All that somebody may look this person up by."""
        return names.every_form(self)
