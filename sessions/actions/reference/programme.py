"""What happens: engagements, what only some kinds of them have, and who has which part."""

from django.db import models

from forum.clock import instant, promised
from sessions.actions.reference.keeping import Values
from sessions.actions.reference.shelf import Shelf
from sessions.models import Attendance, Engagement, SigningCeremony, SiteVisit, Speech, SubForum
from sessions.reference import rows as told


def keep_engagements(shelf: Shelf) -> None:
    """Those that stand alone first, then what is inside them."""
    present = Engagement.objects.within(shelf.edition).exclude(key="")
    waiting = list(shelf.forum.rows(told.Engagement))
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in shelf.engagement]
        waiting = [row for row in waiting if row not in ready]
        kept = shelf.tally.keep(present.all(), [_engagement(shelf, row) for row in ready], by=("key",))
        shelf.engagement |= {row.key: kept[row.key,].pk for row in ready}


def _engagement(shelf: Shelf, row: told.Engagement) -> Values:
    zone = shelf.forum.edition.zone
    return {
        "edition_id": shelf.edition.pk,
        "key": row.key,
        "kind": row.kind,
        "titles": row.title,
        "notes": row.note,
        "room_id": shelf.room.get(row.room),
        "parent_id": shelf.engagement.get(row.parent),
        "starts_at": row.starts and instant(zone, row.starts),
        "ends_at": row.ends and instant(zone, row.ends),
        "starts_local": promised(zone, instant(zone, row.starts)) if row.starts else "",
        "ends_local": promised(zone, instant(zone, row.ends)) if row.ends else "",
        "position": row.position,
        "audience": row.audience,
        "delegation_id": shelf.delegation.get(row.city),
        "dress": row.dress,
        "languages": list(row.languages),
        "channels": {tag: number for number, tag in enumerate(row.channels, start=1)},
    }


def keep_parts(shelf: Shelf) -> None:
    """What only a sub-forum, a speech, a visit or a signing has."""

    def keep(model: type[models.Model], wanted: list[Values]) -> None:
        present = model._default_manager.filter(engagement__edition=shelf.edition)
        shelf.tally.keep(present, wanted, by=("engagement_id",))

    def of(row: told.Part) -> Values:
        return {"engagement_id": shelf.engagement[row.engagement]}

    rows = shelf.forum.rows
    keep(SubForum, [{**of(row), "themes": row.theme, "seats": row.seats} for row in rows(told.SubForum)])
    keep(Speech, [{**of(row), "minutes": row.minutes, "language": row.language} for row in rows(told.Speech)])
    keep(SiteVisit, [{**of(row), "seats": row.seats, "meeting_points": row.meeting_point} for row in rows(told.Visit)])
    keep(
        SigningCeremony,
        [
            {**of(row), "text_kind": row.text_kind, "text_titles": row.text_title, "party_id": shelf.city[row.party]}
            for row in rows(told.Signing)
        ],
    )


def keep_attendances(shelf: Shelf) -> None:
    wanted = [
        {
            "engagement_id": shelf.engagement[row.engagement],
            "part": row.part,
            "position": row.position,
            "delegate_id": shelf.delegate[row.city, row.person],
        }
        for row in shelf.forum.rows(told.Attendance)
    ]
    shelf.tally.keep(Attendance.objects.within(shelf.edition), wanted, by=("engagement_id", "delegate_id"))


STEPS = (keep_engagements, keep_parts, keep_attendances)
