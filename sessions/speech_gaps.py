"""Texts of speeches that are due, among all that a delegation is asked for."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.missing import Gap, Source
from delegations.models import Delegate, Delegation
from delegations.models.mandate import Power
from sessions.models import Attendance, SpeechPaper


def _texts(delegation: Delegation, people: Sequence[Delegate]) -> Iterable[Gap]:
    """A line for each speech whose text the office has asked for. What was returned is asked for again."""
    for delegate in people:
        for part in delegate.attendances.all():
            speech = getattr(part.engagement, "speech", None)
            if part.part != Attendance.Part.SPEAKER or speech is None or not speech.asked_at:
                continue
            texts = [paper for paper in speech.papers.all() if paper.kind == SpeechPaper.Kind.TEXT]
            newest = max(texts, key=lambda paper: paper.number, default=None)
            yield Gap(
                _("text of the speech “%(title)s”") % {"title": part.engagement},
                _("so that the booths have it in time"),
                delegate,
                due=speech.text_due_at,
                url=reverse("portal:speech", args=[part.engagement_id]),
                power=Power.REGISTER,
                done=newest is not None and newest.status != SpeechPaper.Status.RETURNED,
            )


TEXTS = Source(_texts, ("delegates__attendances__engagement__speech__papers",))
