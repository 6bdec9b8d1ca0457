"""Reminders go out once per step, to nobody who answered, and never after the deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from delegations.actions import chasers, invitations, inviting, replies
from delegations.models import Reply
from delegations.tasks import chase
from forum import clock
from forum.models import Change, Message
from tests import factories

pytestmark = pytest.mark.django_db
SENT = datetime(2025, 3, 1, 2, tzinfo=UTC)
FORTNIGHT, THREE_DAYS = datetime(2025, 4, 1, 2, tzinfo=UTC), datetime(2025, 4, 12, 2, tzinfo=UTC)
DEADLINE = datetime(2025, 4, 15, 10, tzinfo=UTC)
ASKED = "Your answer to our letter GMD/001: Global Mayors Dialogue"


@pytest.fixture
def at(settings):
    """Set the clock of the house. The machines' own goes on."""

    def set_clock(moment):
        settings.CLOCK_SHIFT_SECONDS = (moment - datetime.now(UTC)).total_seconds()

    return set_clock


@pytest.fixture
def letter(at, olga):
    """To Cork, of 1 March; answers are asked by 15 April, 18:00 in Shanghai."""
    at(SENT)
    edition = factories.edition(
        "spring", starts_on=date(2025, 5, 28), reply_by=DEADLINE, register_by=DEADLINE + timedelta(days=25)
    )
    draft = factories.invitation(factories.delegation("cork", edition))
    (found,) = invitations.send([draft.pk], edition=edition, by=olga)
    return found


def answer(letter, **said):
    said = replies.Said(given_by="Aoife Byrne", **said)
    seen = letter.replies.order_by("-pk").values_list("pk", flat=True).first()
    return replies.answer(letter, said, seen=seen, channel=Reply.Channel.LETTER)


def reminders():
    return [m.to for m in mail.outbox if m.subject == ASKED]


@pytest.fixture
def tick(at, everyone_works):
    """The beat at this moment, five times over; then the post goes out."""

    def beat(moment):
        at(moment)
        for _turn in range(5):
            chase()
        everyone_works()

    return beat


def test_cork_is_reminded_once_per_step_however_often_the_beat_ticks(letter, tick):
    for moment in (SENT, FORTNIGHT, FORTNIGHT + timedelta(hours=3), THREE_DAYS, DEADLINE - timedelta(minutes=1)):
        tick(moment)

    assert reminders() == [["office@cork.example"]] * 2
    assert [line.kind for line in letter.dispatches.all()] == ["mailed", "reminded", "reminded"]
    assert Change.objects.filter(verb="invitation.chased").count() == 2


@pytest.mark.parametrize("said", ["yes", "no", "represented"])
def test_whoever_has_answered_is_left_in_peace(letter, tick, said):
    answer(letter, answer=said, representative_name="Deirdre Forde" if said == "represented" else "")

    tick(FORTNIGHT)

    assert reminders() == []


def test_an_answer_that_comes_before_the_post_goes_out_stops_the_reminder(letter, at, everyone_works):
    at(FORTNIGHT)
    chase()
    answer(letter, answer="yes")

    everyone_works()

    assert (reminders(), Message.objects.get(letter="reply_reminder").state) == ([], "needless")


def test_never_after_the_deadline(letter, tick):
    tick(DEADLINE + timedelta(minutes=1))

    assert Message.objects.filter(letter="reply_reminder").count() == 0


def test_a_reminder_that_was_held_up_past_the_deadline_is_not_sent(letter, at, everyone_works):
    at(THREE_DAYS)
    chase()
    at(DEADLINE + timedelta(minutes=1))
    Message.objects.filter(letter="reply_reminder").update(expires_at=None)

    everyone_works()

    assert reminders() == []


def test_a_city_held_back_is_not_reminded_and_can_be_let_go(client, letter, tick, olga):
    factories.Appointment.objects.create(user=olga, edition=letter.edition, role="protocol_officer")
    client.force_login(olga)
    hold = reverse("organizer:invitation_hold", args=["spring", letter.pk])
    client.post(hold, {"held": "1"})
    tick(FORTNIGHT)
    client.post(hold, {"held": "0"})

    tick(THREE_DAYS)

    assert len(reminders()) == 1


def test_an_undecided_city_is_asked_when_its_own_day_has_passed(letter, tick, at):
    at(FORTNIGHT - timedelta(days=2))
    answer(letter, answer="pending", expected_on=date(2025, 4, 8))
    tick(FORTNIGHT)
    assert reminders() == []

    tick(datetime(2025, 4, 9, 2, tzinfo=UTC))

    assert len(reminders()) == 1
    assert "by 8 April 2025" in mail.outbox[-1].body


def test_a_deadline_put_off_gives_new_reminders(letter, tick):
    tick(FORTNIGHT)
    letter.edition.reply_by += timedelta(days=10)
    letter.edition.save()

    tick(FORTNIGHT + timedelta(days=10))

    assert len(reminders()) == 2


def test_a_withdrawn_letter_reminds_nobody(letter, tick, olga):
    inviting.withdraw(letter, why="Postponed", tell=False, by=olga)

    tick(FORTNIGHT)

    assert reminders() == []


def test_a_city_whose_deputy_is_invited_is_reminded_of_the_new_letter_alone(letter, tick, olga):
    answer(letter, answer="no")
    office = factories.office(letter.office.city, key="deputy-mayor")
    draft = inviting.invite_deputy(letter, office, by=olga)
    invitations.send([draft.pk], edition=letter.edition, by=olga)

    tick(FORTNIGHT)

    assert [m.subject for m in mail.outbox if "Your answer" in m.subject] == [
        "Your answer to our letter GMD/002: Global Mayors Dialogue"
    ]


def test_the_reminder_speaks_the_language_of_the_city(letter, tick):
    letter.delegation.language = "fr"
    letter.delegation.save()

    tick(FORTNIGHT)

    assert Message.objects.get(letter="reply_reminder").language == "fr"


def test_a_forum_without_reminders_sends_none(letter, tick):
    letter.edition.chase_days = []
    letter.edition.save()

    tick(FORTNIGHT)

    assert reminders() == []


def test_olga_sees_who_is_reminded_when(client, letter, at, olga):
    factories.Appointment.objects.create(user=olga, edition=letter.edition, role="protocol_officer")
    client.force_login(olga)
    at(FORTNIGHT)

    (chase_of_cork,) = client.get(reverse("organizer:reminders", args=["spring"])).context["chases"]

    assert (chase_of_cork.invitation, chase_of_cork.next.at.date()) == (letter, date(2025, 4, 12))


@pytest.mark.parametrize("count", [1, 3])
def test_who_is_awaited_costs_the_same_for_one_city_and_three(edition, olga, count, django_assert_num_queries):
    drafts = [factories.invitation(factories.delegation(city)).pk for city in ("cork", "lyon", "nice")[:count]]
    invitations.send(drafts, edition=edition, by=olga)

    with django_assert_num_queries(2):
        assert len(chasers.ahead(edition)) == count


@pytest.mark.parametrize(
    ("typed", "days"), [("7, 21,7", [21, 7]), ("", []), ("14، 3", [14, 3]), ("5，2", [5, 2]), (" , ", [])]
)
def test_olga_sets_the_days_of_reminders(client, edition, olga, typed, days):
    client.force_login(olga)

    client.post(reverse("organizer:reminder_days", args=["shanghai"]), {"days": typed})

    edition.refresh_from_db()
    assert edition.chase_days == days


@pytest.mark.parametrize("typed", ["0", "366", "three", "9" * 30, "3.5", "1\x00", "-1"])
def test_days_that_are_none_come_back_in_words(client, edition, olga, typed):
    client.force_login(olga)

    page = client.post(reverse("organizer:reminder_days", args=["shanghai"]), {"days": typed})

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["days"])


def test_the_host_may_write_no_days_that_are_none(edition):
    for wrong in ([0], [366], ["3"], [True], {"3": 1}, "3", [1.5]):
        edition.chase_days = wrong
        with pytest.raises(Exception, match="Write whole days as a list"):
            edition.full_clean()
    assert clock.now() < edition.reply_by
