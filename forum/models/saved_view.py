from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.privacy import Keep, classified, personal, public


class SavedView(models.Model):
    """A list as somebody wants to find it again: filters and order under a name, shared with colleagues or not."""

    edition = models.ForeignKey("forum.Edition", models.CASCADE, related_name="saved_views")
    user = models.ForeignKey("forum.User", models.CASCADE, related_name="saved_views")
    page = models.CharField(_("page"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filters"), max_length=1000, blank=True)
    shared = models.BooleanField(_("for all colleagues"), default=False)

    DATA = classified(public("id edition page shared"), personal("user name query", Keep.ACCOUNT))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("edition", "user", "page", "name", name="one_view_per_name_person_and_page"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
