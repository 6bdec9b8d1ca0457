"""The bridge between speeches as rows and the order of their speakers; whoever lists speakers asks here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q

from delegations import orders
from delegations.models import Delegate
from forum.models import Edition
from sessions.engine.speaking import Slot, Speaker, Turn, lay_out, order
from sessions.engine.writing import fingerprint, iso
from sessions.models import Attendance, Engagement, SpeakersList, Speech, SpeechPaper


@dataclass(frozen=True)
class Line:
    """One speech in the order: its row, who gives it, the reason for its turn, and its papers, newest first."""

    turn: Turn
    row: Engagement
    speech: Speech
    people: tuple[Delegate, ...]
    papers: tuple[SpeechPaper, ...]
    hours: int

    @property
    def number(self) -> int:
        return self.turn.number

    @property
    def delegate(self) -> Delegate | None:
        return self.people[0] if self.people else None

    @property
    def due(self) -> datetime | None:
        return due_of(self.speech, self.row, self.hours)

    @property
    def text(self) -> SpeechPaper | None:
        return self._newest(SpeechPaper.Kind.TEXT)

    @property
    def slides(self) -> SpeechPaper | None:
        return self._newest(SpeechPaper.Kind.SLIDES)

    def _newest(self, kind: str) -> SpeechPaper | None:
        return next((paper for paper in self.papers if paper.kind == kind), None)


@dataclass(frozen=True)
class Listed:
    """Everybody who speaks within one item, in order."""

    row: Engagement
    rules: SpeakersList
    lines: tuple[Line, ...]

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """When each would speak if all were laid out now; nothing while the item itself has no time."""
        if self.row.starts_at is None or self.row.ends_at is None:
            return ()
        return lay_out(
            [line.turn for line in self.lines if not line.row.cancelled],
            start=self.row.starts_at,
            end=self.row.ends_at,
            opening_minutes=self.rules.opening_minutes,
            changeover_minutes=self.rules.changeover_minutes,
        )

    @cached_property
    def seal(self) -> str:
        """What a preview was made of: laid out later, it must be the same."""
        versions = {line.row.pk: line.row.version for line in self.lines}
        told = [[slot.id, iso(slot.starts_at), iso(slot.ends_at), slot.fits] for slot in self.slots]
        return fingerprint([told, sorted(versions.items()), self.row.version])[:32]


def due_of(speech: Speech, row: Engagement, hours: int) -> datetime | None:
    """When the text is due: as the city was told, else so many hours before the speech as it stands now."""
    if speech.text_due_at:
        return speech.text_due_at
    return row.starts_at - timedelta(hours=hours) if row.starts_at else None


def rules_of(row: Engagement) -> SpeakersList:
    """How its speeches follow each other; the usual rules while nobody has set any."""
    found: SpeakersList | None = getattr(row, "speakers_list", None)
    return found or SpeakersList(engagement=row)


def with_speeches(edition: Edition) -> Any:
    """Sub-forums, and whatever else has speeches within it, with all that a list of speakers reads."""
    speaks = Q(kind=Engagement.Kind.SUB_FORUM) | Q(children__kind=Engagement.Kind.SPEECH)
    rows = Engagement.objects.within(edition).filter(speaks).distinct().with_places()
    return prepared(rows.select_related("edition__city", "subforum", "speakers_list", "room__venue")).in_order()


def prepared(rows: Any) -> Any:
    """The same rows with their speeches, speakers and papers: a fixed number of queries."""
    speeches = Engagement.objects.filter(kind=Engagement.Kind.SPEECH).select_related("speech__hand_by").scoped()
    people = Attendance.objects.scoped().select_related("delegate__person", "delegate__delegation__city")
    papers = SpeechPaper.objects.scoped().newest_first().select_related("document", "sent_by")
    return rows.prefetch_related(
        Prefetch("attendances", people, to_attr="parts"),
        Prefetch("children", speeches.order_by("position", "pk"), to_attr="speeches"),
        Prefetch("speeches__attendances", people, to_attr="parts"),
        Prefetch("speeches__speech__papers", papers, to_attr="newest_papers"),
    )


def listed(row: Any, places: Mapping[int, int]) -> Listed:
    """The order of an item from `prepared`; places are those of the order of precedence, by delegation."""
    rules = rules_of(row)
    speeches = {one.pk: one for one in row.speeches if getattr(one, "speech", None)}
    turns = order([_speaker(one, places) for one in speeches.values()], rules.ordered_by)  # type: ignore[arg-type]  # a choice
    return Listed(row, rules, tuple(_line(turn, speeches[turn.speaker.id], rules) for turn in turns))


def one_listed(row: Engagement) -> Listed:
    """The order of one item, read anew."""
    rows = Engagement.objects.within(row.edition).filter(pk=row.pk)
    found = prepared(rows.select_related("edition__city", "subforum", "speakers_list", "room__venue")).get()
    return listed(found, orders.places(row.edition))


def parts_of(row: Any, *parts: str) -> list[Delegate]:
    """Who has one of these parts in an item from `prepared`."""
    return [one.delegate for one in row.parts if one.part in parts]


def _line(turn: Turn, row: Any, rules: SpeakersList) -> Line:
    people = tuple(parts_of(row, Attendance.Part.SPEAKER))
    return Line(turn, row, row.speech, people, tuple(row.speech.newest_papers), rules.text_hours)


def _speaker(row: Any, places: Mapping[int, int]) -> Speaker:
    people: Iterable[Delegate] = parts_of(row, Attendance.Part.SPEAKER)
    first = min(people, key=lambda one: (places.get(one.delegation_id, len(places) + 1), one.place), default=None)
    speech: Speech = row.speech
    return Speaker(
        id=row.pk,
        place=places.get(first.delegation_id) if first else None,
        inscribed_at=speech.inscribed_at,
        hand=speech.hand_place,
        minutes=speech.minutes,
        consecutive=speech.interpretation == Speech.Interpretation.CONSECUTIVE,
        within=first.place if first else (),
    )
