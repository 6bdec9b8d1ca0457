import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from delegations import notices
from forum import clock, letters, outbox
from forum.letters import Letter, Mail, Recipient
from forum.models import Message
from tests import factories

pytestmark = pytest.mark.django_db

State = Message.State


def note(message):
    return Mail(subject=f"Note {message.context['n']}", text="Text", html="<p>Text</p>")


def broken(message):
    raise LookupError("the template is gone")


class Grumpy(EmailBackend):
    """A mail server that answers with whatever the address says: 451@… or 550@… ."""

    def send_messages(self, messages):
        for message in messages:
            code = message.to[0].split("@")[0]
            if code == "drop":
                raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
            if code.isdecimal():
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (int(code), b"no")})
        return super().send_messages(messages)


class Closed(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("nobody listens")


@pytest.fixture(autouse=True)
def catalogue(settings):
    known = letters.catalogue()
    known |= {"note": Letter(compose=note), "broken": Letter(compose=broken), "silent": Letter(compose=lambda m: None)}
    settings.EMAIL_BACKEND = "tests.forum.test_outbox.Grumpy"
    yield
    letters.catalogue.cache_clear()


def put(key="note:1", to="amara@lindale.example", letter="note", **fields):
    return outbox.post_letter(
        letter, key=key, to=to, name="Amara", language="en", edition=None, context={"n": key}, **fields
    )


def state_of(key="note:1"):
    return Message.objects.get(key=key).state


def test_a_letter_is_sent_once_however_often_it_is_posted_and_worked_off():
    put()
    put()

    outbox.work_off()
    outbox.work_off()

    assert [(m.to, m.subject) for m in mail.outbox] == [(["amara@lindale.example"], "Note note:1")]
    assert state_of() == State.SENT


def posting(key, to="amara@lindale.example", topic=""):
    return outbox.Posting("note", key, to, "Amara", "en", None, {"n": key}, topic)


def test_many_letters_are_put_on_record_as_one_by_one():
    put("note:1")
    put("note:2", topic="days")

    made = outbox.post_letters([posting("note:1"), posting("note:3", topic="days"), posting("note:4", to="")])

    assert [row.key for row in made] == ["note:3", "note:4"]
    states = [state_of(f"note:{n}") for n in (1, 2, 3, 4)]
    assert states == [State.WAITING, State.SUPERSEDED, State.WAITING, State.UNREACHABLE]


def test_of_many_letters_on_one_topic_only_the_last_goes_out():
    outbox.post_letters([posting("note:1", topic="days"), posting("note:2", topic="days")])

    assert [state_of("note:1"), state_of("note:2")] == [State.SUPERSEDED, State.WAITING]


def test_every_copy_would_carry_the_same_message_id():
    first = put()

    outbox.work_off()

    assert mail.outbox[0].extra_headers["Message-ID"] == first.message_id == outbox.message_id_of("note:1")


def test_a_letter_without_an_address_is_on_the_call_list():
    put(to="")

    outbox.work_off()

    assert list(Message.objects.on_the_call_list().values_list("key", "state")) == [("note:1", State.UNREACHABLE)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [("451@x.example", State.WAITING), ("drop@x.example", State.WAITING), ("550@x.example", State.REFUSED)],
)
def test_each_answer_of_the_mail_server_has_its_meaning(address, expected):
    put(to=address)
    put("note:2")

    outbox.work_off()

    assert (state_of(), state_of("note:2")) == (expected, State.SENT)


def test_a_letter_that_failed_waits_before_the_next_try():
    put(to="451@x.example")

    outbox.work_off()
    outbox.work_off()

    row = Message.objects.get()
    assert (row.attempt, row.last_reply) == (1, "451 no")
    assert timedelta(seconds=10) < row.due_at - clock.real() < timedelta(seconds=19)


def test_a_letter_that_cannot_be_composed_does_not_hold_up_the_others(caplog):
    put(letter="broken")
    put("note:2")

    outbox.work_off()

    assert (state_of(), state_of("note:2")) == (State.WAITING, State.SENT)
    assert Message.objects.get(key="note:1").last_reply == "could not be composed: the template is gone"


def test_a_letter_with_nothing_left_to_say_is_not_sent():
    put(letter="silent")

    outbox.work_off()

    assert (state_of(), mail.outbox) == (State.NEEDLESS, [])


def test_a_newer_letter_on_a_topic_overtakes_the_one_that_waits():
    put("note:1", topic="itinerary:7")
    put("note:2", topic="itinerary:7")

    outbox.work_off()

    assert (state_of("note:1"), state_of("note:2")) == (State.SUPERSEDED, State.SENT)
    assert [m.subject for m in mail.outbox] == ["Note note:2"]


def test_while_one_letter_on_a_topic_is_under_way_the_newer_waits():
    put("note:1", topic="itinerary:7")
    first = outbox.claim()
    put("note:2", topic="itinerary:7")

    assert (first.key, outbox.claim()) == ("note:1", None)


def test_a_letter_whose_worker_died_is_taken_up_when_the_lease_runs_out():
    put()
    outbox.claim()
    outbox.work_off()
    assert state_of() == State.SENDING

    Message.objects.update(lease_until=clock.real() - timedelta(seconds=1))
    outbox.work_off()

    assert (state_of(), Message.objects.get().attempt) == (State.SENT, 2)


def test_the_older_letter_of_a_dead_worker_is_never_sent_after_a_newer_one():
    put("note:1", topic="itinerary:7")
    outbox.claim()
    put("note:2", topic="itinerary:7")
    Message.objects.filter(key="note:1").update(lease_until=clock.real() - timedelta(seconds=1))

    outbox.work_off()

    assert [m.subject for m in mail.outbox] == ["Note note:2"]
    assert state_of("note:1") == State.SUPERSEDED


def test_a_worker_that_lost_its_claim_writes_nothing():
    put()
    slow = outbox.claim()
    Message.objects.update(lease_until=clock.real() - timedelta(seconds=1))
    outbox.work_off()

    assert outbox._settle(slow, state=State.REFUSED) is False
    assert state_of() == State.SENT


def test_an_expired_letter_is_never_sent():
    put(expires_at=clock.real() - timedelta(seconds=1))

    outbox.work_off()

    assert (state_of(), mail.outbox) == (State.EXPIRED, [])


def test_letters_say_why_they_wait_when_the_mail_server_is_away(settings):
    settings.EMAIL_BACKEND = "tests.forum.test_outbox.Closed"
    put()

    outbox.work_off()

    row = Message.objects.get()
    assert (row.state, row.attempt) == (State.WAITING, 0)
    assert row.last_reply == "mail server not reached: nobody listens"


def test_a_letter_from_the_call_list_can_be_sent_again():
    row = put(to="550@x.example")
    outbox.work_off()
    Message.objects.update(to_address="amara@lindale.example")

    outbox.tell_again(row, by=factories.organizer())
    outbox.work_off()

    assert (state_of(), [m.to for m in mail.outbox]) == (State.SENT, [["amara@lindale.example"]])


@pytest.fixture
def addressed():
    """A kind of letter whose recipient is looked up: Amara, at an address that a scene may correct."""
    where = {"address": "550@x.example", "language": "en"}
    letters.catalogue()["addressed"] = Letter(
        compose=note, recipient=lambda message: Recipient(where["address"], "Amara", where["language"])
    )
    return where


def test_a_letter_goes_to_the_address_that_is_known_when_it_is_sent(addressed):
    put(letter="addressed", to="old@x.example")
    addressed |= {"address": "amara@lindale.example", "language": "fr"}

    outbox.work_off()

    assert [(m.to, m.extra_headers["Content-Language"]) for m in mail.outbox] == [(["amara@lindale.example"], "fr")]


def test_a_letter_whose_address_was_taken_away_is_on_the_call_list(addressed):
    put(letter="addressed", to="old@x.example")
    addressed["address"] = ""

    outbox.work_off()

    assert (state_of(), mail.outbox) == (State.UNREACHABLE, [])


@pytest.mark.parametrize("first", ["", "550@x.example"])
def test_a_corrected_address_brings_a_letter_back_from_the_call_list(addressed, first):
    addressed["address"] = first
    put(letter="addressed", to=first)
    outbox.work_off()
    addressed["address"] = "amara@lindale.example"

    assert [outbox.look_up_addresses() for _turn in range(2)] == [1, 0]
    outbox.work_off()

    assert [m.to for m in mail.outbox] == [["amara@lindale.example"]]


def test_an_address_that_is_still_wrong_is_not_tried_again_by_itself(addressed):
    put(letter="addressed", to="550@x.example")
    outbox.work_off()

    assert (outbox.look_up_addresses(), state_of()) == (0, State.REFUSED)


def test_a_letter_that_was_overtaken_does_not_come_back_from_the_call_list(addressed):
    put(letter="addressed", to="550@x.example", topic="itinerary:7")
    outbox.work_off()
    put("note:2", topic="itinerary:7")
    addressed["address"] = "amara@lindale.example"

    assert outbox.look_up_addresses() == 0


def test_without_an_address_a_letter_cannot_be_sent_again():
    row = put(to="")

    assert (outbox.tell_again(row, by=factories.organizer()), state_of()) == (False, State.UNREACHABLE)


def test_the_attempts_go_on_counting_when_a_letter_is_sent_again():
    row = put(to="550@x.example")
    outbox.work_off()

    outbox.tell_again(row, by=factories.organizer())
    outbox.work_off()

    assert Message.objects.get().attempt == 2


def full_disk(message, sent):
    raise OSError("no space left on device")


def test_a_letter_that_arrived_is_not_sent_again_because_it_could_not_be_kept(caplog):
    letters.catalogue()["kept"] = Letter(compose=note, keep=full_disk)
    put(letter="kept")

    outbox.work_off()
    outbox.work_off()

    assert (state_of(), len(mail.outbox)) == (State.SENT, 1)
    assert "could not be kept" in caplog.text


def test_a_letter_of_a_kind_that_nobody_knows_does_not_hold_up_the_others(caplog):
    put(letter="of tomorrow")
    put("note:2")

    outbox.work_off()

    assert (state_of(), state_of("note:2")) == (State.WAITING, State.SENT)


class Garbled(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no\x00 such person")})


def test_what_a_mail_server_says_is_written_down_without_what_cannot_be_stored(settings):
    settings.EMAIL_BACKEND = "tests.forum.test_outbox.Garbled"
    put()

    outbox.work_off()

    assert Message.objects.get().last_reply == "550 no such person"


class HangingUp(Grumpy):
    """Answers one recipient with 421 and closes the line, as it may; without a new one nothing more goes through."""

    line = False

    def open(self):
        self.line = True

    def close(self):
        self.line = False

    def send_messages(self, messages):
        if not self.line:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        if messages[0].to[0].startswith("421"):
            self.line = False
        return super().send_messages(messages)


def test_a_server_that_hangs_up_on_one_recipient_does_not_hold_up_the_next(settings):
    settings.EMAIL_BACKEND = "tests.forum.test_outbox.HangingUp"
    put(to="421@x.example")
    put("note:2")

    outbox.work_off()

    assert (state_of(), state_of("note:2")) == (State.WAITING, State.SENT)


def test_a_letter_that_expires_while_others_are_sent_is_not_claimed():
    put(expires_at=clock.real() - timedelta(seconds=1))

    assert outbox.claim() is None


def test_an_ampersand_in_a_subject_is_an_ampersand():
    edition = factories.edition("ampersand", names={"en": "Mayors' Dialogue & Forum"})
    invitation = factories.invitation(factories.delegation("cork", edition))

    found = notices.compose_invitation(invitation)

    assert found.subject == "Invitation: Mayors' Dialogue & Forum"
    assert "Mayors' Dialogue &amp; Forum" in found.html


def test_the_counts_of_an_edition_cost_one_query(django_assert_num_queries):
    edition = factories.edition()
    put("a", to="")
    Message.objects.update(edition=edition)

    with django_assert_num_queries(1):
        assert outbox.counts(edition) == outbox.Counts(sent=0, waiting=0, call_list=1)
