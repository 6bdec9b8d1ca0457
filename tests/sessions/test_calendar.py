"""The calendar of an itinerary, as three programs read it that know nothing of each other."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from ical.calendar import Calendar as StoredCalendar
from ical.calendar_stream import IcsCalendarStream
from ical.store import EventStore
from icalendar import Calendar

from delegations.actions import travel
from forum import ledger
from forum.models import Message
from sessions import board, notices
from sessions.actions import itineraries, programme, releases
from sessions.calendar import itinerary_calendar
from sessions.models import ItineraryVersion
from tests import factories

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def opening(edition):
    return factories.engagement("Opening; with “music”, and more", edition, at="09:00")


@pytest.fixture
def dinner(edition):
    return factories.engagement("江上晚宴 – عشاء", edition, at="19:00", kind="reception", audience="delegates")


@pytest.fixture
def amara(edition, opening, dinner, olga):
    """Amara, who flies in, and whose days are published."""
    found = factories.head(factories.delegation("cork"), email="amara@cork.example")
    factories.flight(found)
    publish(edition, olga)
    return found


def publish(edition, olga):
    releases.publish(edition, comment="", by=olga)
    ledger.follow_changes()


def calendar_of(amara):
    version = amara.itineraries.newest_first()[0]
    edition = amara.delegation.edition
    return itinerary_calendar(edition, version, board.entries_in(version), "en", name="Dan Boyle")


def utc(moment):
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def by_icalendar(text):
    return {
        (
            str(e["uid"]),
            int(e["sequence"]),
            utc(e["dtstart"].dt),
            utc(e["dtend"].dt),
            str(e["summary"]),
            str(e["status"]),
        )
        for e in Calendar.from_ical(text).events
    }


def by_vobject(text):
    return {
        (e.uid.value, int(e.sequence.value), utc(e.dtstart.value), utc(e.dtend.value), e.summary.value, e.status.value)
        for e in vobject.readOne(text).vevent_list
    }


def by_ical(text):
    return {
        (e.uid, e.sequence, utc(e.dtstart), utc(e.dtend), e.summary, e.status.value)
        for e in IcsCalendarStream.calendar_from_ics(text).events
    }


def test_three_parsers_read_the_same(amara, edition, dinner, olga):
    programme.change(dinner, cancelled=True, version=1, by=olga)
    publish(edition, olga)
    text = calendar_of(amara)

    read = by_icalendar(text)

    assert (by_vobject(text), by_ical(text)) == (read, read)
    assert {event[4:] for event in read} == {
        ("Flight ZZ 202, DUB–PVG", "CONFIRMED"),
        ("Opening; with “music”, and more", "CONFIRMED"),
        ("江上晚宴 – عشاء", "CANCELLED"),
    }


def test_lines_are_folded_as_the_standard_wants(amara):
    lines = calendar_of(amara).encode().split(b"\r\n")

    assert max(map(len, lines)) <= 75


def test_the_zone_of_the_forum_comes_with_its_rules(amara):
    calendar = Calendar.from_ical(calendar_of(amara))

    zones = {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
    used = {e["dtstart"].params.get("TZID") for e in calendar.events}
    assert (zones, used) == ({"Asia/Shanghai"}, {"Asia/Shanghai", None})  # flights stand in UTC


def test_a_publication_asks_nobody(amara):
    calendar = Calendar.from_ical(calendar_of(amara))

    assert {"attendee" in e for e in calendar.events} == {False}
    assert {str(e["organizer"]) for e in calendar.events} == {"mailto:protocol@forum.example"}


def test_only_the_line_that_changed_rises_in_sequence(amara):
    amara.flights.all().scoped().update(number="LN 202")
    itineraries.bring_up_to_date(amara.delegation.edition)

    rises = {event[4]: event[1] for event in by_icalendar(calendar_of(amara))}

    assert sorted(rises.values()) == [1, 1, 2]
    assert rises["Flight LN 202, DUB–PVG"] == 2


# --- what comes by mail


def letter_to(amara):
    """The letter as it is composed now; then its reader knows."""
    message = Message(context={"delegate": amara.pk}, language="en", to_address="amara@cork.example")
    mail = notices.itinerary(message)
    ItineraryVersion.objects.filter(delegate=amara).scoped().update(told_at=datetime(2025, 5, 1, tzinfo=UTC))
    return mail


def move(opening, olga, hours):
    opening.refresh_from_db()
    later = opening.starts_at + timedelta(hours=hours)
    programme.place(opening, room=opening.room, starts_at=later, minutes=60, version=opening.version, by=olga)
    publish(opening.edition, olga)


def test_one_change_is_an_invitation_in_the_mail_itself(amara, opening, olga):
    letter_to(amara)
    move(opening, olga, 2)

    mail = letter_to(amara)

    [event] = Calendar.from_ical(mail.calendar).events
    attendee = event["attendee"]
    assert (mail.calendar_method, "METHOD:REQUEST" in mail.calendar, int(event["sequence"])) == ("REQUEST", True, 2)
    assert (str(attendee), attendee.params["PARTSTAT"], attendee.params["RSVP"]) == (
        "mailto:amara@cork.example",
        "ACCEPTED",
        "FALSE",
    )
    assert str(event["organizer"]) == "mailto:protocol@forum.example"


def test_what_is_called_off_is_cancelled_by_mail(amara, opening, olga):
    letter_to(amara)
    programme.change(opening, cancelled=True, version=1, by=olga)
    publish(amara.delegation.edition, olga)

    mail = letter_to(amara)

    [event] = Calendar.from_ical(mail.calendar).events
    assert (mail.calendar_method, str(event["status"]), int(event["sequence"])) == ("CANCEL", "CANCELLED", 2)


def test_several_changes_are_enclosed_each_for_itself(amara, opening, dinner, olga):
    letter_to(amara)
    programme.take_off(dinner, version=1, by=olga)
    move(opening, olga, 2)

    mail = letter_to(amara)

    single = [one for one in mail.attachments if one.name.startswith("change-")]
    assert mail.calendar_method == "PUBLISH"
    assert [one.media_type for one in single] == ["text/calendar; method=REQUEST", "text/calendar; method=CANCEL"]
    assert [len(Calendar.from_ical(one.content).events) for one in single] == [1, 1]


def test_the_first_letter_publishes_all_of_it(amara):
    mail = letter_to(amara)

    assert (mail.calendar_method, len(by_icalendar(mail.calendar)), len(mail.attachments)) == ("PUBLISH", 3, 2)


def test_mail_file_and_feed_call_the_same_line_by_the_same_name(amara, opening, olga):
    letter_to(amara)
    move(opening, olga, 2)

    told = by_icalendar(letter_to(amara).calendar)

    assert told <= by_icalendar(calendar_of(amara))


def test_a_flight_that_moved_keeps_its_hours_in_both_zones(amara, olga):
    flight = amara.flights.get()
    leg = travel.leg_of(flight)

    [event] = [event for event in by_icalendar(calendar_of(amara)) if event[4].startswith("Flight")]

    assert event[2:4] == (leg.leaves_at, leg.lands_at)


def test_no_line_is_a_date_but_a_night_in_a_hotel(amara):
    assert {type(event[2]) for event in by_icalendar(calendar_of(amara))} == {datetime}
    assert date not in {type(event[3]) for event in by_icalendar(calendar_of(amara))}


# --- letter after letter, in the store of another calendar program


def sent_in(mail):
    """Every calendar object of a mail: the one in the mail itself, and those enclosed."""
    enclosed = [one.content for one in mail.attachments if one.media_type.startswith("text/calendar")]
    return [mail.calendar, *(content.decode() for content in enclosed)]


def take_in(text, calendar):
    """As RFC 5546 tells a calendar program: the same UID is the same event, and a lower SEQUENCE is old news.

    Of an equal SEQUENCE the standard takes the later DTSTAMP. Here whatever comes last is taken, as many programs do:
    so a line that changed without a rise of its SEQUENCE is found out.
    """
    store = EventStore(calendar)
    for event in IcsCalendarStream.calendar_from_ics(text).events:
        stored = next((one for one in calendar.events if one.uid == event.uid), None)
        if stored and event.sequence < stored.sequence:
            continue
        if stored:
            store.delete(event.uid)
        store.add(event)


def played(texts):
    """What a calendar of the package `ical` holds after all of it, read again from what it writes itself."""
    calendar = StoredCalendar()
    for text in texts:
        take_in(text, calendar)
    return by_ical(IcsCalendarStream.calendar_to_ics(calendar))


def in_force(events):
    return {event for event in events if event[5] != "CANCELLED"}


ORDERS = {
    "as sent": lambda texts: texts,
    "the last first": lambda texts: texts[::-1],
    "each twice": lambda texts: [text for text in texts for _ in range(2)],
}


@pytest.mark.parametrize("order", ORDERS)
def test_whoever_takes_in_every_letter_has_the_newest_file(amara, opening, dinner, olga, order):
    """Made, moved, moved again, cancelled: as REQUEST, CANCEL and PUBLISH went out, whatever order they came in.

    This proves that UID and SEQUENCE of our objects are enough to end in the right state by the rule of the
    standard, with another parser, another store and another writer than ours. The package itself knows nothing of
    messages: the rule is written out above in our words. Of what Outlook, Google or Apple do with a mail it proves
    nothing, and of attendees and organizers neither.
    """
    mails = [letter_to(amara)]
    for hours in (2, -1):
        move(opening, olga, hours)
        mails.append(letter_to(amara))
    programme.change(dinner, cancelled=True, version=1, by=olga)
    publish(amara.delegation.edition, olga)
    mails.append(letter_to(amara))

    held = played(ORDERS[order]([text for mail in mails for text in sent_in(mail)]))

    assert [mail.calendar_method for mail in mails] == ["PUBLISH", "REQUEST", "REQUEST", "CANCEL"]
    assert held == by_icalendar(calendar_of(amara))


@pytest.mark.parametrize("order", ORDERS)
def test_what_was_taken_off_and_put_back_is_there_again(amara, opening, olga, order):
    mails = [letter_to(amara)]
    at = opening.starts_at
    programme.take_off(opening, version=1, by=olga)
    publish(opening.edition, olga)
    mails.append(letter_to(amara))
    gone = played([text for mail in mails for text in sent_in(mail)])
    assert in_force(gone) == by_icalendar(calendar_of(amara))

    opening.refresh_from_db()
    later = at + timedelta(hours=1)
    programme.place(opening, room=opening.room, starts_at=later, minutes=60, version=opening.version, by=olga)
    publish(opening.edition, olga)
    mails.append(letter_to(amara))

    held = played(ORDERS[order]([text for mail in mails for text in sent_in(mail)]))

    assert held == by_icalendar(calendar_of(amara))
