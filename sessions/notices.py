"""The letters of this room: the itinerary, ready or changed. What a letter says is decided when it is sent."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation

from delegations.models import Delegate
from forum import clock, outbox
from forum.letters import Attachment, Letter, Mail, Recipient, write
from forum.models import Edition, Message
from sessions.calendar import itinerary_calendar
from sessions.days import days_of
from sessions.daysheet import day_sheet
from sessions.engine.itinerary import edits
from sessions.engine.values import Edit, Entry
from sessions.item_words import Telling, changes_of
from sessions.models import ItineraryVersion


def tell_itinerary(delegate: Delegate, version: ItineraryVersion, *, first: bool, again: bool = False) -> None:
    """Post the letter about a version. A burst of edits becomes one letter: each new one puts the waiting one off.

    `again` posts anew a letter that vanished from the record.
    """
    topic = f"itinerary:{delegate.pk}"
    now = clock.real()
    waiting = outbox.waiting_on(topic)
    since = datetime.fromisoformat(waiting.context["since"]) if waiting else now
    quiet = timedelta(seconds=0 if first else settings.LETTER_QUIET_SECONDS)
    latest = since + timedelta(seconds=settings.LETTER_QUIET_MOST_SECONDS)
    outbox.post_letter(
        "itinerary",
        key=f"{topic}:{version.number}" + (f":again:{int(now.timestamp())}" if again else ""),
        to=address_of(delegate),
        name=str(delegate.person),
        language=delegate.language,
        edition=delegate.delegation.edition,
        context={"delegate": delegate.pk, "version": version.number, "since": since.isoformat()},
        topic=topic,
        due_at=min(now + quiet, max(latest, now)),
        expires_at=_end_of(delegate.delegation.edition),
    )


def address_of(delegate: Delegate) -> str:
    """Where a delegate is written to: the own address, else the office's, else that of whoever has a mandate."""
    own = delegate.email or delegate.delegation.contact_email
    if own:
        return own
    # Read from what was prefetched, where it was.
    mandates = [mandate for mandate in delegate.delegation.mandates.all() if mandate.revoked_at is None]
    first = min(mandates, key=lambda mandate: mandate.pk, default=None)
    return first.user.email if first else ""


def without_a_letter(newest: Mapping[int, int]) -> list[int]:
    """Of delegates and the number of their newest version: those for whom no letter is on record about it."""
    topics = {f"itinerary:{delegate}:{number}": delegate for delegate, number in newest.items()}
    on_record = outbox.keys_on_record(list(topics))
    return [delegate for key, delegate in topics.items() if key not in on_record]


def itinerary(message: Message) -> Mail | None:
    """The whole itinerary to somebody who was told nothing yet, else what is different; None if nothing is."""
    rows = Delegate.objects.filter(pk=message.context["delegate"]).scoped().with_names()
    delegate = rows.select_related("delegation__edition__city").first()
    if delegate is None:
        return None
    versions = list(ItineraryVersion.objects.filter(delegate=delegate).scoped().order_by("number"))
    newest = versions[-1] if versions else None
    if newest is None:
        return None
    told = next((version for version in reversed(versions) if version.told_at), None)
    if told is None:
        return compose(delegate, newest, None, message.language)
    news = _news(versions, told, newest)
    return compose(delegate, newest, news, message.language) if news else None


def _news(versions: list[ItineraryVersion], told: ItineraryVersion, newest: ItineraryVersion) -> tuple[Edit, ...]:
    """What the reader does not know. If a worker died in the very act of telling, he may know that version."""
    news = edits(_entries(told), _entries(newest))
    doubtful = [version for version in versions if version.number > told.number and version.handed_at]
    if not news and doubtful:
        return edits(_entries(doubtful[-1]), _entries(newest))
    return news


def compose(delegate: Delegate, version: ItineraryVersion, news: tuple[Edit, ...] | None, language: str) -> Mail:
    """The letter about one version; `news` is None for the first one, which tells everything."""
    edition, entries = delegate.delegation.edition, _entries(version)
    gone = [edit.old for edit in news or () if edit.old and edit.new is None]
    with translation.override(language):
        context = _context(delegate, edition, version, entries, news, language)
        sheet = day_sheet(delegate, version, entries, language)
        calendar = itinerary_calendar(edition, version, entries, language, gone)
    return write(
        "itinerary_ready" if news is None else "itinerary_changed",
        language,
        context,
        attachments=(
            Attachment(f"itinerary-{version.number}.pdf", sheet, "application/pdf"),
            Attachment(f"itinerary-{version.number}.ics", calendar.encode(), "text/calendar"),
        ),
        calendar=calendar,
        calendar_method="PUBLISH",
        version=version.number,
    )


def _context(
    delegate: Delegate,
    edition: Edition,
    version: ItineraryVersion,
    entries: list[Entry],
    news: tuple[Edit, ...] | None,
    language: str,
) -> dict[str, Any]:
    telling = Telling(language, edition.zone, {})
    return {
        "delegate": delegate,
        "edition": edition,
        "office_name": edition.desk,
        "version": version,
        "short": version.checksum[:8],
        "days": days_of(entries, telling),
        "changes": changes_of(news or (), telling),
        "zone_label": str(edition.zone_label),
        "address": f"{settings.SITE_URL}/portal/itineraries/{delegate.pk}/",
    }


def recipient(message: Message) -> Recipient | None:
    """The delegate as he is registered now; None when he was taken off the list."""
    rows = Delegate.objects.filter(pk=message.context["delegate"]).scoped().with_names()
    delegate = rows.prefetch_related("delegation__mandates__user").first()
    return Recipient(address_of(delegate), str(delegate.person), delegate.language) if delegate else None


def handed(message: Message) -> bool:
    return bool(_version_of(message).filter(handed_at=None).update(handed_at=clock.now()))


def refused(message: Message) -> None:
    """The server said no at the first handing: nobody has read this version."""
    _version_of(message).filter(told_at=None).update(handed_at=None)


def told(message: Message) -> None:
    _version_of(message).update(told_at=clock.now())


def _version_of(message: Message) -> Any:
    return ItineraryVersion.objects.filter(delegate=message.context["delegate"], number=message.version or 0).scoped()


def _entries(version: ItineraryVersion) -> list[Entry]:
    return [Entry.from_json(entry) for entry in version.entries]


def _end_of(edition: Edition) -> datetime:
    """When the last day of the edition is over, on the machines' clock."""
    midnight = datetime.combine(edition.ends_on + timedelta(days=1), time())
    return clock.to_real(clock.instant(edition.zone, midnight))


LETTERS = {
    "itinerary": Letter(compose=itinerary, recipient=recipient, handed=handed, refused=refused, told=told),
}
