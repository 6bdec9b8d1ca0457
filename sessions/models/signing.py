from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.privacy import classified, public


class SigningCeremony(models.Model):
    """What only a signing has: the text to be signed and the city that signs with the host."""

    class TextKind(models.TextChoices):
        LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
        MEMORANDUM = "memorandum", _("memorandum of understanding")
        AGREEMENT = "agreement", _("agreement")
        ACTION_PLAN = "action_plan", _("action plan")
        JOINT_STATEMENT = "joint_statement", _("joint statement")

    engagement = models.OneToOneField("programme.Engagement", models.CASCADE, related_name="signing")
    text_kind = models.CharField(_("kind of text"), max_length=30, choices=TextKind)
    text_titles = models.JSONField(_("title of the text"), default=dict)
    party = models.ForeignKey("forum.City", models.PROTECT, related_name="signings", verbose_name=_("party"))

    DATA = classified(public("id engagement text_kind text_titles party"))

    class Meta:
        verbose_name = _("signing ceremony")
        verbose_name_plural = _("signing ceremonies")

    def __str__(self) -> str:
        return str(self.engagement)
