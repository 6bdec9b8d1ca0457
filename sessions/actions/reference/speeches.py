"""Sub-forums and speeches: wishes, texts that are in, and who sits where when cities have wished."""

from datetime import timedelta

from forum import clock, documents
from sessions import seating
from sessions.actions.reference.shelf import Shelf
from sessions.engine import files
from sessions.models import Attendance, Speech, SpeechPaper, SubForum, SubForumPlace, SubForumWish
from sessions.reference import speech_rows as told

TEXT_HOURS = timedelta(hours=24)


def keep_wishes(shelf: Shelf) -> None:
    halls = dict(SubForum.objects.filter(engagement__edition=shelf.edition).values_list("engagement_id", "pk"))
    present = SubForumWish.objects.within(shelf.edition)
    wished = set(present.values_list("delegation_id", flat=True))
    rows = [row for row in shelf.forum.rows(told.Wish) if shelf.delegation[row.city] not in wished]
    wanted = [
        {
            "delegation_id": shelf.delegation[row.city],
            "rank": row.rank,
            "subforum_id": halls[shelf.engagement[row.engagement]],
        }
        for row in rows
    ]
    shelf.tally.keep(present.none(), wanted, by=("delegation_id", "rank"))


def keep_texts(shelf: Shelf) -> None:
    """Texts that are missing; what people have made of those that are there stays."""
    speeches = dict(Speech.objects.filter(engagement__edition=shelf.edition).values_list("engagement_id", "pk"))
    present = SpeechPaper.objects.within(shelf.edition)
    there = set(present.values_list("speech_id", "kind", "number"))
    wanted = []
    for row in shelf.forum.rows(told.Text):
        speech = speeches[shelf.engagement[row.engagement]]
        if (speech, row.kind, row.number) in there:
            continue
        document = documents.store(
            row.words.encode(),
            name=f"{row.engagement}-{row.kind}-{row.number}.txt",
            media_type=files.TEXT.media_type,
            edition=shelf.edition,
        )
        about = {"language": row.language, "status": row.status, "reason": row.reason, "document_id": document.pk}
        wanted.append({"speech_id": speech, "kind": row.kind, "number": row.number, **about})
    shelf.tally.keep(present.none(), wanted, by=("speech_id", "kind", "number"))
    asked = Speech.objects.filter(engagement__edition=shelf.edition, asked_at=None, engagement__starts_at__isnull=False)
    if wanted:
        now = clock.now()
        due = [
            {"pk": row.pk, "asked_at": now, "text_due_at": row.engagement.starts_at - TEXT_HOURS}
            for row in asked.select_related("engagement")
            if row.engagement.starts_at
        ]
        shelf.tally.keep(asked, due, by=("pk",))


def keep_places(shelf: Shelf) -> None:
    """Once cities have wished, the proposal as it is counts as accepted; whatever was accepted before stays."""
    present = SubForumPlace.objects.within(shelf.edition)
    if present.exists() or not shelf.forum.rows(told.Wish):
        return
    proposal = seating.propose(shelf.edition)
    items = {hall.pk: hall.engagement_id for hall in proposal.halls}
    seated = [one for one in proposal.placings if one.hall is not None]
    heads = {pk: row.people[0].pk if row.people else None for pk, row in proposal.delegations.items()}
    places = [
        {
            "delegation_id": one.delegation,
            "subforum_id": one.hall,
            "delegate_id": heads[one.delegation],
            "because": one.because,
            "wish": one.wish,
        }
        for one in seated
    ]
    shelf.tally.keep(present, places, by=("delegation_id",))
    parts = [
        {"engagement_id": items[one.hall or 0], "delegate_id": heads[one.delegation], "part": "attendee", "position": 9}
        for one in seated
        if heads[one.delegation]
    ]
    there = set(Attendance.objects.within(shelf.edition).values_list("engagement_id", "delegate_id"))
    new = [one for one in parts if (one["engagement_id"], one["delegate_id"]) not in there]
    shelf.tally.keep(Attendance.objects.within(shelf.edition).none(), new, by=("engagement_id", "delegate_id"))


STEPS = (keep_wishes, keep_texts, keep_places)
