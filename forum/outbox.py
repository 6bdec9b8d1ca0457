"""The outbox: every letter is on record before it is sent, and is sent from the record.

A row is claimed by a conditional update with a lease, its body is made at that moment from the newest state of
things, and the result is written where the attempt is still ours. A second copy can only arise when a process, the
database or the connection dies between the mail server's acceptance and our commit; it then carries the same
Message-ID.
"""

import hashlib
import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum import clock, ledger, letters, post
from forum.models import Edition, Message, User
from forum.queue import nudge

log = logging.getLogger(__name__)

State = Message.State


def post_letter(
    letter: str,
    *,
    key: str,
    to: str,
    name: str,
    language: str,
    edition: Edition | None,
    context: Mapping[str, Any],
    topic: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    needless: bool = False,
) -> Message | None:
    """Put a letter on record, once per key, in the transaction of its reason; None when the key is there already.

    A letter on a topic overtakes those of the topic that still wait. Without an address it goes on the call list.
    """
    posting = Posting(letter, key, to, name, language, edition, context, topic, due_at, expires_at, needless)
    row = _put_on_record(posting.row())
    if row is None:
        return None
    _overtake([row])
    nudge("forum.work_off")
    return row


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter to be put on record; the fields are those of `post_letter`."""

    letter: str
    key: str
    to: str
    name: str
    language: str
    edition: Edition | None
    context: Mapping[str, Any]
    topic: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    needless: bool = False

    def row(self) -> Message:
        """The row as it will stand on record."""
        waiting = State.WAITING if self.to else State.UNREACHABLE
        return Message(
            letter=self.letter,
            key=self.key,
            topic=self.topic,
            edition=self.edition,
            to_address=self.to,
            to_name=self.name[:200],
            language=self.language,
            context=dict(self.context),
            state=State.NEEDLESS if self.needless else waiting,
            due_at=self.due_at or clock.real(),
            expires_at=self.expires_at,
            message_id=message_id_of(self.key),
        )


def post_letters(postings: Iterable[Posting]) -> list[Message]:
    """Put many letters on record in a few statements, each as `post_letter` does; those already there are left out."""
    wanted = {posting.key: posting for posting in postings}
    if not wanted:
        return []
    known = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    fresh = [posting for key, posting in wanted.items() if key not in known]
    try:
        with transaction.atomic():
            rows = Message.objects.bulk_create([posting.row() for posting in fresh], batch_size=500)
    except IntegrityError:  # somebody else posted one of them at this very moment
        rows = [row for posting in fresh if (row := _put_on_record(posting.row()))]
    _overtake(rows)
    nudge("forum.work_off")
    return rows


def _put_on_record(row: Message) -> Message | None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def _overtake(rows: Iterable[Message]) -> None:
    """What waits on the topics of these letters and is older than they are, will not go out."""
    newest = {row.topic: row.pk for row in rows if row.topic}
    if newest:
        older = Message.objects.filter(topic__in=newest, state=State.WAITING, pk__lt=max(newest.values()))
        older.exclude(pk__in=newest.values()).update(state=State.SUPERSEDED)


def message_id_of(key: str) -> str:
    """Made from the key alone, so that every copy of a letter carries the same one."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{key}".encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"


def waiting_on(topics: Iterable[str]) -> dict[str, Message]:
    """The newest letter on each of these topics that has not gone out yet, where there is one. One query."""
    rows = Message.objects.filter(topic__in=set(topics), state=State.WAITING).order_by("pk")
    return {message.topic: message for message in rows}


def keys_on_record(keys: list[str]) -> set[str]:
    """Which of these letters stand on record, whatever became of them; also those that were posted again."""
    found = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    again = Message.objects.filter(key__contains=":again:").values_list("key", flat=True)
    return found | {key.split(":again:")[0] for key in again}


# What the organizers' list can be narrowed to.
STATES = {"": _("all letters"), "waiting": _("waiting"), "sent": _("sent"), "call": _("call list")}


def letters_of(edition: Edition, state: str = "") -> QuerySet[Message]:
    """Letters of an edition, the newest first; `state` is a key of STATES."""
    rows = Message.objects.filter(edition=edition).order_by("-pk")
    narrowed = {"waiting": rows.open, "sent": rows.sent, "call": rows.on_the_call_list}
    return narrowed[state]() if state in narrowed else rows


def preview(message: Message) -> letters.Mail | None:
    """The letter as it would be composed at this moment; None when nothing is left to say, or nobody knows its kind."""
    letter = letters.catalogue().get(message.letter)
    return letter.compose(message) if letter else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many letters of an edition are where."""

    sent: int
    waiting: int
    call_list: int


def counts(edition: Edition) -> Counts:
    """One query, however many letters."""
    rows = Message.objects.filter(edition=edition).aggregate(
        sent=Count("pk", filter=Q(state=State.SENT)),
        waiting=Count("pk", filter=Q(state__in=[State.WAITING, State.SENDING])),
        call_list=Count("pk", filter=Q(state__in=[State.REFUSED, State.EXPIRED, State.UNREACHABLE])),
    )
    return Counts(**rows)


@transaction.atomic
def tell_again(message: Message, *, by: User) -> bool:
    """Put a letter from the call list back in the queue, its trouble mended; say whether it was there."""
    if not _put_back(message, _recipient(message), expires_at=None):
        return False
    ledger.record("letter.sent_again", subject=message, by=by, edition=message.edition)
    return True


def look_up_addresses() -> int:
    """Put back every letter on the call list whose recipient has another address by now; say how many."""
    rows = Message.objects.filter(state__in=[State.UNREACHABLE, State.REFUSED]).order_by("pk")
    now = ((message, _recipient(message)) for message in rows)
    return sum(_put_back(message, found) for message, found in now if found and found.address != message.to_address)


def _put_back(message: Message, found: letters.Recipient | None, **fresh: Any) -> bool:
    """From the call list into the queue, under the address that is right now; not without one, not when overtaken."""
    # The number of the attempt goes on rising, so that the result of an old attempt never counts as the new one's.
    back: dict[str, Any] = {"state": State.WAITING, "due_at": clock.real(), **fresh}
    if found:
        back["to_address"] = found.address
    rows = Message.objects.on_the_call_list().filter(pk=message.pk)
    if not found:
        rows = rows.exclude(to_address="")
    if (found and not found.address) or _is_overtaken(message) or not rows.update(**back):
        return False
    nudge("forum.work_off")
    return True


def _recipient(message: Message) -> letters.Recipient | None:
    letter = letters.catalogue().get(message.letter)
    return letter.recipient(message) if letter and letter.recipient else None


def _is_overtaken(message: Message) -> bool:
    return bool(message.topic) and Message.objects.filter(topic=message.topic, pk__gt=message.pk).exists()


# --- the post office


def work_off(seconds: float = 60.0) -> int:
    """Send whatever is due until nothing is left or the time is up; say how many letters were handled."""
    expire()
    if not _due().exists():
        return 0
    done, until = 0, time.monotonic() + seconds
    with post.office() as office:
        if office.closed:
            _say_why_they_wait(office.closed)
            return 0
        while not office.closed and (message := claim()):
            deliver(message, office)
            done += 1
            if time.monotonic() > until:
                nudge("forum.work_off")
                break
    return done


def expire() -> int:
    """What is of no use any more is never sent."""
    unsent = Q(state=State.WAITING) | Q(state=State.SENDING, lease_until__lt=Now())
    return Message.objects.filter(unsent, expires_at__lt=Now()).update(state=State.EXPIRED, lease_until=None)


def claim() -> Message | None:
    """The next letter due, now ours for the length of the lease; None when there is none."""
    while True:
        try:
            with transaction.atomic():
                message = _take_next()
        except IntegrityError:
            continue  # a letter on the same topic was claimed at this very moment
        if message is None or message.state == State.SENDING:
            return message


def _take_next() -> Message | None:
    """Claim the first letter due, or mark it overtaken when a newer one on its topic exists."""
    rows = _due().order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    message = rows.first()
    if message is None:
        return None
    if _is_overtaken(message):
        Message.objects.filter(pk=message.pk).update(state=State.SUPERSEDED, lease_until=None)
    else:
        lease = Now() + timedelta(seconds=settings.LETTER_LEASE_SECONDS)
        Message.objects.filter(pk=message.pk).update(state=State.SENDING, lease_until=lease, attempt=F("attempt") + 1)
    message.refresh_from_db()
    return message


def _due() -> QuerySet[Message]:
    """Due, and no other letter on the same topic under way."""
    under_way = Message.objects.filter(topic=OuterRef("topic"), state=State.SENDING, lease_until__gte=Now())
    return Message.objects.due().exclude(~Q(topic="") & Exists(under_way.exclude(pk=OuterRef("pk"))))


def deliver(message: Message, office: post.Office) -> None:
    """Compose, hand over, write down the result. Whatever is wrong with the letter stands on it and is not raised."""
    claimed = time.monotonic()
    try:
        letter = letters.catalogue()[message.letter]
        if not _addressed(message, letter):
            return
        mail = letter.compose(message)
    except Exception as trouble:  # a letter that cannot be composed must not hold up the others
        log.exception("letter %s could not be composed", message.pk)
        _try_later(message, f"could not be composed: {trouble}")
        return
    if mail is None:
        _settle(message, state=State.NEEDLESS)
        return
    new = False if mail.version is None else _hand(message, letter, mail.version)
    if new is None:
        return
    if time.monotonic() - claimed > settings.LETTER_LEASE_SECONDS - settings.LETTER_HANDOVER_SECONDS:
        _try_later(message, "composing took so long that the claim was about to run out")
        return
    outcome = office.send(mail, message)
    if outcome.sent:
        _arrived(message, letter, mail, outcome)
    else:
        _not_taken(message, letter, outcome, new=new)


def _addressed(message: Message, letter: letters.Letter) -> bool:
    """Bring recipient, address and language up to date; False if nobody knows an address any more."""
    found = letter.recipient(message) if letter.recipient else None
    if found is None:
        return True
    if not found.address:
        _settle(message, state=State.UNREACHABLE)
        return False
    message.to_address, message.to_name, message.language = found.address, found.name[:200], found.language
    now = {"to_address": message.to_address, "to_name": message.to_name, "language": message.language}
    return bool(_mine(message).update(**now))


def _hand(message: Message, letter: letters.Letter, version: int) -> bool | None:
    """Write down which version is about to be told, before anybody can have read it.

    Says whether it was never handed over before; None if the claim is lost.
    """
    with transaction.atomic():
        message.version = version
        if not _mine(message).update(version=version):
            return None
        return letter.handed(message)


def _arrived(message: Message, letter: letters.Letter, mail: letters.Mail, outcome: post.Outcome) -> None:
    with transaction.atomic():
        mine = _settle(message, state=State.SENT, sent_at=clock.now(), last_reply=outcome.reply)
        if mine:
            letter.told(message)
    if mine and letter.keep:
        _keep(message, letter.keep, mail)


def _keep(message: Message, keep: Callable[[Message, letters.Mail], None], mail: letters.Mail) -> None:
    """Afterwards and by itself: a full disk must not make a letter that has arrived look unsent."""
    try:
        with transaction.atomic():
            keep(message, mail)
    except Exception:
        log.exception("letter %s has arrived, but what was sent could not be kept", message.pk)


def _not_taken(message: Message, letter: letters.Letter, outcome: post.Outcome, *, new: bool) -> None:
    if outcome.surely_not and new:
        with transaction.atomic():
            letter.refused(message)
    if outcome.for_good:
        _settle(message, state=State.REFUSED, last_reply=outcome.reply)
    else:
        _try_later(message, outcome.reply)


def _mine(message: Message) -> QuerySet[Message]:
    """The row, as long as the claim made with this attempt is still the newest."""
    return Message.objects.filter(pk=message.pk, state=State.SENDING, attempt=message.attempt)


def _settle(message: Message, **result: Any) -> bool:
    if "last_reply" in result:
        result["last_reply"] = _printable(result["last_reply"])
    return bool(_mine(message).update(lease_until=None, **result))


def _printable(reply: str) -> str:
    """What a mail server said, without what PostgreSQL cannot store."""
    return reply.replace("\x00", "")[:300]


def _try_later(message: Message, reply: str) -> None:
    waits = settings.LETTER_WAITS_SECONDS
    wait = waits[min(message.attempt, len(waits)) - 1]
    due = clock.real() + timedelta(seconds=wait * random.uniform(0.8, 1.2))
    _settle(message, state=State.WAITING, due_at=due, last_reply=reply)


def _say_why_they_wait(reply: str) -> None:
    _due().filter(state=State.WAITING).update(last_reply=_printable(reply))
