"""From the ledger to the letter: who is told what, once, and the newest truth."""

from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegations.actions import travel
from forum import clock, ledger, outbox
from forum.models import Message
from sessions.actions import itineraries, releases
from sessions.models import ItineraryVersion
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
    """The worker died between the mail server's acceptance and our commit; then the edit is undone."""
    fly(flight, olga, 3)
    ledger.follow_changes()
    dying = outbox.claim()
    ItineraryVersion.objects.filter(delegate=amara, number=2).scoped().update(handed_at=clock.now())
    Message.objects.filter(pk=dying.pk).update(lease_until=clock.real() - timedelta(seconds=1))
    fly(flight, olga, -3)

    everyone_works()

    assert len(mail.outbox) == 1
    assert "15:00" in mail.outbox[0].body


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
