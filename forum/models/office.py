from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forum import clock
from forum.partial import PATTERN, check_partial_date
from forum.privacy import Keep, classified, personal, public
from forum.shapes import check_texts
from forum.texts import pick


class Office(models.Model):
    """A post, such as Lord Mayor of Cork, that outlives the people who hold it."""

    class RankClass(models.TextChoices):
        GOVERNOR = "governor", _("governor")
        MAYOR = "mayor", _("mayor")
        DEPUTY_MAYOR = "deputy_mayor", _("deputy mayor")
        CABINET_MEMBER = "cabinet_member", _("cabinet member")
        ENVOY = "envoy", _("envoy")
        OFFICIAL = "official", _("official")

    city = models.ForeignKey("forum.City", models.CASCADE, related_name="offices")
    key = models.SlugField(_("key"), max_length=60)
    titles = models.JSONField(_("titles"), default=dict, validators=[check_texts])
    salutations = models.JSONField(_("forms of address"), default=dict, blank=True, validators=[check_texts])
    # Said of whoever holds it: "His Worship"; the line on an envelope; what one says to the holder's face.
    honorifics = models.JSONField(_("honorifics"), default=dict, blank=True, validators=[check_texts])
    envelope_lines = models.JSONField(_("lines on the envelope"), default=dict, blank=True, validators=[check_texts])
    spoken_forms = models.JSONField(_("spoken forms of address"), default=dict, blank=True, validators=[check_texts])
    rank_class = models.CharField(_("rank class"), max_length=20, choices=RankClass)

    DATA = classified(public("id city key titles salutations honorifics envelope_lines spoken_forms rank_class"))

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["city__key", "key"]
        constraints = [models.UniqueConstraint("city", "key", name="office_once_per_city")]

    def __str__(self) -> str:
        return f"{self.title_in(get_language() or 'en')}, {self.city}"

    def title_in(self, language: str) -> str:
        return pick(self.titles, language) or self.key

    def salutation_in(self, language: str) -> str:
        """The form of address that opens a letter; empty where none is on file in this language."""
        return _in_just(self.salutations, language)

    def envelope_in(self, language: str) -> str:
        """The line below the name on an envelope: the one on file in this language, else the title."""
        return _in_just(self.envelope_lines, language) or self.title_in(language)

    def spoken_in(self, language: str) -> str:
        """What one says to the holder; empty where nobody entered it in this language."""
        return _in_just(self.spoken_forms, language)

    def honorific_in(self, language: str) -> str:
        """What stands before the holder's name, "His Worship"; empty where nobody entered it in this language."""
        return _in_just(self.honorifics, language)

    def holder(self, day: date | None = None) -> "Tenure | None":
        """The tenure on a day, today if none is named. Reads prefetched tenures where there are any."""
        day = day or clock.now().date()
        # Where dates known in part overlap, as in the year of a change, it is the successor.
        return max(
            (tenure for tenure in self.tenures.all() if tenure.holds_on(day)), key=Tenure.succession, default=None
        )


def _in_just(texts: dict[str, str], language: str) -> str:
    return str(texts.get(language) or texts.get(language.split("-", maxsplit=1)[0]) or "")


class Tenure(models.Model):
    """A person in an office from a date to a date, each known at least in part."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="tenures")
    person = models.ForeignKey("forum.Person", models.PROTECT, related_name="tenures")
    since = models.CharField(_("since"), max_length=10, blank=True, validators=[check_partial_date])
    until = models.CharField(_("until"), max_length=10, blank=True, validators=[check_partial_date])

    DATA = classified(public("id office since until", Keep.LONG_TERM), personal("person", Keep.LONG_TERM))

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ["office", "since"]
        constraints = [
            models.UniqueConstraint("office", condition=Q(until=""), name="one_holder_at_a_time"),
            models.CheckConstraint(
                condition=(Q(since="") | Q(since__regex=PATTERN)) & (Q(until="") | Q(until__regex=PATTERN)),
                name="tenure_dates_known_at_least_in_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.office}"

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the tenure: "2025" begins with its first day and ends with its last."""
        text = day.isoformat()
        return text[: len(self.since)] >= self.since and (not self.until or text[: len(self.until)] <= self.until)

    def succession(self) -> tuple[str, bool, str]:
        """The order in which tenures follow each other: of two that begin alike, the one that ends later."""
        return self.since, not self.until, self.until
