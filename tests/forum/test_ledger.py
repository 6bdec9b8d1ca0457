import pytest
from django.db import transaction

from forum import ledger
from forum.models import Change
from tests import factories

FOLLOWED: list[str] = []


def remember(change):
    FOLLOWED.append(change.verb)


def fail_at_the_bad_one(change):
    if change.verb == "bad":
        raise RuntimeError("the follower stumbled")
    FOLLOWED.append(change.verb)


@pytest.fixture(autouse=True)
def followers(settings):
    FOLLOWED.clear()
    settings.CHANGE_FOLLOWERS = ["tests.forum.test_ledger.remember"]


def write(*verbs):
    cork = factories.city("cork")
    for verb in verbs:
        with transaction.atomic():
            ledger.record(verb, subject=cork, by=None, edition=None, before={"a": 1}, after={"a": 2})


@pytest.mark.django_db
def test_a_change_is_shown_to_the_followers_once():
    write("one", "two")

    ledger.follow_changes()
    ledger.follow_changes()

    assert FOLLOWED == ["one", "two"]


@pytest.mark.django_db
def test_one_bad_change_does_not_stop_those_behind_it(settings, caplog):
    settings.CHANGE_FOLLOWERS = ["tests.forum.test_ledger.fail_at_the_bad_one"]
    write("good", "bad", "better")

    ledger.follow_changes()

    assert FOLLOWED == ["good", "better"]
    left = Change.objects.unfollowed().get()
    assert (left.verb, left.follow_attempts, "stumbled" in left.trouble) == ("bad", 1, True)


@pytest.mark.django_db
def test_a_failed_change_is_tried_again_later(settings):
    settings.CHANGE_FOLLOWERS = ["tests.forum.test_ledger.fail_at_the_bad_one"]
    write("bad")
    ledger.follow_changes()
    settings.CHANGE_FOLLOWERS = ["tests.forum.test_ledger.remember"]
    Change.objects.update(follow_after=None)

    ledger.follow_changes()

    assert FOLLOWED == ["bad"]


@pytest.mark.django_db(transaction=True)
def test_a_change_is_recorded_in_the_transaction_of_its_fact():
    with pytest.raises(ledger.NotInATransaction, match="“loose” must be recorded"):
        ledger.record("loose", subject=factories.city("cork"), by=None, edition=None)


@pytest.mark.django_db
def test_the_chain_holds_as_long_as_nobody_touches_it():
    write("one", "two", "three")

    assert (ledger.seal_changes(), ledger.seal_changes(), ledger.first_broken_seal()) == (3, 0, None)


@pytest.mark.django_db
@pytest.mark.parametrize("tamper", [{"actor_name": "somebody else"}, {"after": {"a": 3}}, {"verb": "other"}])
def test_a_changed_line_breaks_the_chain_at_its_place(tamper):
    write("one", "two", "three")
    ledger.seal_changes()

    Change.objects.filter(verb="two").update(**tamper)

    assert ledger.first_broken_seal() == 2


@pytest.mark.django_db
def test_a_line_taken_out_breaks_the_chain():
    write("one", "two", "three")
    ledger.seal_changes()

    Change.objects.filter(verb="two").delete()

    assert ledger.first_broken_seal() == 2


@pytest.mark.django_db
def test_history_shows_the_newest_first():
    write("one", "two")

    assert [change.verb for change in ledger.history_of(factories.city("cork"))] == ["two", "one"]
