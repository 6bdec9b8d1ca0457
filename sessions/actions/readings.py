"""Who has seen which version of an itinerary: a reader looks, and may confirm."""

from django.db import IntegrityError, transaction

from delegations.models import Delegate
from delegations.policies import principal_of
from forum import clock, ledger
from forum.models import User
from sessions.models import ItineraryReading


class NoSuchVersion(Exception):
    """The itinerary has no version of this number (yet)."""

    def __init__(self, delegate: Delegate, number: int) -> None:
        super().__init__(f"There is no version {number} of the itinerary of {delegate}.")
        self.number = number


@transaction.atomic
def look(delegate: Delegate, number: int, *, by: User) -> ItineraryReading:
    """This reader has the version before his eyes. An older one than he has seen changes nothing."""
    _check(delegate, number)
    return _seen(delegate, number, by)


@transaction.atomic
def confirm(delegate: Delegate, number: int, *, by: User) -> ItineraryReading:
    """This reader says that he has seen the version. Said twice, it is written down once."""
    _check(delegate, number)
    reading = _seen(delegate, number, by)
    if reading.confirmed_number < number:
        before = reading.confirmed_number
        reading.confirmed_number, reading.confirmed_at = number, clock.now()
        reading.save(update_fields=["confirmed_number", "confirmed_at"])
        _record("itinerary.confirmed", reading, before)
    return reading


def _check(delegate: Delegate, number: int) -> None:
    newest = delegate.itineraries.newest_first().values_list("number", flat=True).first() or 0
    if not 1 <= number <= newest:
        raise NoSuchVersion(delegate, number)


def _seen(delegate: Delegate, number: int, reader: User) -> ItineraryReading:
    rows = ItineraryReading.objects.by(reader).select_for_update(of=("self",))
    reading: ItineraryReading | None = rows.filter(delegate=delegate).first()
    if reading is None:
        try:
            with transaction.atomic():
                reading = ItineraryReading.objects.create(
                    delegate=delegate, reader=reader, seen_number=number, seen_at=clock.now()
                )
        except IntegrityError:  # two windows opened at the same moment
            reading = rows.get(delegate=delegate)
        else:
            _record("itinerary.seen", reading, 0)
    if reading.seen_number < number:
        reading.before_number, reading.seen_number, reading.seen_at = reading.seen_number, number, clock.now()
        reading.save(update_fields=["before_number", "seen_number", "seen_at"])
        _record("itinerary.seen", reading, reading.before_number)
    return reading


def _record(verb: str, reading: ItineraryReading, before: int) -> None:
    delegate, reader = reading.delegate, reading.reader
    number = reading.confirmed_number if verb == "itinerary.confirmed" else reading.seen_number
    ledger.record(
        verb,
        subject=delegate,
        by=reader,
        edition=delegate.delegation.edition,
        before={"version": before},
        after={"version": number},
        on_behalf_of=principal_of(delegate, reader),
    )
