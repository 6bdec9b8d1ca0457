"""What a city can answer. Shared by the delegation (its present answer) and each reply (what was said when)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    YES = "yes", _("will attend")
    REPRESENTED = "represented", _("will be represented")
    NO = "no", _("cannot attend")
    PENDING = "pending", _("not decided yet")
