"""From the ledger to the letter: who is told what, once, and the newest truth."""

import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegations.actions import replies, travel
from delegations.models import Delegate, Reply
from forum import clock, ledger, outbox
from forum.models import Message
from sessions import board, notices, tasks
from sessions.actions import itineraries, programme, releases
from sessions.models import ItineraryVersion, SiteVisit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara():
    return factories.head(factories.delegation("lindale"), email="amara@lindale.example")


@pytest.fixture
def olga(amara):
    return factories.organizer(amara.delegation.edition)


@pytest.fixture
def opening(amara):
    return factories.engagement("Opening", at="14:30", minutes=90)


@pytest.fixture
def flight(amara):
    return factories.flight(amara)


@pytest.fixture
def told(amara, olga, opening, flight, everyone_works):
    """The programme is published and everybody has a letter; the mailbox is empty again."""
    publish(olga, amara)
    everyone_works()
    mail.outbox.clear()


def publish(olga, amara, comment="First"):
    return releases.publish(amara.delegation.edition, comment=comment, by=olga)


def fly(flight, olga, hours=0, **changed):
    """Change the flight so that it lands some hours later than the one first entered."""
    flight.refresh_from_db()
    leg = travel.leg_of(flight)
    changed |= {"leaves_at": leg.leaves_at + timedelta(hours=hours), "lands_at": leg.lands_at + timedelta(hours=hours)}
    new = travel.Leg(**{field: changed.get(field, getattr(leg, field)) for field in travel.Leg.__dataclass_fields__})
    travel.change_flight(flight, new, seen=flight.version, by=olga)


def die_while_sending():
    """The worker dies between the mail server's acceptance and our commit; nobody knows what was read."""
    dying = outbox.claim()
    delegate, number = dying.context["delegate"], dying.context["version"]
    ItineraryVersion.objects.filter(delegate=delegate, number=number).scoped().update(handed_at=clock.now())
    Message.objects.filter(pk=dying.pk).update(lease_until=clock.real() - timedelta(seconds=1))


def calendar_in(letter):
    return next(content for name, content, _type in letter.attachments if name.endswith(".ics"))


def test_publishing_tells_everybody_once(amara, olga, opening, everyone_works):
    factories.delegate(amara.delegation, factories.person("Okafor", "Ben"), email="ben@lindale.example")
    publish(olga, amara)

    everyone_works()

    assert sorted(m.to[0] for m in mail.outbox) == ["amara@lindale.example", "ben@lindale.example"]


def test_before_the_first_release_nobody_is_told_anything(amara, olga, flight, everyone_works):
    fly(flight, olga, 2)

    everyone_works()

    assert (mail.outbox, ItineraryVersion.objects.filter(delegate=amara).scoped().count()) == ([], 0)


def test_a_changed_flight_reaches_the_mayor_once_with_old_and_new_time(told, amara, flight, olga, everyone_works):
    fly(flight, olga, 3, number="LN 202")

    everyone_works()

    assert [m.to for m in mail.outbox] == [["amara@lindale.example"]]
    body = mail.outbox[0].body
    assert ("12:00" in body, "15:00" in body, "LN 202" in body) == (True, True, True)


def test_three_quick_edits_make_one_letter(told, flight, olga, everyone_works):
    for hours in (1, 2, -1):
        fly(flight, olga, hours)

    everyone_works()

    assert len(mail.outbox) == 1


def test_three_edits_seen_by_the_follower_one_by_one_still_make_one_letter(
    told, flight, olga, settings, everyone_works
):
    settings.LETTER_QUIET_SECONDS, settings.LETTER_QUIET_MOST_SECONDS = 60, 300
    for hours in (1, 2, -1):
        fly(flight, olga, hours)
        ledger.follow_changes()
        outbox.work_off()
    assert mail.outbox == []

    Message.objects.update(due_at=clock.real())
    outbox.work_off()

    assert len(mail.outbox) == 1
    assert list(Message.objects.filter(state="superseded").values_list("letter", flat=True)) == ["itinerary"] * 2


def test_a_burst_does_not_put_the_letter_off_for_ever(told, flight, olga, settings):
    settings.LETTER_QUIET_SECONDS, settings.LETTER_QUIET_MOST_SECONDS = 60, 100
    fly(flight, olga, 1)
    ledger.follow_changes()
    first = Message.objects.get(state="waiting")
    first.context["since"] = (clock.real() - timedelta(seconds=95)).isoformat()
    first.save()
    fly(flight, olga, 1)

    ledger.follow_changes()

    second = Message.objects.get(state="waiting")
    assert second.due_at - clock.real() < timedelta(seconds=6)


def test_an_edit_that_is_undone_makes_no_letter(told, flight, olga, everyone_works):
    fly(flight, olga, 3)
    fly(flight, olga, -3)

    everyone_works()

    assert mail.outbox == []


def test_an_edit_undone_after_the_follower_saw_it_makes_no_letter(told, flight, olga, everyone_works):
    fly(flight, olga, 3)
    ledger.follow_changes()
    fly(flight, olga, -3)

    everyone_works()

    assert mail.outbox == []
    assert "needless" in Message.objects.values_list("state", flat=True)


def test_after_a_crash_in_the_act_of_telling_the_truth_is_told_again(told, amara, flight, olga, everyone_works):
    fly(flight, olga, 3)
    ledger.follow_changes()
    die_while_sending()
    fly(flight, olga, -3)

    everyone_works()

    assert len(mail.outbox) == 1
    assert "15:00" in mail.outbox[0].body


def test_what_only_a_letter_lost_in_a_crash_told_is_unlearned_beside_other_news(
    told, amara, flight, olga, everyone_works
):
    dinner = factories.engagement("Dinner", at="19:00", kind="reception", audience="delegates")
    publish(olga, amara, "With dinner")
    ledger.follow_changes()
    die_while_sending()
    programme.change(dinner, version=1, by=olga, audience="protocol")
    publish(olga, amara, "Without")
    fly(flight, olga, 3)

    everyone_works()

    [letter] = mail.outbox
    assert ("Dinner – Taken off" in letter.body, "15:00" in letter.body) == (True, True)
    assert calendar_in(letter).count("STATUS:CANCELLED") == 1


def test_what_a_first_letter_lost_in_a_crash_told_is_unlearned_in_the_next(amara, olga, opening, everyone_works):
    dinner = factories.engagement("Dinner", at="19:00", kind="reception", audience="delegates")
    publish(olga, amara)
    ledger.follow_changes()
    die_while_sending()
    programme.change(dinner, version=1, by=olga, audience="protocol")
    publish(olga, amara, "Without")

    everyone_works()

    [letter] = mail.outbox
    assert "An earlier letter may have told you otherwise:\n\nDinner – Taken off" in letter.body
    assert calendar_in(letter).count("STATUS:CANCELLED") == 1


def test_an_edit_undone_while_its_letter_is_under_way_is_told_and_raises_no_alarm(
    told, amara, flight, olga, everyone_works
):
    """The letter is composed with the new hour; before the mail server gets it the edit is undone."""
    fly(flight, olga, 3)
    ledger.follow_changes()
    composed = outbox.claim()
    fly(flight, olga, -3)
    ledger.follow_changes()
    composed.version = 2
    notices.handed(composed)
    notices.told(composed)
    Message.objects.filter(pk=composed.pk).update(state="sent", sent_at=clock.now(), lease_until=None)

    alarm = itineraries.reconcile(amara.delegation.edition)
    everyone_works()

    assert (alarm, [m.to for m in mail.outbox]) == ([], [["amara@lindale.example"]])
    assert "lands" in mail.outbox[0].body.split("\nnow:\n")[1]
    assert "12:00 (PVG time)" in mail.outbox[0].body.split("\nnow:\n")[1]


def test_changed_counterpart_is_told_by_name(amara, olga, everyone_works):
    lyon = factories.head(factories.delegation("lyon"), factories.person("Brun", "Lucie"))
    lima = factories.head(factories.delegation("lima"), factories.person("Diaz", "Rosa"))
    meeting = factories.engagement("Meeting", at="10:00", kind="bilateral", audience="protocol")
    factories.attendance(meeting, amara, "chair")
    brun = factories.attendance(meeting, lyon)
    publish(olga, amara)
    everyone_works()
    mail.outbox.clear()
    programme.take_part_away(brun, by=olga)
    programme.give_part(meeting, lima, part="speaker", by=olga)
    publish(olga, amara, "Second")

    everyone_works()

    [letter] = [m for m in mail.outbox if m.to == ["amara@lindale.example"]]
    assert "Other people\nbefore:\n  Lucie Brun (Lyon)\nnow:\n  Rosa Diaz (Lima)\n" in letter.body


def test_another_part_is_told_in_words(told, amara, olga, opening, everyone_works):
    programme.give_part(opening, amara, part="speaker", by=olga)
    publish(olga, amara, "Second")

    everyone_works()

    assert "Opening – Another part\nbefore:\n  no part of your own\nnow:\n  speaker\n" in mail.outbox[0].body


def test_another_flight_number_is_told_old_and_new(told, flight, olga, everyone_works):
    fly(flight, olga, number="LN 202")

    everyone_works()

    before, now = mail.outbox[0].body.split("\nnow:\n")
    assert ("Flight ZZ 202, DUB–PVG" in before, "Flight LN 202, DUB–PVG" in now) == (True, True)


def test_another_landing_is_told_old_and_new(told, flight, olga, everyone_works):
    leg = travel.leg_of(flight)
    later = replace(leg, lands_at=leg.lands_at + timedelta(hours=2))
    travel.change_flight(flight, later, seen=flight.version, by=olga)

    everyone_works()

    before, now = mail.outbox[0].body.split("\nnow:\n")
    assert ("12:00 (PVG time)" in before, "14:00 (PVG time)" in now) == (True, True)


def test_a_title_mended_in_another_language_makes_no_letter_and_no_alarm(told, amara, olga, opening, everyone_works):
    programme.change(opening, version=1, by=olga, titles=opening.titles | {"zh-hans": "开幕式"})
    publish(olga, amara, "Second")

    everyone_works()

    assert (mail.outbox, itineraries.reconcile(amara.delegation.edition)) == ([], [])


def test_a_note_taken_away_does_not_read_as_an_item_taken_off(told, amara, olga, opening, everyone_works):
    programme.change(opening, version=1, by=olga, notes={"en": "Bring the pin."})
    publish(olga, amara, "Second")

    everyone_works()

    assert "Another note\nbefore:\n  –\nnow:\n  Bring the pin.\n" in mail.outbox[0].body


def test_speech_is_told_as_cancelled_with_its_sub_forum(amara, olga, everyone_works):
    forum = factories.engagement("Rivers", at="10:00", kind="sub_forum")
    factories.attendance(factories.engagement("Speech", at="10:10", minutes=8, kind="speech", parent=forum), amara)
    publish(olga, amara)
    everyone_works()
    mail.outbox.clear()
    programme.change(forum, version=1, by=olga, cancelled=True)
    publish(olga, amara, "Second")

    everyone_works()

    titles = [line for line in mail.outbox[0].body.splitlines() if line.endswith("– Cancelled")]
    assert titles == ["Rivers – Cancelled", "Speech – Cancelled"]


def test_where_the_bus_waits_stands_in_letter_and_calendar(amara, olga, everyone_works):
    tower = factories.engagement("Tower", at="10:00", kind="site_visit")
    SiteVisit.objects.create(engagement=tower, seats=40, meeting_points={"en": "North gate"})
    factories.attendance(tower, amara, "attendee")
    publish(olga, amara)

    everyone_works()

    [letter] = mail.outbox
    assert "Tower, Meeting point: North gate – participant" in letter.body
    assert "DESCRIPTION:Meeting point: North gate" in calendar_in(letter)


def test_another_meeting_point_is_told(told, amara, olga, opening, everyone_works):
    factories.attendance(opening, amara, "attendee")
    visit = SiteVisit.objects.create(engagement=opening, meeting_points={"en": "North gate"})
    publish(olga, amara, "Second")
    everyone_works()
    mail.outbox.clear()
    visit.meeting_points = {"en": "South gate"}
    visit.save()
    publish(olga, amara, "Third")

    everyone_works()

    assert "now:\n  Meeting point: South gate\n" in mail.outbox[0].body


def test_a_flight_home_the_day_after_is_told_until_it_lands(amara, olga, everyone_works):
    edition = amara.delegation.edition
    today = clock.day_at(edition.zone, clock.now())
    edition.starts_on, edition.ends_on = today - timedelta(days=3), today - timedelta(days=1)
    edition.save()
    leaves = clock.now() + timedelta(hours=8)
    route = {"direction": "out", "origin": "PVG", "destination": "DUB"}
    lands = leaves + timedelta(hours=12)
    home = factories.flight(amara, leaves_at=leaves, lands_at=lands, **route)
    factories.engagement("Opening", edition, at="14:30")
    publish(olga, amara)
    ledger.follow_changes()
    assert Message.objects.get().expires_at == clock.to_real(lands)
    outbox.work_off()
    fly(home, olga, -2)

    ledger.follow_changes()

    # Also where the new flight is earlier: whoever waits for the old one must hear of it.
    assert list(Message.objects.values_list("expires_at", flat=True)) == [clock.to_real(lands)] * 2


def answer(invitation, word, seen=None):
    """The city's answer, as given in its letter."""
    said = replies.Said(word, "Amara")
    return replies.answer(invitation, said, seen=seen and seen.pk, channel=Reply.Channel.LETTER)


@pytest.fixture
def invitation(amara):
    return factories.invitation(amara.delegation, number=1, state="sent", sent_at=clock.now())


def itinerary_letters():
    return [m for m in mail.outbox if "itinerary" in m.subject]


def test_a_city_that_has_declined_gets_no_letter_that_still_waited(told, flight, olga, invitation, everyone_works):
    fly(flight, olga, 3)
    ledger.follow_changes()
    answer(invitation, "no")

    everyone_works()

    assert itinerary_letters() == []


def test_a_city_that_comes_after_all_is_told_what_was_held_back(told, amara, flight, olga, invitation, everyone_works):
    fly(flight, olga, 3)
    ledger.follow_changes()
    no = answer(invitation, "no")
    everyone_works()
    answer(invitation, "yes", seen=no)

    everyone_works()

    assert ["15:00" in m.body for m in itinerary_letters()] == [True]
    assert itineraries.reconcile(amara.delegation.edition) == []


def test_a_city_that_comes_after_all_and_knows_everything_is_told_nothing(told, invitation, everyone_works):
    no = answer(invitation, "no")
    everyone_works()
    answer(invitation, "yes", seen=no)

    everyone_works()

    assert itinerary_letters() == []


def test_lost_letters_to_a_city_that_has_declined_are_no_alarm(amara, olga, opening, invitation):
    publish(olga, amara)
    ledger.follow_changes()
    Message.objects.all().delete()
    answer(invitation, "no")

    assert itineraries.reconcile(amara.delegation.edition) == []


def test_a_reader_of_chinese_is_greeted_by_the_name_on_file(everyone_works):
    who = factories.person("Gong", "Zheng", family_first=True, native_name="龚正")
    gong = factories.head(factories.delegation("beijing"), who, language="zh-hans")
    factories.engagement("Opening", at="14:30")
    publish(factories.organizer(gong.delegation.edition), gong)

    everyone_works()

    assert mail.outbox[0].body.splitlines()[0] == "尊敬的龚正："


def test_trouble_in_one_edition_does_not_silence_the_alarm_of_another(amara, olga, opening, caplog):
    later = factories.edition("later", starts_on=amara.delegation.edition.starts_on + timedelta(days=300))
    factories.head(factories.delegation("cork", later))
    factories.engagement("Opening", later, at="14:30")
    releases.publish(later, comment="", by=olga)
    publish(olga, amara)
    ledger.follow_changes()
    Message.objects.all().delete()
    ItineraryVersion.objects.within(later).delete()
    type(later).objects.filter(pk=later.pk).update(zone="Nowhere/Land")

    with caplog.at_level(logging.ERROR, logger="sessions.tasks"):
        tasks.reconcile()

    assert [record.getMessage() for record in caplog.records] == [
        "the itineraries of later could not be compared with the letters",
        "1 letters of shanghai were not on record: posted now",
    ]


def until_somebody_waits_for_a_lock():
    for _turn in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for a lock")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_reconciliation_that_waited_for_the_follower_does_not_bring_the_old_flight_back(amara, olga, everyone_works):
    edition, flight = amara.delegation.edition, factories.flight(amara)
    factories.engagement("Opening", edition, at="14:30")
    publish(olga, amara)
    everyone_works()

    def reconcile():
        itineraries.bring_up_to_date(edition)
        connections.close_all()

    beside = threading.Thread(target=reconcile)
    with transaction.atomic():
        Delegate.objects.within(edition).select_for_update().get(pk=amara.pk)
        beside.start()
        until_somebody_waits_for_a_lock()
        fly(flight, olga, 3)
        itineraries.bring_up_to_date(edition)
    beside.join()

    flight.refresh_from_db()
    assert [leg.span.end for leg in landings(amara)] == [flight.lands_at]


def landings(delegate):
    newest = itineraries.known_of(delegate.delegation.edition)[delegate.pk].newest
    return [entry for entry in board.entries_in(newest) if entry.kind == "flight_in"]


def test_a_release_that_changes_nothing_for_amara_tells_her_nothing(told, amara, olga, everyone_works):
    lyon = factories.head(factories.delegation("lyon"), factories.person("Brun", "Lucie"), email="lucie@lyon.example")
    visit = factories.engagement("Tower", at="18:00", kind="site_visit")
    factories.attendance(visit, lyon, "attendee")
    publish(olga, amara, "Second")

    everyone_works()

    assert [m.to for m in mail.outbox] == [["lucie@lyon.example"]]


def test_a_moved_opening_is_told_side_by_side(told, amara, olga, opening, everyone_works):
    opening.starts_at += timedelta(minutes=30)
    opening.ends_at += timedelta(minutes=30)
    opening.save()
    publish(olga, amara, "Later")

    everyone_works()

    assert "before:" in mail.outbox[0].body
    assert ("14:30–16:00" in mail.outbox[0].body, "15:00–16:30" in mail.outbox[0].body) == (True, True)


def test_a_delegate_without_any_address_is_on_the_call_list(amara, olga, opening, everyone_works):
    amara.delegation.contact_email = ""
    amara.delegation.save()
    amara.email = ""
    amara.save()
    publish(olga, amara)

    everyone_works()

    assert [(m.state, m.to_name) for m in Message.objects.all()] == [("unreachable", "Dan Boyle")]


def test_a_delegate_without_an_address_is_written_to_at_the_office(amara, olga, opening, everyone_works):
    amara.email = ""
    amara.save()
    publish(olga, amara)

    everyone_works()

    assert [m.to for m in mail.outbox] == [["office@lindale.example"]]


def test_following_twice_is_harmless(told, flight, olga, everyone_works):
    fly(flight, olga, 3)
    for _turn in range(3):
        everyone_works()
        itineraries.bring_up_to_date(flight.delegate.delegation.edition)

    assert len(mail.outbox) == 1


def test_letters_lost_from_the_record_are_named_and_posted_again(amara, olga, opening, everyone_works):
    guests = [
        factories.delegate(amara.delegation, factories.person(f"Guest{n}", ""), email=f"guest{n}@x.example")
        for n in range(4)
    ]
    publish(olga, amara)
    ledger.follow_changes()
    Message.objects.filter(to_address__startswith="guest").delete()

    names = itineraries.reconcile(amara.delegation.edition)
    again = itineraries.reconcile(amara.delegation.edition)
    everyone_works()

    assert (names, again) == ([str(guest) for guest in guests], [])
    assert len(mail.outbox) == 5


def test_a_change_that_no_follower_saw_is_found_by_the_reconciliation(told, amara, flight, everyone_works):
    type(flight).objects.filter(pk=flight.pk).scoped().update(number="LN 999")

    itineraries.reconcile(amara.delegation.edition)
    everyone_works()

    assert "LN 999" in mail.outbox[0].body


@pytest.mark.parametrize("count", [3, 30])
def test_bringing_up_to_date_reads_the_same_for_three_and_thirty(
    amara, olga, opening, count, django_assert_max_num_queries
):
    for n in range(count - 1):
        factories.delegate(amara.delegation, factories.person(f"Guest{n}", ""))
    publish(olga, amara)
    itineraries.bring_up_to_date(amara.delegation.edition)

    with django_assert_max_num_queries(11):
        assert itineraries.bring_up_to_date(amara.delegation.edition) == []


STEPS = st.lists(st.sampled_from(["later", "earlier", "publish", "follow", "post"]), max_size=12)


@given(steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_the_end_everybody_knows_the_truth(told, amara, flight, olga, everyone_works, steps):
    for step in steps:
        if step in {"later", "earlier"}:
            fly(flight, olga, 1 if step == "later" else -1)
        elif step == "publish":
            opening = amara.delegation.edition.engagements.get()
            type(opening).objects.filter(pk=opening.pk).scoped().update(ends_at=opening.ends_at + timedelta(minutes=1))
            publish(olga, amara)
        elif step == "follow":
            ledger.follow_changes()
        else:
            outbox.work_off()
    everyone_works()

    known = itineraries.known_of(amara.delegation.edition)[amara.pk]
    assert known.told.checksum == known.newest.checksum
    sent = list(Message.objects.sent().filter(topic=f"itinerary:{amara.pk}").order_by("sent_at", "pk"))
    assert [m.version for m in sent] == sorted(m.version for m in sent)
