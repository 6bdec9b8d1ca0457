"""The letters of this room: the itinerary, ready or changed. What a letter says is decided when it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Self

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation

from delegations.models import Delegate
from delegations.models.answers import Answer
from delegations.models.mandate import Power
from forum import clock, names, outbox
from forum.letters import Attachment, Letter, Mail, Recipient, write
from forum.models import Edition, Message
from sessions import board
from sessions.calendar import invitation, is_event, itinerary_calendar
from sessions.clocks import own_place, own_zone
from sessions.days import days_of
from sessions.daysheet import day_sheet
from sessions.engine.itinerary import news
from sessions.engine.values import Edit, Entry
from sessions.engine.writing import instant
from sessions.item_words import Telling, changes_of
from sessions.models import ItineraryVersion

MOST_INVITATIONS = 12  # beyond, the whole calendar is the better enclosure


@dataclass(frozen=True, slots=True)
class Known:
    """Of one delegate: the newest version, the one last told, and those that may have been told before a crash.

    The doubtful ones were handed to the mail server after the last one told, and its answer was never written down.
    """

    newest: ItineraryVersion | None = None
    told: ItineraryVersion | None = None
    doubtful: tuple[ItineraryVersion, ...] = ()

    @classmethod
    def of(cls, versions: Iterable[ItineraryVersion]) -> Self:
        """From a delegate's versions, in any order."""
        falling = sorted(versions, key=lambda version: -version.number)
        told = next((v for v in falling if v.told_at), None)
        since = [v for v in falling if told is None or v.number > told.number]
        return cls(falling[0] if falling else None, told, tuple(v for v in since if v.handed_at))

    def versions(self) -> list[ItineraryVersion]:
        """All of them, the newest first and then the surest."""
        return [version for version in (self.newest, self.told, *self.doubtful) if version]

    def news(self) -> tuple[Edit, ...]:
        """What its reader may not know, and what he may have to unlearn.

        Somebody who was told nothing for certain gets the whole itinerary: for him only what to unlearn is here.
        """
        if self.newest is None or self.newest is self.told:
            return ()
        found = self.news_of(board.entries_in(self.newest))
        return found if self.told else tuple(edit for edit in found if edit.old)

    def news_of(self, true: Iterable[Entry]) -> tuple[Edit, ...]:
        """What is different in these lines from whatever its reader was told or may have been told."""
        known = [version for version in (self.told, *self.doubtful) if version]
        return news(map(board.entries_in, known), true)

    def has_news(self) -> bool:
        """Whether the newest version says something that its reader may not know."""
        return self.newest is not None and (self.told is None or bool(self.news()))


def known_from(rows: "QuerySet[ItineraryVersion]") -> dict[int, Known]:
    """What each delegate knows, from those of the rows that count. One query, however many versions there were."""
    found: dict[int, list[ItineraryVersion]] = {}
    for version in that_count(rows):
        found.setdefault(version.delegate_id, []).append(version)
    return {delegate: Known.of(versions) for delegate, versions in found.items()}


def that_count(rows: "QuerySet[ItineraryVersion]", *, also: Q | None = None) -> "QuerySet[ItineraryVersion]":
    """Of each delegate the newest version, the one last told, those that may have been told since, and others."""
    own = ItineraryVersion.objects.filter(delegate=OuterRef("delegate")).scoped()
    last_told = Coalesce(Subquery(own.told().values("number")[:1]), 0)
    rows = rows.annotate(top=Subquery(own.newest_first().values("number")[:1]), last_told=last_told)
    said = ~Q(handed_at=None) | ~Q(told_at=None)
    counts = Q(number=F("top")) | said & Q(number__gte=F("last_told"))
    return rows.filter(counts | also if also else counts)


def telling_to(delegate: Delegate, known: Known, language: str) -> Telling:
    """How this delegate is told: people by the names of the releases that what he knew and what is new came from."""
    people = board.people_in(version.release_id for version in known.versions())
    home = own_zone(delegate.user, delegate), own_place(delegate.user, delegate, language)
    return Telling(language, delegate.delegation.edition.zone, people, *home)


@dataclass(frozen=True, slots=True)
class Due:
    """A letter due to a delegate about the newest version of what he knows. An `urgent` one waits for nothing."""

    delegate: Delegate
    known: Known
    urgent: bool = False

    @property
    def topic(self) -> str:
        return f"itinerary:{self.delegate.pk}"


def tell_itineraries(due: Iterable[Due], *, again: bool = False) -> None:
    """Post letters about newest versions. A burst of edits becomes one letter: each puts the waiting one off.

    `again` posts anew letters that vanished from the record, or that were held back.
    """
    due = [one for one in due if one.known.newest]
    waiting = outbox.waiting_on(one.topic for one in due) if due else {}
    outbox.post_letters(_posting(one, waiting.get(one.topic), again=again) for one in due)


def _posting(due: Due, waiting: Message | None, *, again: bool) -> outbox.Posting:
    delegate, known, now = due.delegate, due.known, clock.real()
    assert known.newest, "nothing is told of no itinerary"
    to, edition, number = _reached_at(delegate), delegate.delegation.edition, known.newest.number
    since = datetime.fromisoformat(waiting.context["since"]) if waiting else now
    quiet = timedelta(seconds=settings.LETTER_QUIET_SECONDS if known.told and not due.urgent else 0)
    latest = since + timedelta(seconds=settings.LETTER_QUIET_MOST_SECONDS)
    return outbox.Posting(
        "itinerary",
        key=f"{due.topic}:{number}" + (f":again:{int(now.timestamp())}" if again else ""),
        to=to.address,
        name=to.name,
        language=to.language,
        edition=edition,
        context={"delegate": delegate.pk, "version": number, "since": since.isoformat()},
        topic=due.topic,
        due_at=min(now + quiet, max(latest, now)),
        expires_at=_of_use_until(edition, known),
    )


def address_of(delegate: Delegate) -> str:
    """Where a delegate is written to: the own address, else the office's, else that of whoever may see his travel."""
    own = delegate.email or delegate.delegation.contact_email
    if own:
        return own
    # Read from what was prefetched, where it was; his own assistant before those of the whole delegation.
    reaching = [one for one in delegate.delegation.mandates.all() if one.delegate_id in {None, delegate.pk}]
    mandates = [mandate for mandate in reaching if mandate.allows(Power.TRAVEL)]
    first = min(mandates, key=lambda mandate: (mandate.delegate_id is None, mandate.pk), default=None)
    return first.user.email if first else ""


def without_a_letter(newest: Mapping[int, int]) -> list[int]:
    """Of delegates and the number of their newest version: those for whom no letter is on record about it."""
    topics = {f"itinerary:{delegate}:{number}": delegate for delegate, number in newest.items()}
    on_record = outbox.keys_on_record(list(topics))
    return [delegate for key, delegate in topics.items() if key not in on_record]


def itinerary(message: Message) -> Mail | None:
    """The whole itinerary to somebody who was told nothing yet, else what is different; None if nothing is.

    Nobody of a city that has declined or withdrawn is written to: how it came to that may be younger than the letter.
    """
    rows = Delegate.objects.filter(pk=message.context["delegate"]).scoped().with_names()
    delegate = rows.select_related("delegation__edition__city", "user").first()
    if delegate is None or delegate.delegation.answer == Answer.NO or delegate.delegation.withdrawn_at:
        return None
    known = known_from(delegate.itineraries.all()).get(delegate.pk, Known())
    newest, unknown = known.newest, known.news()
    if newest is None:
        return None
    telling = telling_to(delegate, known, message.language)
    with translation.override(message.language):
        changes = changes_of(unknown, telling)
        if known.told and not changes:
            return None
        context = _context(delegate, newest, telling) | {"changes": changes}
        seen = [edit for edit in unknown if changes_of([edit], telling)]
        enclosed = _enclosed(delegate, newest, unknown, message.language)
        enclosed = _with_invitations(enclosed, delegate, newest, seen, message)
    return write("itinerary_changed" if known.told else "itinerary_ready", message.language, context, **enclosed)


def _context(delegate: Delegate, version: ItineraryVersion, telling: Telling) -> dict[str, Any]:
    edition = delegate.delegation.edition
    return {
        "name": names.in_language(delegate.person, telling.language),
        "edition": edition,
        "office_name": edition.desk,
        "version": version,
        "short": version.checksum[:8],
        "days": days_of(board.entries_in(version), telling),
        "zone_label": str(edition.zone_label),
        "address": f"{settings.SITE_URL}/portal/itineraries/{delegate.pk}/",
    }


def _enclosed(delegate: Delegate, version: ItineraryVersion, unknown: Iterable[Edit], language: str) -> dict[str, Any]:
    """The version on paper and as a calendar; there what must be unlearned stands as cancelled."""
    entries = board.entries_in(version)
    gone = [edit.old for edit in unknown if edit.old and edit.new is None]
    sheet = day_sheet(delegate, version, entries, language)
    name = names.in_language(delegate.person, language)
    calendar = itinerary_calendar(delegate.delegation.edition, version, entries, language, gone, name)
    return {
        "attachments": (
            Attachment(f"itinerary-{version.number}.pdf", sheet, "application/pdf"),
            Attachment(f"itinerary-{version.number}.ics", calendar.encode(), "text/calendar"),
        ),
        "calendar": calendar,
        "calendar_method": "PUBLISH",
        "version": version.number,
    }


def _with_invitations(
    enclosed: dict[str, Any], delegate: Delegate, version: ItineraryVersion, news: Iterable[Edit], message: Message
) -> dict[str, Any]:
    """For each line that is news a calendar message of its own; the only one stands in the mail itself.

    Calendar programs read one event of one calendar part: see docs/decisions/0015.
    """
    to, name = message.to_address or address_of(delegate), names.in_language(delegate.person, message.language)
    edition, lines = delegate.delegation.edition, [(edit.new or edit.old, edit.new is None) for edit in news]
    found = [
        invitation(edition, version, line, message.language, to=to, name=name, gone=gone)
        for line, gone in lines
        if line and is_event(line)
    ][:MOST_INVITATIONS]
    if len(found) == 1:
        enclosed = enclosed | {"calendar": found[0][0], "calendar_method": found[0][1]}
    single = tuple(
        Attachment(f"change-{place}.ics", content.encode(), f"text/calendar; method={method}")
        for place, (content, method) in enumerate(found, start=1)
    )
    return enclosed | {"attachments": (*enclosed["attachments"], *single)}


def recipient(message: Message) -> Recipient | None:
    """The delegate as he is registered now; None when he was taken off the list."""
    rows = Delegate.objects.filter(pk=message.context["delegate"]).scoped().with_names()
    delegate = rows.prefetch_related("delegation__mandates__user").first()
    return _reached_at(delegate) if delegate else None


def _reached_at(delegate: Delegate) -> Recipient:
    return Recipient(address_of(delegate), str(delegate.person), delegate.language)


def handed(message: Message) -> bool:
    return bool(_version_of(message).filter(handed_at=None).update(handed_at=clock.now()))


def refused(message: Message) -> None:
    """The server said no at the first handing: nobody has read this version."""
    _version_of(message).filter(told_at=None).update(handed_at=None)


def told(message: Message) -> None:
    _version_of(message).update(told_at=clock.now())


def _version_of(message: Message) -> Any:
    return ItineraryVersion.objects.filter(delegate=message.context["delegate"], number=message.version or 0).scoped()


def _of_use_until(edition: Edition, known: Known) -> datetime:
    """The midnight after the last day, or the end of the last thing that anybody may still wait for; machines' clock.

    A flight home may leave after the last day, and one that no longer leaves then must be unlearned in time.
    """
    midnight = datetime.combine(edition.ends_on + timedelta(days=1), time())
    # Read from the JSON: of all that a line says only its end is asked for, of many lines.
    ends = {entry["span"]["end"] for version in known.versions() for entry in version.entries}
    return clock.to_real(max([clock.instant(edition.zone, midnight), *map(instant, ends)]))


LETTERS = {
    "itinerary": Letter(compose=itinerary, recipient=recipient, handed=handed, refused=refused, told=told),
}
