"""Texts and slides of speeches: handed in, given to the booths, checked, returned."""

from typing import Any

from django.db import transaction

from forum import clock, documents, ledger
from forum.models import User
from sessions import speakers
from sessions.engine import files
from sessions.models import Speech, SpeechPaper

Status = SpeechPaper.Status


class WrongMoment(Exception):
    """The paper cannot go from where it stands to what was asked."""

    def __init__(self, paper: SpeechPaper, to: str) -> None:
        super().__init__(f"{paper} stands as {paper.status}; it cannot become {to}.")
        self.paper, self.to = paper, to


@transaction.atomic
def hand_in(
    speech: Speech, content: bytes, *, name: str, kind: str, language: str, by: User, on_behalf_of: str = ""
) -> SpeechPaper:
    """Keep a file as the next version; the same as the newest changes nothing. Raises files.Refused."""
    what = files.kind_of(content)
    rows = Speech.objects.select_for_update(of=("self",)).select_related("engagement__edition")
    speech = rows.select_related("engagement__parent__speakers_list").get(pk=speech.pk)
    edition = speech.engagement.edition
    newest = SpeechPaper.objects.filter(speech=speech, kind=kind).scoped().order_by("-number").first()
    if newest and newest.document and documents.is_of(newest.document, content):
        found: SpeechPaper = newest
        return found
    around = speech.engagement.parent or speech.engagement
    due = speakers.due_of(speech, speech.engagement, speakers.rules_of(around).text_hours)
    now = clock.now()
    made = SpeechPaper.objects.create(
        speech=speech,
        kind=kind,
        number=newest.number + 1 if newest else 1,
        language=language,
        document=documents.store(
            content, name=files.file_name(name, what), media_type=what.media_type, edition=edition
        ),
        late=due is not None and now > due,
        sent_at=now,
        sent_by=by,
    )
    _record("speech.paper_sent", made, by, {}, on_behalf_of)
    return made


@transaction.atomic
def move(paper: SpeechPaper, to: str, *, reason: str = "", by: User) -> SpeechPaper:
    """With the booths, checked, or returned with a reason. Where it stands already, nothing changes.

    Raises WrongMoment.
    """
    rows = SpeechPaper.objects.filter(pk=paper.pk).scoped().select_related("speech__engagement__edition")
    row: SpeechPaper = rows.select_for_update(of=("self",)).get()
    if row.status == to:
        return row
    if to not in SpeechPaper.MOVES[Status(row.status)]:
        raise WrongMoment(row, to)
    before = {"status": row.status, "reason": row.reason}
    row.status, row.reason = to, reason if to == Status.RETURNED else ""
    row.save()
    _record("speech.paper_moved", row, by, before)
    return row


def _record(verb: str, row: SpeechPaper, by: User, before: dict[str, Any], on_behalf_of: str = "") -> None:
    after = {"kind": row.kind, "number": row.number, "status": row.status, "reason": row.reason, "late": row.late}
    edition = row.speech.engagement.edition
    ledger.record(verb, subject=row, by=by, edition=edition, before=before, after=after, on_behalf_of=on_behalf_of)
