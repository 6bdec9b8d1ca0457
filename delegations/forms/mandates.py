"""Shapes of a mandate: to whom, for whom, what it allows, until when."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from delegations import absence_words
from delegations.actions import mandates
from delegations.forms.answers import MailableField, long_name
from delegations.models import Delegate, Delegation, Mandate
from delegations.models.mandate import Power, in_order
from delegations.policies import DoesNotCome
from forum import clock
from forum.fields import as_key
from forum.models import Edition

ALL = "all"  # the delegation as a whole, where one of its people could be chosen
USUAL = [Power.ANSWER, Power.REGISTER, Power.TRAVEL]


def check_name(name: str) -> None:
    """Raises ValidationError for what is no name: it goes into a letter, where it must not become a link."""
    if re.search(r"[@/:<>\\]|www\.", name):
        raise ValidationError(_("Write only the name here, without any address."))


class TermsForm(forms.Form):
    """What a mandate allows, and until when. Powers that its giver does not have are not offered."""

    powers = forms.MultipleChoiceField(
        label=_("What may be done"),
        choices=Power,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that may be done.")},
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("Empty: until it is revoked."),
        error_messages={"invalid": _("Write the day like this: 2025-05-28.")},
    )
    note = long_name(_("Note verbale or letter"), required=False, help_text=_("Its number and date, if there is one."))
    is_focal_point = forms.BooleanField(
        label=_("Focal point: the city's one contact for the protocol office"), required=False
    )
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, offered: Iterable[str], marks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        powers = self.fields["powers"]
        assert isinstance(powers, forms.MultipleChoiceField)
        powers.choices = [(power, Power(power).label) for power in in_order(offered)]
        self.fields["until"].help_text = _("Empty: until it is revoked. The day ends at midnight, %(zone)s.") % {
            "zone": edition.zone_label
        }
        if not marks:
            del self.fields["is_focal_point"]

    def terms(self) -> mandates.Terms:
        data = self.cleaned_data
        marked = data.get("is_focal_point", self.initial.get("is_focal_point", False))
        return mandates.Terms(tuple(in_order(data["powers"])), self._ends_at(), data["note"], marked)

    def _ends_at(self) -> datetime | None:
        """Midnight after the last day, on the clocks of the event."""
        if not (day := self.cleaned_data["until"]):
            return None
        return clock.instant(self.edition.zone, datetime.combine(day + timedelta(days=1), time.min))

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day and not 2000 <= day.year < 2100:
            raise ValidationError(_("Please check the year."))
        return day

    @property
    def seen_version(self) -> int:
        return as_key(self.cleaned_data["seen"])

    def done(self, act: Callable[[], object]) -> bool:
        """Do it; what stands against it becomes a sentence on the form."""
        try:
            act()
        except mandates.EndsInThePast:
            self.add_error("until", _("This day is over. Choose one that lies ahead, or leave it empty."))
        except mandates.MoreThanOwn as more:
            self._say_how_far(more)
        except mandates.OnlyForAll:
            self.add_error(
                "is_focal_point", _("The focal point acts for the whole delegation: choose all of it above.")
            )
        except mandates.AlreadyActs as standing:
            words = _("%(name)s has this mandate already, on other terms. Change that one instead.")
            self.add_error(None, words % {"name": standing.mandate.user})
        except mandates.EnoughForToday:
            words = _(
                "You have given %(n)d mandates within a day. Please ask the protocol office to give further ones."
            )
            self.add_error(None, words % {"n": mandates.MOST_A_DAY})
        except DoesNotCome as absent:
            self.add_error(None, absence_words.why(absent.delegation))
        except Delegate.DoesNotExist:
            self.add_error("whom", _("This person was taken off the list meanwhile. Choose again."))
        else:
            return True
        return False

    def _say_how_far(self, more: mandates.MoreThanOwn) -> None:
        if more.powers:
            listed = ", ".join(str(Power(power).label) for power in more.powers)
            self.add_error(
                "powers", _("You cannot give what you do not have yourself: %(powers)s.") % {"powers": listed}
            )
        else:
            self.add_error(
                "until",
                _("Your own mandate ends; this one can end on %(day)s at the latest.")
                % {"day": self._day_before(more.until)},
            )

    def _day_before(self, end: datetime | None) -> str:
        day = clock.day_at(self.edition.zone, (end or clock.now()) - timedelta(seconds=1))
        return clock.day_text(get_language() or "en", day, "long")


class GiveForm(TermsForm):
    """A new mandate."""

    name = long_name(
        _("Name of whoever is to act"),
        validators=[check_name],
        help_text=_("Several people may share a mailbox: each has a mandate under the own name."),
    )
    email = MailableField(label=_("E-mail address"), max_length=254, help_text=_("May be that of the office."))
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)
    whom = forms.ChoiceField(label=_("For whom"))
    field_order = ["name", "email", "language", "whom", "powers", "until", "note", "is_focal_point"]

    def __init__(
        self, *args: Any, people: Iterable[Delegate], delegation: Delegation, whole: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everybody = [(ALL, gettext("the whole delegation of %(city)s") % {"city": delegation.city})] if whole else []
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        self._people = {str(one.pk): one for one in people}
        whom.choices = everybody + [(key, str(one.person)) for key, one in self._people.items()]

    def whom_to(self) -> mandates.Whom:
        data = self.cleaned_data
        return mandates.Whom(data["email"], data["name"], data["language"])

    def principal(self) -> Delegate | None:
        return self._people.get(self.cleaned_data["whom"])


def as_shown(mandate: Mandate) -> dict[str, Any]:
    """A mandate as its form shows it."""
    zone = mandate.delegation.edition.zone
    until = clock.day_at(zone, mandate.ends_at - timedelta(seconds=1)) if mandate.ends_at else None
    return {
        "powers": mandate.powers,
        "until": until,
        "note": mandate.note,
        "is_focal_point": mandate.is_focal_point,
        "seen": mandate.version,
    }
