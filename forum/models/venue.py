from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum.privacy import classified, public
from forum.shapes import check_texts
from forum.texts import pick


class Venue(models.Model):
    """A building or a site in the host city."""

    city = models.ForeignKey("forum.City", models.CASCADE, related_name="venues")
    key = models.SlugField(_("key"), max_length=60, unique=True)
    names = models.JSONField(_("names"), default=dict, validators=[check_texts])
    address = models.JSONField(_("address"), default=dict, blank=True, validators=[check_texts])

    DATA = classified(public("id city key names address"))

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["key"]

    def __str__(self) -> str:
        return pick(self.names, get_language() or "en") or self.key


class Room(models.Model):
    """A room of a venue. The capacity counts seats; the set-up time is needed before each use."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms")
    key = models.SlugField(_("key"), max_length=60, unique=True)
    names = models.JSONField(_("names"), default=dict, validators=[check_texts])
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    setup_minutes = models.PositiveSmallIntegerField(_("set-up minutes"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    DATA = classified(public("id venue key names capacity setup_minutes position"))

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return pick(self.names, get_language() or "en") or self.key
