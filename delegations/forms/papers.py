"""Shapes of papers: a passport as it is typed or read from its lines, a photo, a visa, a post on the list."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from delegations import document_words, mrz, states
from delegations.actions.travel_documents import Entry
from delegations.actions.visas import Post
from delegations.document_checks import Names
from delegations.models import Portrait, TravelDocument, Visa, VisaPost
from forum import clock, locales, transliteration
from forum.fields import WordsField, retype
from forum.models import Edition, Purpose
from forum.partial import check_partial_date

# What a browser is told: it keeps nothing of a passport, and corrects nothing in it.
PRIVATE = {"autocomplete": "off", "autocapitalize": "characters", "autocorrect": "off", "spellcheck": "false"}
LATIN = {**PRIVATE, "dir": "ltr"}
KINDS = {"D": TravelDocument.Kind.DIPLOMATIC, "S": TravelDocument.Kind.SERVICE, "O": TravelDocument.Kind.SERVICE}
# Fields of the form, and where the lines of the passport say the same.
IN_LINES = ("issuer", "number", "nationality", "birth", "sex", "expires_on")


def _line(label: Any, most: int, **options: Any) -> WordsField:
    return WordsField(label=label, max_length=most, required=False, widget=forms.TextInput(attrs=LATIN), **options)


def _day(label: Any, **options: Any) -> forms.DateField:
    words = {"invalid": gettext_lazy("Write the day like this: 2031-04-15.")}
    widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"], error_messages=words, **options
    )


def _state(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs={"autocomplete": "off"}))


class PassportForm(forms.Form):
    """A passport. Whatever its lines say need not be typed; what is typed beside them must agree."""

    lines = WordsField(
        label=gettext_lazy("The two machine-readable lines"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={**LATIN, "rows": 3, "class": "mrz"}),
        help_text=gettext_lazy(
            "At the foot of the page with the photo, 44 signs each. With them the fields below may stay empty."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of passport"), choices=TravelDocument.Kind, required=False)
    issuer = _state(gettext_lazy("Issuing state"))
    number = _line(gettext_lazy("Passport number"), 30)
    family_name = _line(gettext_lazy("Family name as in the passport"), 120)
    given_names = _line(
        gettext_lazy("Given names as in the passport"),
        120,
        help_text=gettext_lazy("All of them. Empty for somebody who has one name only."),
    )
    nationality = _state(gettext_lazy("Nationality"))
    birth = _line(
        gettext_lazy("Date of birth"),
        20,
        help_text=gettext_lazy("Year, month, day: 1974-08-12. Leave out what the passport leaves out: 1974."),
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex as in the passport"), required=False)
    issued_on = _day(gettext_lazy("Date of issue"))
    expires_on = _day(gettext_lazy("Date of expiry"))
    consent = forms.BooleanField(
        label=gettext_lazy(
            "The person concerned has read this and agrees that these passport data are used for these purposes."
        ),
        error_messages={"required": gettext_lazy("Without this consent we may not keep a passport.")},
    )
    transfer = forms.BooleanField(
        label=gettext_lazy("The person concerned agrees that they are kept in the host's country."),
        error_messages={"required": gettext_lazy("The data are kept in the host's country; this needs consent.")},
    )
    # Doubts that have been shown: sending the same once more means that it was looked at.
    meant = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.passport: mrz.Passport | None = None
        reader = get_language() or "en"
        self._states = [("", "–"), *((code, f"{name} ({code})") for code, name in states.choices(reader))]
        for field in ("issuer", "nationality"):
            self._choices(field, self._states)
        self._choices("sex", [("", _("not stated (X)")), ("F", "F"), ("M", "M")])

    def _choices(self, field: str, choices: list[tuple[str, str]]) -> None:
        one = self.fields[field]
        assert isinstance(one, forms.ChoiceField)
        one.choices = choices

    def clean_number(self) -> str:
        number = re.sub(r"[\s-]", "", self.cleaned_data["number"]).upper()
        if number and not re.fullmatch("[A-Z0-9]{4,15}", number):
            raise forms.ValidationError(_("Write the letters A to Z and the digits that stand in the passport."))
        return number

    def clean_family_name(self) -> str:
        return self._in_latin("family_name")

    def clean_given_names(self) -> str:
        return self._in_latin("given_names")

    def _in_latin(self, field: str) -> str:
        name = "".join(sign for sign in self.cleaned_data[field] if unicodedata.category(sign) != "Cf")
        if not transliteration.is_latin(name):
            raise forms.ValidationError(_("Write the name in Latin letters, as the passport has it beside its own."))
        return name

    def clean_birth(self) -> str:
        birth = str(self.cleaned_data["birth"])
        if birth:
            check_partial_date(birth)
            if not 1880 <= int(birth[:4]) <= 2200:
                raise forms.ValidationError(_("Check the year of birth."))
        return birth

    def clean_expires_on(self) -> date | None:
        return self._in_our_time("expires_on")

    def clean_issued_on(self) -> date | None:
        return self._in_our_time("issued_on")

    def _in_our_time(self, field: str) -> date | None:
        day: date | None = self.cleaned_data[field]
        if day and not 1950 <= day.year <= 2150:
            raise forms.ValidationError(_("Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("lines"):
            self._read(data["lines"])
        if "lines" not in self.errors:
            self._need_all(data)
        return data

    def _read(self, typed: str) -> None:
        reading = mrz.read(typed, today=clock.day_at(self.edition.zone, clock.now()))
        for fault in reading.faults:
            self.add_error("lines", document_words.fault(fault))
        if reading.suggestion:
            self.add_error("lines", document_words.perhaps(reading.suggestion))
        if reading.passport:
            # The personal number is dropped here: nobody has asked for it.
            self.passport = mrz.without_personal(reading.passport)
            self._take(self.passport)

    def _take(self, passport: mrz.Passport) -> None:
        """What the lines say, where nothing was typed; where something else was typed, say so."""
        data = self.cleaned_data
        for field in IN_LINES:
            said = getattr(passport, field)
            if not data.get(field) and field not in self.errors:
                data[field] = said
            elif field in data and data[field] != said and not (field == "sex" and not said):
                shown = states.name_of(said, get_language() or "en") if field in ("issuer", "nationality") else said
                self.add_error(field, _("The machine-readable lines say “%(said)s”. Compare both.") % {"said": shown})
        if not data.get("family_name") and not data.get("given_names"):
            data["family_name"], data["given_names"] = passport.family_name, passport.given_names
        data["kind"] = KINDS.get(passport.kind, data.get("kind"))

    def _need_all(self, data: dict[str, Any]) -> None:
        data["kind"] = data.get("kind") or TravelDocument.Kind.PASSPORT
        for field in ("issuer", "number", "nationality", "birth", "expires_on"):
            if not data.get(field) and field not in self.errors:
                self.add_error(field, _("This is needed, here or in the machine-readable lines."))
        if not data.get("family_name") and "family_name" not in self.errors:
            self.add_error("family_name", _("Write the name as in the passport; a single name goes here."))

    def entry(self) -> Entry:
        values = {name: self.cleaned_data[name] for name in Entry.__dataclass_fields__ if name != "from_lines"}
        return Entry(**values, from_lines=self.passport is not None)

    @property
    def names_in_lines(self) -> Names | None:
        return Names(self.passport.family_name, self.passport.given_names) if self.passport else None

    @property
    def confirmed(self) -> list[str]:
        return str(self.cleaned_data["meant"]).split()

    def ask_about(self, doubts: list[str]) -> None:
        """Show the doubts, and what was read beside them; the same sent once more is meant."""
        known = [*self.confirmed, *doubts]
        self._show_what_was_read()
        retype(self, meant=" ".join(known))
        for doubt in doubts:
            self.add_error(None, document_words.doubt(doubt))
        self.add_error(None, _("If everything stands so in the passport, save once more."))

    def _show_what_was_read(self) -> None:
        data = self.cleaned_data
        for field in ("issuer", "nationality"):
            if not states.is_known(data[field]):
                self._choices(field, [*self._states, (data[field], data[field])])
        fields = ("kind", *IN_LINES, "family_name", "given_names")
        retype(self, **{field: data[field] or "" for field in fields})


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,  # it is refused in our own words
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 10 MB, at least 600 × 800 pixels."),
        error_messages={"required": gettext_lazy("Choose a photo first.")},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CropForm(forms.Form):
    """Which part of a photo becomes the badge, in words that need no pointer and no script."""

    across = forms.ChoiceField(
        label=gettext_lazy("From left to right"), choices=Portrait.Across, widget=forms.RadioSelect
    )
    down = forms.ChoiceField(label=gettext_lazy("From top to bottom"), choices=Portrait.Down, widget=forms.RadioSelect)
    zoom = forms.TypedChoiceField(
        label=gettext_lazy("How close"), choices=Portrait.Zoom, coerce=int, widget=forms.RadioSelect
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class VisaForm(forms.Form):
    needed = forms.ChoiceField(
        label=gettext_lazy("Is a visa needed?"),
        choices=Visa.Needed,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    post = forms.ChoiceField(
        label=gettext_lazy("Which embassy or consulate will issue it?"),
        required=False,
        help_text=gettext_lazy("The letter of invitation names this one, and no other will take it."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, posts: list[VisaPost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        choice = self.fields["post"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("not known yet")), *((key, _with_city(post)) for key, post in self.posts.items())]

    def chosen(self) -> VisaPost | None:
        return self.posts.get(self.cleaned_data["post"])


def _with_city(post: VisaPost) -> str:
    reader = get_language() or "en"
    return f"{post} ({post.city_in(reader)}, {locales.country_name(post.country, reader)})"


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        choices=[("", "–"), *Purpose.choices],
        error_messages={"required": gettext_lazy("Say what you open it for; it is written down.")},
    )


class PostForm(forms.Form):
    """An embassy or consulate, with its name and its city in the languages of the house."""

    country = forms.ChoiceField(label=gettext_lazy("Country in which it is"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = get_language() or "en"
        named = sorted(((code, locales.country_name(code, reader)) for code in _countries()), key=lambda pair: pair[1])
        choice = self.fields["country"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "–"), *named]
        for tag, _name in settings.LANGUAGES:
            tongue = locales.language_name(tag, reader)
            must = tag == "en"
            self.fields[f"name_{tag}"] = WordsField(
                label=_("Name (%(language)s)") % {"language": tongue}, max_length=160, required=must
            )
            self.fields[f"city_{tag}"] = WordsField(
                label=_("City (%(language)s)") % {"language": tongue}, max_length=80, required=must
            )

    def post(self, key: str = "") -> Post:
        data = self.cleaned_data
        return Post(
            key=key or slugify(f"{data['country']} {data['city_en']} {data['name_en']}")[:60].strip("-"),
            names=_texts(data, "name"),
            cities=_texts(data, "city"),
            country=data["country"],
        )


def _countries() -> list[str]:
    """States alone: the common locale data also name groups of states, and codes of nobody."""
    return sorted(set(states.countries()))


def _texts(data: dict[str, Any], name: str) -> dict[str, str]:
    return {tag: data[f"{name}_{tag}"] for tag, _name in settings.LANGUAGES if data[f"{name}_{tag}"]}


def as_fields(row: VisaPost) -> dict[str, Any]:
    """A post as the form shows it."""
    names = {f"name_{tag}": text for tag, text in row.names.items()}
    return names | {f"city_{tag}": text for tag, text in row.cities.items()} | {"country": row.country}
