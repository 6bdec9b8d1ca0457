"""Shapes of what the protocol office writes about a letter of invitation."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delegations.actions.inviting import Terms
from delegations.forms.answers import AnswerForm, MailableField, long_name
from delegations.forms.registration import LocalField
from delegations.models import Dispatch, Invitation, Reply, Way
from forum import clock
from forum.fields import WordsField
from forum.models import Edition, Office

LONGEST_FILE = 10_000_000
PAPERS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
}
# What such a file begins with, whatever its name says: the two office formats are archives.
BEGINS = {".pdf": b"%PDF-", ".docx": b"PK", ".odt": b"PK"}
TIERS = [(number, str(number)) for number in range(1, Invitation.LAST_TIER + 1)]


class DayField(forms.DateField):
    """A day as a calendar on the screen gives it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ("%Y-%m-%d",)
    default_error_messages = {"invalid": _("Write a day such as 2027-03-31.")}


class WallField(LocalField):
    """A moment on the clock of the edition."""

    def __init__(self, *, edition: Edition | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.edition = edition

    def clean(self, value: Any) -> Any:
        wall = super().clean(value)
        if wall is None or self.edition is None:
            return wall
        # Of an hour that comes twice the first is meant; one that the clocks leap over is refused in words.
        if not clock.instants(self.edition.zone, wall):
            raise ValidationError(_("There is no such hour that night: the clocks are put forward."))
        return clock.instant(self.edition.zone, wall)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo and self.edition:
            return clock.local(self.edition.zone, value).replace(tzinfo=None)
        return super().prepare_value(value)


def tier_field() -> forms.TypedChoiceField:
    hint = _("1 is the first choice; the others are reserves, in this order.")
    return forms.TypedChoiceField(label=_("Choice"), choices=TIERS, coerce=int, help_text=hint)


def wave_field() -> DayField:
    return DayField(label=_("Planned for"), required=False, help_text=_("Letters of one day are one wave."))


def offices_of(edition: Edition) -> list[Office]:
    """The offices that can still be invited: of other cities, without an open letter."""
    taken = Invitation.objects.within(edition).open().values("office")
    rows = Office.objects.exclude(city=edition.city).exclude(pk__in=taken).select_related("city")
    return sorted(rows, key=lambda office: (str(office.city), office.key))


class AddForm(forms.Form):
    """A city and the office of it to which the letter goes."""

    office = forms.TypedChoiceField(label=_("City and office"), coerce=int)
    tier = tier_field()
    wave = wave_field()
    language = forms.ChoiceField(
        label=_("Language of its letters"),
        choices=settings.LANGUAGES,
        help_text=_("For a city that is new to this forum."),
    )
    contact_email = MailableField(
        label=_("E-mail of the city's office"), required=False, help_text=_("For a city that is new to this forum.")
    )

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offices = {office.pk: office for office in offices_of(edition)}
        choices = [(pk, f"{office.city} – {office.title_in('en')}") for pk, office in self.offices.items()]
        self.fields["office"].choices = [("", _("Choose an office")), *choices]  # type: ignore[attr-defined]  # a field of this form

    @property
    def chosen(self) -> Office:
        return self.offices[self.cleaned_data["office"]]


class TermsForm(forms.Form):
    """What a draft says and how it goes. What is left empty is the forum's."""

    tier = tier_field()
    wave = wave_field()
    signatory = forms.TypedChoiceField(label=_("Signed by"), coerce=int, empty_value=None, required=False)
    first_language = forms.ChoiceField(label=_("Language"), required=False)
    second_language = forms.ChoiceField(label=_("Language beside it"), required=False)
    way = forms.ChoiceField(label=_("Way of the letter"), choices=Way)
    via_name = long_name(
        _("Through whom"), required=False, help_text=_("For example the consulate general, with the name of a contact.")
    )
    via_email = MailableField(
        label=_("E-mail of whoever passes it on"),
        required=False,
        help_text=_("The mail then goes there, and not to the city's office."),
    )
    reply_by = WallField(label=_("Answer asked by"), required=False)
    enclosures = forms.TypedMultipleChoiceField(
        label=_("Enclosures"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, invitation: Invitation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.invitation, edition = invitation, invitation.edition
        self._choices("signatory", [("", _("as the forum: %(office)s") % {"office": edition.signatory or "–"})])
        self._more("signatory", [(office.pk, str(office)) for office in edition.city.offices.all()])
        tongues = list(settings.LANGUAGES)
        self._choices("first_language", [("", _("the city's")), *tongues])
        self._choices("second_language", [("", _("the host's")), ("none", _("none")), *tongues])
        self._choices("enclosures", [(paper.pk, str(paper)) for paper in papers_of(edition)])
        if not self.fields["enclosures"].choices:  # type: ignore[attr-defined]  # a field of this form
            del self.fields["enclosures"]
        self.fields["reply_by"].edition = edition  # type: ignore[attr-defined]  # a field of this form
        self.fields["reply_by"].help_text = _("On the clock of the forum (%(zone)s). Empty: as the forum.") % {
            "zone": edition.zone_label
        }
        for tag, name in settings.LANGUAGES:
            label = _("Hospitality terms (%(language)s)") % {"language": name}
            box = forms.Textarea(attrs={"rows": 3, "lang": tag, "dir": "auto"})
            self.fields[f"hospitality_{tag}"] = WordsField(label=label, required=False, max_length=2000, widget=box)

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a field of this form

    def _more(self, name: str, choices: list[Any]) -> None:
        self._choices(name, [*self.fields[name].choices, *choices])  # type: ignore[attr-defined]  # a field of this form

    def terms(self) -> Terms:
        data = self.cleaned_data
        own = {tag: data[f"hospitality_{tag}"] for tag, _name in settings.LANGUAGES if data[f"hospitality_{tag}"]}
        return Terms(
            tier=data["tier"],
            wave=data["wave"],
            signatory=data["signatory"],
            languages=self._languages(data["first_language"], data["second_language"]),
            hospitality=own,
            reply_by=data["reply_by"],
            way=data["way"],
            via_name=data["via_name"],
            via_email=data["via_email"],
            enclosures=sorted(data.get("enclosures", [])),
        )

    def _languages(self, first: str, second: str) -> list[str]:
        """Empty when both are left to the city and the host."""
        if not first and not second:
            return []
        beside = "" if second == "none" else second or self.invitation.edition.host_language
        return [tag for tag in (first or self.invitation.delegation.language, beside) if tag]


def typed_terms(terms: Terms, version: int) -> dict[str, Any]:
    """The terms of a draft as the form shows them."""
    own = {f"hospitality_{tag}": text for tag, text in terms.hospitality.items()}
    first, second = [*terms.languages, *["none"] * 2][:2] if terms.languages else ("", "")
    plain = {name: getattr(terms, name) for name in ("tier", "wave", "signatory", "way", "via_name", "via_email")}
    rest = {"reply_by": terms.reply_by, "enclosures": terms.enclosures, "seen": version}
    return {**plain, **rest, **own, "first_language": first, "second_language": second}


def papers_of(edition: Edition) -> Any:
    return edition.enclosures.select_related("document")


class ToldForm(AnswerForm):
    """An answer that came by telephone or on paper, as the protocol office writes it down."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(Reply.Channel.PHONE, _("by telephone")), (Reply.Channel.PAPER, _("on paper"))],
    )
    said_at = WallField(label=_("When it was said or written"))
    why_late = WordsField(
        label=_("Why it is taken after the deadline"),
        required=False,
        max_length=300,
        help_text=_("Needed when the day for answers has passed; it stays on record."),
    )
    field_order = ["answer", "representative_name", "representative_title", "expected_on", "channel", "said_at"]

    def __init__(self, *args: Any, invitation: Invitation, late: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["said_at"].edition = invitation.edition  # type: ignore[attr-defined]  # a field of this form
        self.fields["said_at"].help_text = _("On the clock of the forum (%(zone)s).") % {
            "zone": invitation.edition.zone_label
        }
        self.fields["answer"].label = _("The city's answer")
        self.fields["given_by"].label = _("Who said it")
        self.fields["given_by"].help_text = _("Name and office of whoever telephoned or signed.")
        self.fields["given_by_email"].label = _("E-mail of whoever said it")
        self.fields["note"].label = _("Note")
        self.fields["why_late"].required = late
        if not late:
            del self.fields["why_late"]

    def clean_said_at(self) -> datetime:
        at: datetime = self.cleaned_data["said_at"]
        if at > clock.now():
            raise ValidationError(_("This has not come yet: write when it was said."))
        return at


class DispatchForm(forms.Form):
    """A line of the dispatch log that people write."""

    kind = forms.ChoiceField(
        label=_("What"), choices=[(kind.value, kind.label) for kind in Dispatch.Kind if kind not in Dispatch.AUTOMATIC]
    )
    way = forms.ChoiceField(label=_("Way"), choices=Way)
    to = long_name(_("To or from whom"), required=False)
    at = WallField(label=_("When"))
    note = WordsField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["at"].edition = edition  # type: ignore[attr-defined]  # a field of this form

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at > clock.now():
            raise ValidationError(_("This has not come yet: write it down when it has happened."))
        return at


class WithdrawForm(forms.Form):
    why = WordsField(
        label=_("Reason"), max_length=300, help_text=_("For the files of the protocol office; the city is not told.")
    )
    tell = forms.BooleanField(label=_("Write to the city that the letter is withdrawn"), required=False, initial=True)


class DeputyForm(forms.Form):
    """Another office of the same city."""

    office = forms.TypedChoiceField(label=_("Office of the deputy"), coerce=int)

    def __init__(self, *args: Any, invitation: Invitation, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = invitation.office.city.offices.exclude(pk=invitation.office_id).select_related("city")
        self.offices = {office.pk: office for office in rows}
        self.fields["office"].choices = [(pk, str(office)) for pk, office in self.offices.items()]  # type: ignore[attr-defined]  # a field of this form

    @property
    def chosen(self) -> Office:
        return self.offices[self.cleaned_data["office"]]


class DaysField(WordsField):
    """Whole days with commas; nothing means none."""

    def to_python(self, value: Any) -> Any:
        words = str(super().to_python(value) or "").replace("،", ",").replace("，", ",").replace("、", ",").split(",")
        days = [word.strip() for word in words if word.strip()]
        if not all(word.isdecimal() and len(word) <= 3 and 1 <= int(word) <= 365 for word in days):
            raise ValidationError(_("Write days from 1 to 365 with commas, such as 14, 3."))
        return sorted({int(word) for word in days}, reverse=True)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class DaysForm(forms.Form):
    days = DaysField(
        label=_("Days before the day for answers"),
        required=False,
        max_length=60,
        help_text=_("With commas, such as 14, 3. Empty: only cities that named a day themselves are reminded."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )


class EnclosureForm(forms.Form):
    """A paper and what letters call it, in each language of the house."""

    paper = forms.FileField(label=_("File"), help_text=_("PDF, DOCX or ODT, at most 10 MB."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for tag, name in settings.LANGUAGES:
            label = _("Title (%(language)s)") % {"language": name}
            line = forms.TextInput(attrs={"lang": tag, "dir": "auto"})
            self.fields[f"title_{tag}"] = WordsField(label=label, max_length=200, required=tag == "en", widget=line)

    def clean_paper(self) -> Any:
        paper = self.cleaned_data["paper"]
        if paper.size > LONGEST_FILE:
            raise ValidationError(_("This file has more than 10 MB. Mail servers would refuse the letter."))
        begins = paper.read(5)
        paper.seek(0)
        if not begins.startswith(BEGINS.get(self._ending(paper.name), b"\x00 nothing")):
            raise ValidationError(_("This is no PDF, DOCX or ODT file."))
        return paper

    @property
    def media_type(self) -> str:
        return PAPERS[self._ending(self.cleaned_data["paper"].name)]

    @property
    def titles(self) -> dict[str, str]:
        found = {tag: self.cleaned_data[f"title_{tag}"] for tag, _name in settings.LANGUAGES}
        return {tag: title for tag, title in found.items() if title}

    @staticmethod
    def _ending(name: str) -> str:
        return f".{name.rpartition('.')[2].lower()}"
