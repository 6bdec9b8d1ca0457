"""What organizers and speakers type about sub-forums and speeches."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from delegations.forms.inviting import WallField
from forum.fields import WordsField
from forum.locales import language_name
from forum.models import Edition
from sessions.engine.assignment import Limits
from sessions.engine.files import MOST_BYTES
from sessions.forms import DelegateField, TextsForm, initial_texts
from sessions.models import SpeakersList, Speech, SpeechPaper, SubForum

SPOKEN = (
    *("ar", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "id", "it", "ja", "ka", "ko", "lo", "ms", "nl", "pl"),
    *("pt", "ru", "sv", "th", "tr", "uk", "vi", "zh-hans"),
)
LONGEST_TEXT = 60_000
ACCEPTED = ".pdf,.docx,.pptx,.odt,.odp,.txt"


def languages_to_choose(*known: str) -> list[tuple[str, str]]:
    """Languages by name in the reader's language, and nothing said."""
    reader = get_language() or "en"
    found = {tag: language_name(tag, reader) for tag in {*SPOKEN, *(tag for tag in known if tag)}}
    return [("", _("not said yet")), *sorted(found.items(), key=lambda one: one[1])]


class SubForumForm(TextsForm):
    """Theme, seats, until when cities wish; how speeches follow each other."""

    seats = forms.IntegerField(label=gettext_lazy("Seats for delegations"), min_value=1, max_value=2000, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_rules = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, edition: Edition, hall: SubForum | None, rules: SpeakersList, *args: Any) -> None:
        super().__init__(edition, *args, initial=_settings_of(hall, rules))
        if hall:
            self.add_texts("theme", _("Theme"))
            self.fields["wishes_by"] = WallField(
                edition=edition, label=_("Cities wish until"), required=False, help_text=edition.zone_label
            )
        else:
            del self.fields["seats"], self.fields["seen"]
        model = SpeakersList._meta
        self.fields["ordered_by"] = forms.ChoiceField(
            label=_("Speakers stand in order of"), choices=SpeakersList.OrderedBy.choices
        )
        for name, most in (("opening_minutes", 120), ("changeover_minutes", 30), ("text_hours", 720)):
            label = str(model.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]  # plain fields
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=most)
        themes = [name for name in self.fields if name.startswith("theme_")]
        self.order_fields([*themes, "seats", "wishes_by"])

    def of_hall(self, hall: SubForum) -> dict[str, Any]:
        typed = self.cleaned_data
        return {"themes": self.texts("theme", hall.themes), "seats": typed["seats"], "wishes_by": typed["wishes_by"]}

    def rules(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in RULES}


RULES = ("ordered_by", "opening_minutes", "changeover_minutes", "text_hours")


def _settings_of(hall: SubForum | None, rules: SpeakersList) -> dict[str, Any]:
    known: dict[str, Any] = {name: getattr(rules, name) for name in RULES}
    known["seen_rules"] = rules.version
    if hall:
        known |= {"seats": hall.seats, "wishes_by": hall.wishes_by, "seen": hall.version}
        known |= initial_texts("theme", hall.themes)
    return known


class WishForm(forms.Form):
    """The first wish, the second …, each a sub-forum or nothing."""

    def __init__(self, halls: list[SubForum], wished: list[int], *args: Any) -> None:
        super().__init__(*args)
        self.halls = {str(hall.pk): hall for hall in halls}
        choices = [("", _("no wish")), *((key, str(hall)) for key, hall in self.halls.items())]
        for rank in range(1, min(len(halls), 5) + 1):
            initial = str(wished[rank - 1]) if rank <= len(wished) else ""
            label = _("Wish %(number)d") % {"number": rank}
            self.fields[f"wish_{rank}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=initial
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        chosen = [value for value in typed.values() if value]
        for name, value in list(typed.items()):
            if value and chosen.count(value) > 1:
                self.add_error(name, _("Each sub-forum can be wished for once."))
        return typed

    @property
    def wanted(self) -> list[SubForum]:
        return [self.halls[value] for value in self.cleaned_data.values() if value]


class LimitsForm(forms.Form):
    """What decides among equal wishes, and how mixed a sub-forum must be."""

    priority = forms.ChoiceField(
        label=gettext_lazy("Among equal wishes decides"),
        choices=[
            ("precedence", gettext_lazy("the order of precedence")),
            ("time", gettext_lazy("the time of the wish")),
        ],
        required=False,
    )
    most = forms.IntegerField(
        label=gettext_lazy("At most so many of one region in a sub-forum"),
        min_value=1,
        max_value=2000,
        required=False,
    )

    def limits(self) -> Limits:
        """As the engine wants them; the usual ones where nothing sensible was sent."""
        if not self.is_valid():
            return Limits()
        by_time = self.cleaned_data["priority"] == "time"
        return Limits("time" if by_time else "precedence", self.cleaned_data["most"])


class ByHandForm(forms.Form):
    """One delegation into one sub-forum, and why."""

    def __init__(self, halls: list[SubForum], now: int | None, *args: Any) -> None:
        super().__init__(*args)
        self.halls = {str(hall.pk): hall for hall in halls}
        self.fields["hall"] = forms.ChoiceField(
            label=_("Sub-forum"), choices=[(key, str(hall)) for key, hall in self.halls.items()], initial=now
        )
        self.fields["reason"] = WordsField(label=_("Reason"), max_length=300)

    @property
    def hall(self) -> SubForum:
        return self.halls[self.cleaned_data["hall"]]


class SpeakerForm(forms.Form):
    """Somebody else who speaks."""

    def __init__(self, edition: Edition, *args: Any) -> None:
        super().__init__(*args)
        self.fields["delegate"] = DelegateField(edition)
        self.fields["minutes"] = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, initial=8)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the speech"), choices=languages_to_choose(), required=False
        )


class SpeechForm(TextsForm):
    """A speech as the office or its speaker describes it. Minutes and inscription are the office's."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, speech: Speech, *args: Any, by_the_office: bool) -> None:
        edition = speech.engagement.edition
        super().__init__(edition, *args, initial=_speech_of(speech))
        self.speech = speech
        self.add_texts("topic", _("Title of the speech"))
        if by_the_office:
            self.fields["minutes"] = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240)
            self.fields["inscribed_at"] = WallField(
                edition=edition, label=_("Inscribed"), required=False, help_text=edition.zone_label
            )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the speech"), choices=languages_to_choose(speech.language), required=False
        )
        self.fields["interpretation"] = forms.ChoiceField(
            label=_("Interpretation"), choices=Speech.Interpretation.choices, widget=forms.RadioSelect
        )
        self.fields["pointer"] = WordsField(
            label=_("Name of the own interpreter, or of whoever guides the booths through the translation"),
            max_length=120,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        needs_name = {Speech.Interpretation.OWN, Speech.Interpretation.WRITTEN}
        if typed.get("interpretation") in needs_name and not typed.get("pointer"):
            self.add_error("pointer", _("Say who interprets, or who guides the booths through the translation."))
        return typed

    def fields_of_speech(self) -> dict[str, Any]:
        names = ("minutes", "inscribed_at", "language", "interpretation", "pointer")
        typed = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return typed | {"topics": self.texts("topic", self.speech.topics)}


def _speech_of(speech: Speech) -> dict[str, Any]:
    names = ("minutes", "inscribed_at", "language", "interpretation", "pointer")
    known = {name: getattr(speech, name) for name in names}
    return known | initial_texts("topic", speech.topics) | {"seen": speech.version}


class TurnForm(forms.Form):
    """A turn by hand; without a number the order decides again."""

    place = forms.IntegerField(label=gettext_lazy("Turn"), min_value=1, max_value=500, required=False)
    reason = WordsField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("place") and not typed.get("reason"):
            self.add_error("reason", _("Say why, so that the order can be explained."))
        return typed


class PaperForm(forms.Form):
    """A text or slides: as a file, or the words themselves."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=SpeechPaper.Kind.choices,
        widget=forms.RadioSelect,
        initial=SpeechPaper.Kind.TEXT,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,  # it is refused in our own words
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    words = WordsField(
        label=gettext_lazy("Or the text itself"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
    )

    def __init__(self, speech: Speech, *args: Any) -> None:
        super().__init__(*args)
        self.fields["file"].help_text = _("PDF, DOCX, PPTX, ODT, ODP or plain text, at most %(most)d MB.") % {
            "most": MOST_BYTES // 1024 // 1024
        }
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the text"),
            choices=languages_to_choose(speech.language),
            required=False,
            initial=speech.language,
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        both, none = typed.get("file") and typed.get("words"), not typed.get("file") and not typed.get("words")
        if "file" not in self.errors and "words" not in self.errors:
            if both:
                self.add_error("words", _("Send a file or the words, not both at once."))
            elif none:
                self.add_error("file", _("Choose a file, or paste the text below."))
        return typed


class StatusForm(forms.Form):
    """Where a paper stands next."""

    to = forms.ChoiceField(choices=SpeechPaper.Status.choices)
    reason = WordsField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("to") == SpeechPaper.Status.RETURNED and not typed.get("reason"):
            self.add_error("reason", _("Say what is wrong with it: the speaker reads it."))
        return typed


class SwapForm(forms.Form):
    """With whom a speaker would change turns. `others` are pairs of key and words."""

    def __init__(self, others: list[tuple[int, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["other"] = forms.TypedChoiceField(
            label=_("With whom"), choices=[("", _("choose")), *others], coerce=int
        )
        self.fields["note"] = WordsField(label=_("A word to them"), max_length=300, required=False)


class PairForm(forms.Form):
    """Two speeches whose speakers have agreed, as the office heard it."""

    def __init__(self, speeches: list[tuple[int, str]], *args: Any) -> None:
        super().__init__(*args)
        for name, label in (("one", _("First")), ("other", _("Second"))):
            self.fields[name] = forms.TypedChoiceField(label=label, choices=[("", _("choose")), *speeches], coerce=int)
        self.fields["note"] = WordsField(label=_("How both agreed"), max_length=300)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("one") and typed.get("one") == typed.get("other"):
            self.add_error("other", _("Choose another speech than the first."))
        return typed


class AnswerForm(forms.Form):
    """Whether one agrees to change turns."""

    answer = forms.ChoiceField(choices=[("agree", gettext_lazy("agree")), ("decline", gettext_lazy("rather not"))])
