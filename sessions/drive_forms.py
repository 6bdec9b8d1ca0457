"""What organizers type about drives between venues: one line for each pair of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from forum.models import Venue
from sessions.actions.drives import Drive, Drives, Pair

LONGEST = 600  # as in the files of a forum


@dataclass(frozen=True, slots=True)
class Line:
    """One pair on the page."""

    one: Venue
    other: Venue
    minutes: forms.BoundField
    estimated: forms.BoundField
    seen: forms.BoundField
    now: str


class DrivesForm(forms.Form):
    """Every pair of venues, with minutes and whether they are an estimate; empty where nobody knows."""

    def __init__(self, venues: list[Venue], known: Drives, data: Any = None) -> None:
        super().__init__(data)
        self.pairs = {(one.pk, other.pk): (one, other) for one, other in combinations(venues, 2)}
        self.stale: Drives = {}
        for pair, (one, other) in self.pairs.items():
            drive, name = known.get(pair), _name(pair)
            between = {"one": one, "other": other}
            self.fields[f"minutes-{name}"] = forms.IntegerField(
                label=_("Minutes between %(one)s and %(other)s") % between,
                min_value=0,
                max_value=LONGEST,
                required=False,
                initial=drive.minutes if drive else None,
            )
            self.fields[f"estimated-{name}"] = forms.BooleanField(
                label=_("The drive between %(one)s and %(other)s is an estimate") % between,
                required=False,
                initial=bool(drive and drive.estimated),
            )
            self.fields[f"seen-{name}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=as_text(drive), max_length=20
            )

    def lines(self) -> Iterator[Line]:
        for pair, (one, other) in self.pairs.items():
            minutes, estimated, seen = (self[f"{what}-{_name(pair)}"] for what in ("minutes", "estimated", "seen"))
            now = in_words(self.stale[pair]) if pair in self.stale else ""
            yield Line(one, other, minutes, estimated, seen, now)

    def sent(self) -> list[Pair]:
        """The pairs that were on the page that was sent."""
        return [pair for pair in self.pairs if f"seen-{_name(pair)}" in self.data]

    def wanted(self) -> Drives:
        return {pair: self._typed(pair) for pair in self.sent()}

    def seen(self) -> Drives:
        return {pair: _from_text(self.cleaned_data[f"seen-{_name(pair)}"]) for pair in self.sent()}

    def went_stale(self, now: Drives) -> dict[str, str]:
        """Keep what they are now, to be shown beside what was typed; the values that are seen with it."""
        self.stale = now
        return {f"seen-{_name(pair)}": as_text(drive) for pair, drive in now.items()}

    def _typed(self, pair: Pair) -> Drive | None:
        minutes = self.cleaned_data[f"minutes-{_name(pair)}"]
        return None if minutes is None else Drive(minutes, self.cleaned_data[f"estimated-{_name(pair)}"])


def as_text(drive: Drive | None) -> str:
    """A drive as a page carries it: "40", "40 estimated", or nothing."""
    return f"{drive.minutes}{' estimated' if drive.estimated else ''}" if drive else ""


def in_words(drive: Drive | None) -> str:
    if drive is None:
        return _("not entered")
    words = _("%(minutes)s minutes, an estimate") if drive.estimated else _("%(minutes)s minutes")
    return words % {"minutes": drive.minutes}


def _from_text(text: str) -> Drive | None:
    minutes, _space, estimated = text.partition(" ")
    return Drive(int(minutes), bool(estimated)) if minutes.isdecimal() else None


def _name(pair: Pair) -> str:
    return f"{pair[0]}-{pair[1]}"
