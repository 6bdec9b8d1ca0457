from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum.naming import FoldedField, NamedQuerySet
from forum.partial import PATTERN, check_partial_date
from forum.privacy import classified, public
from forum.shapes import check_airports, check_tags, check_texts, check_zone
from forum.texts import pick


class CityQuerySet(NamedQuerySet["City"]):
    pass


class City(models.Model):
    """A local government as a partner."""

    class Level(models.TextChoices):
        CITY = "city", _("city")
        MUNICIPALITY = "municipality", _("municipality")
        PROVINCE = "province", _("province")
        STATE = "state", _("state")
        PREFECTURE = "prefecture", _("prefecture")
        DISTRICT = "district", _("district")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    names = models.JSONField(_("names"), default=dict, validators=[check_texts])
    native_name = models.CharField(_("name in its own language"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.CITY)
    country = models.CharField(_("country (ISO 3166-1)"), max_length=2)
    subdivision = models.CharField(_("subdivision (ISO 3166-2)"), max_length=6, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, validators=[check_zone])
    languages = models.JSONField(_("languages"), default=list, validators=[check_tags])
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    airports = models.JSONField(_("airports (IATA)"), default=list, blank=True, validators=[check_airports])
    folded = FoldedField()

    objects = CityQuerySet.as_manager()

    FOUND_BY = ("key", "names", "native_name")
    DATA = classified(
        public("id key names native_name level country subdivision zone languages latitude longitude airports folded")
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="country_is_two_capitals"),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        return pick(self.names, language) or self.native_name or self.key

    def names_to_find(self) -> list[str]:
        """All that somebody may look this city up by."""
        return [*self.names.values(), self.native_name]


class Tie(models.Model):
    """Two cities bound to each other. Stored once, lower key first. The date may be known only in part."""

    class Kind(models.TextChoices):
        SISTER_CITY = "sister_city", _("sister city")
        FRIENDLY_EXCHANGE = "friendly_exchange", _("friendly exchange")
        LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
        MEMORANDUM = "memorandum", _("memorandum of understanding")

    one = models.ForeignKey(City, models.CASCADE, related_name="ties_as_one")
    other = models.ForeignKey(City, models.CASCADE, related_name="ties_as_other")
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    signed = models.CharField(_("signed"), max_length=10, blank=True, validators=[check_partial_date])
    note = models.CharField(_("note"), max_length=300, blank=True)

    DATA = classified(public("id one other kind signed note"))

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [
            models.UniqueConstraint("one", "other", "kind", name="tie_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="tie_lower_key_first"),
            models.CheckConstraint(
                condition=Q(signed="") | Q(signed__regex=PATTERN), name="tie_signed_on_a_date_known_at_least_in_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other} ({self.get_kind_display()})"
